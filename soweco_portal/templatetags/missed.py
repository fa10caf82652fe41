"""`{% missed_jobs as missed %}`: which jobs of the schedule are missed, for who can have it put right."""

from django import template

from municipalities.jobs import MissedJobs
from soweco_portal import watch

register = template.Library()


@register.simple_tag
def missed_jobs() -> MissedJobs | None:
    return watch.open_row()
