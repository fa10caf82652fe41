from django.db import migrations

from cases.walls import guard
from municipalities.walls import guard_with

# What must see more than the asker runs as the owner, with a fixed search path: a former row is written whoever asks, a
# rule over several rows counts them all, and a number is unique among those the asker can know of.
AS_OWNER = """
ALTER FUNCTION record_row() SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION check_employment_rules() SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION queue_employment_rules() SECURITY DEFINER SET search_path = public, pg_temp;
CREATE OR REPLACE FUNCTION refresh_statistics() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE cases_wswemployee, cases_residence, cases_indication, cases_employment, cases_contracthours, cases_leave,
        cases_hirer, cases_placement, cases_caseload, cases_sickspell, cases_sickpercentage, cases_door;
END $$;
"""
AS_ASKER = """
ALTER FUNCTION record_row() SECURITY INVOKER RESET search_path;
ALTER FUNCTION check_employment_rules() SECURITY INVOKER RESET search_path;
ALTER FUNCTION queue_employment_rules() SECURITY INVOKER RESET search_path;
ALTER FUNCTION refresh_statistics() SET search_path = public;
"""


class Migration(migrations.Migration):
    """The second wall around everything about people."""

    dependencies = [("cases", "0005_doors")]
    operations = [
        migrations.RunSQL(AS_OWNER, AS_ASKER),
        guard_with(
            "cases_door",
            # Who asks, and on which day, is asked once per statement: (SELECT …), not once per row. A process passes
            # every wall without a door; were it let through here, PostgreSQL could not go by the holder alone.
            select="holder = (SELECT asker_holder())"
            " AND opens_on <= (SELECT asker_day()) AND closes_on >= (SELECT asker_day())",
        ),
        *guard("cases_wswemployee", person="id"),
        *guard("cases_residence", first="starts_on", last="ends_on"),
        *guard("cases_indication", first="starts_on", last="valid_until", whole=True),
        *guard("cases_employment", first="starts_on", last="ends_on", whole=True),
        *guard("cases_contracthours", first="starts_on", last="ends_on", whole=True),
        *guard("cases_leave", first="starts_on", last="ends_on"),
        *guard("cases_placement", first="starts_on", last="ends_on"),
        *guard("cases_caseload", first="starts_on", last="ends_on"),
        *guard("cases_sickspell", first="starts_on", last="recovered_on"),
        *guard("cases_sickpercentage", first="starts_on", last="'infinity'"),
        guard_with("cases_rulestocheck"),
    ]
