from django.db import migrations

from cases.walls import NO_POINTS_AT, POINTS_AT, points_at, reads_otherwise, selects

# A rule runs before the wall is asked: what it refuses may not tell of a row that is not the asker's.
NOT_OF_ANOTHER = """
CREATE FUNCTION author_asks() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Before contact_rules, which as the owner would tell whom a colleague coached on a day.
BEGIN
    IF NOT asker_is_process() AND NEW.author_id IS DISTINCT FROM asker_user() THEN
        RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_author BEFORE INSERT ON cases_contact FOR EACH ROW EXECUTE FUNCTION author_asks();
-- As the asker: of a plan that one may not see these rules say nothing, and the wall refuses.
ALTER FUNCTION goal_rules() SECURITY INVOKER;
"""
OF_ANOTHER = """
ALTER FUNCTION goal_rules() SECURITY DEFINER;
DROP TRIGGER a_author ON cases_contact;
DROP FUNCTION author_asks();
"""

# What is added after a municipality's last day is not its own period (R70).
ADDED = {"first": "({table}.added_at AT TIME ZONE 'Europe/Amsterdam')::date", "whole": True}
KIND = {"only": "asker_registers() AND (asker_role() <> 'jobcoach' OR {table}.kind NOT IN ('indicatie', 'contract'))"}
OF_CONTACT = {
    "only": "asker_registers() AND EXISTS (SELECT 1 FROM cases_contact c WHERE c.id = {table}.contact_id)",
}
# An advice is part of its indication, and that has days.
NOW = "EXISTS (SELECT 1 FROM cases_indication i WHERE i.id = {table}.indication_id)"
ONCE = "EXISTS (SELECT 1 FROM cases_indication_history i WHERE i.id = {table}.indication_id)"

DOOR = "asker_is_process() OR EXISTS (SELECT 1 FROM cases_door d WHERE d.employee_id = {table}.employee_id"
PARTY = " OR (asker_role() IN ('consulent', 'controller') AND {} = asker_municipality())"
HANDED = {
    "was": f"{DOOR}){PARTY.format('to_municipality_id')}",
    "now": f"{DOOR} AND d.sees_until >= {{table}}.proposed_on)"
    + PARTY.format("to_municipality_id")
    + PARTY.format("from_municipality_id"),
}


class Migration(migrations.Migration):
    """Nothing points at a row of another, no refusal tells of one, and who left adds nothing to what is read (R70)."""

    dependencies = [("cases", "0102_who_writes")]
    operations = [
        migrations.RunSQL(NOT_OF_ANOTHER, OF_ANOTHER),
        migrations.RunSQL(POINTS_AT, NO_POINTS_AT),
        points_at("cases_appointment", "kept_by_id", "cases_contact"),
        points_at("cases_document", "replaces_id", "cases_document"),
        points_at("cases_employment", "continues_id", "cases_employment"),
        points_at("cases_employment", "transfer_id", "cases_transfer", same_person=False),
        points_at("cases_caseload", "came_by_id", "cases_coachchange", same_person=False),
        points_at("cases_standin", "came_by_id", "cases_coachchange", same_person=False),
        *[reads_otherwise(table, was=KIND, now=KIND | ADDED) for table in ("cases_document", "cases_document_history")],
        reads_otherwise("cases_addendum", was=OF_CONTACT, now=OF_CONTACT | ADDED),
        reads_otherwise("cases_adaptationadvice", was={}, now={"only": NOW}),
        reads_otherwise("cases_adaptationadvice_history", was={}, now={"only": f"({NOW} OR {ONCE})"}),
        *[selects(table, **HANDED) for table in ("cases_handover", "cases_handover_history")],
    ]
