from django.db import migrations

from municipalities.walls import guard_with

OFFICER = "(SELECT asker_role()) = 'privacy_officer' OR (SELECT asker_is_process())"
# What one said oneself today, so that it is not asked again.
OWN_PURPOSE = "act = 'purpose_stated' AND asker <> '' AND asker = (SELECT current_setting('portal.asker', true))"


class Migration(migrations.Migration):
    """Who looked is for the privacy officer; each writes in the own name. Links and head are the database's own."""

    dependencies = [("municipalities", "0007_chain")]
    operations = [
        guard_with(
            "municipalities_auditentry",
            select=f"{OFFICER} OR ({OWN_PURPOSE})",
            insert="asker = coalesce(current_setting('portal.asker', true), '')",
        ),
        # Knows no user, and of people an encrypted key: readable for whoever answers a request for one's own data.
        guard_with(
            "municipalities_processingentry",
            select="(SELECT asker_role()) IS NOT NULL OR (SELECT asker_is_process())",
            insert="cardinality(data_subjects) > 0",
        ),
        guard_with("municipalities_chainlink", select=OFFICER),
        guard_with("municipalities_chainhead", select=OFFICER),
        guard_with("municipalities_chaincheck", select=OFFICER, insert="(SELECT asker_is_process())"),
    ]
