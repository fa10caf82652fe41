"""What happens by itself, and when (Europe/Amsterdam). A job asks what is due and missing; it never trusts it ran."""

from celery.schedules import crontab

SCHEDULE = {
    # A wish for a report whose hint got lost, or whose worker was killed.
    "wake-productions": {"task": "reports.tasks.wake_productions", "schedule": 5.0},
    # Who is to be told of a report, and whose hint got lost.
    "deliver-reports": {"task": "reports.tasks.deliver_reports", "schedule": 60.0},
    # Which closed quarter has no report? Before the day begins; and each hour after that, for who was off at five.
    "request-due-reports": {
        "task": "reports.tasks.request_due_reports",
        "schedule": crontab(hour="5-18", minute="10"),
    },
    # What would released reports say now? After the night's own changes, before the day begins.
    "restate-released": {"task": "reports.tasks.restate_released", "schedule": crontab(hour="5", minute="40")},
    # How far the goals of a quarter came: two weeks after it, once, and never again.
    "make-goal-progress": {"task": "reports.tasks.make_goal_progress", "schedule": crontab(hour="5", minute="50")},
    # A signed destruction list whose hint got lost, or whose worker was killed.
    "wake-destructions": {"task": "cases.tasks.wake_destructions", "schedule": 60.0},
    # Documents that cannot be found by their words yet: new ones, and those of before there was an index.
    "index-documents": {"task": "cases.tasks.index_documents", "schedule": 60.0},
    # Whose term is over today? The drafts are there before the privacy officer begins.
    "draft-destruction-lists": {
        "task": "cases.tasks.draft_destruction_lists",
        "schedule": crontab(hour="4", minute="40"),
    },
    # Who has no appointment gets the next one; a plan whose first day has come runs.
    "plan-appointments": {"task": "cases.tasks.plan_appointments", "schedule": crontab(hour="4", minute="30")},
    # What needs doing today. After the night's other work, which may close accounts of coaches.
    "refresh-signals": {"task": "cases.tasks.refresh_signals", "schedule": crontab(hour="5", minute="20")},
    # Before the working day begins, after what is in it was made.
    "send-digests": {
        "task": "cases.tasks.send_digests",
        "schedule": crontab(hour="7", minute="0", day_of_week="mon-fri"),
    },
    # Accounts that nobody logs in to, and roles that nobody confirms. Before anybody's day begins.
    "close-idle-accounts": {
        "task": "municipalities.tasks.close_idle_accounts",
        "schedule": crontab(hour="4", minute="40"),
    },
    "review-memberships": {
        "task": "municipalities.tasks.review_memberships",
        "schedule": crontab(hour="4", minute="50"),
    },
    # The end of the logs' chain leaves the database, so that a tail that is cut off is missed.
    "export-log-head": {"task": "municipalities.tasks.export_log_head", "schedule": crontab(minute="*/10")},
    "verify-log": {"task": "municipalities.tasks.verify_log", "schedule": crontab(hour="3", minute="40")},
    # Is a job missed? That the planner itself is dead the web server sees (watch.py).
    "watch-jobs": {"task": "soweco_portal.tasks.watch_jobs", "schedule": 60.0},
    # A meeting of the Dagelijks Bestuur is near: who did not open the report yet? Asked each hour of the working day.
    "remind-of-meetings": {
        "task": "reports.tasks.remind_of_meetings",
        "schedule": crontab(hour="8-17", minute="5", day_of_week="mon-fri"),
    },
    # Sessions that ended and tries that no longer count.
    "tidy-accounts": {"task": "municipalities.tasks.tidy_accounts", "schedule": crontab(hour="3", minute="40")},
}
