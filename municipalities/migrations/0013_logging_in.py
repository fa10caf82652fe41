import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Whoever changes it, and however: with the password or the account its sessions end.
END_SESSIONS = """
CREATE FUNCTION end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.password IS DISTINCT FROM OLD.password OR (OLD.is_active AND NOT NEW.is_active) THEN
        DELETE FROM municipalities_session WHERE user_id = OLD.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER end_sessions AFTER UPDATE OF password, is_active ON municipalities_user
    FOR EACH ROW EXECUTE FUNCTION end_sessions();
"""
KEEP_SESSIONS = """
DROP TRIGGER end_sessions ON municipalities_user;
DROP FUNCTION end_sessions();
"""
# As Django's createcachetable makes it.
CACHE = """
CREATE TABLE portal_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX portal_cache_expires ON portal_cache (expires);
"""


class Migration(migrations.Migration):
    """Sessions with their owner, how much somebody may still try, and which code was used."""

    dependencies = [
        ("municipalities", "0012_log_about_a_person"),
    ]

    # allauth's tables refer to our users, and only know of our first migration, which does not make them.
    run_before = [("account", "0001_initial"), ("mfa", "0001_initial"), ("socialaccount", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("whose", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="van")),
                ("full_at", models.DateTimeField(db_index=True, verbose_name="vol op")),
            ],
            options={
                "verbose_name": "emmer",
                "verbose_name_plural": "emmers",
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("device", models.CharField(blank=True, max_length=60, verbose_name="apparaat")),
                ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="ingelogd op")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="laatst gebruikt")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gebruiker",
                    ),
                ),
            ],
            options={
                "verbose_name": "sessie",
                "verbose_name_plural": "sessies",
            },
        ),
        migrations.RunSQL(END_SESSIONS, KEEP_SESSIONS),
        migrations.RunSQL(CACHE, "DROP TABLE portal_cache"),
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),  # its successor is above
    ]
