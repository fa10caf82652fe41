from django.db import migrations

from municipalities.signing import signed, stands

# What a person is told stays what was decided; whoever puts a signal off does it in the own name.
DECIDED = """
CREATE OR REPLACE FUNCTION request_stands() RETURNS trigger LANGUAGE plpgsql AS $$
-- What a second person saw is what the letter is about, and what was decided is what it says.
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.registered_by_id IS NULL AND NOT asker_is_process() THEN
            RAISE EXCEPTION 'Wie een verzoek registreert, zet er de eigen naam bij.' USING ERRCODE = '42501';
        END IF;
    ELSIF (NEW.employee_id, NEW.kind) IS DISTINCT FROM (OLD.employee_id, OLD.kind) THEN
        RAISE EXCEPTION 'Over wie een verzoek gaat, en waarom, verandert niet.' USING ERRCODE = '42501';
    ELSIF OLD.decided_by_id IS NOT NULL
            AND (NEW.decision, NEW.decision_reason) IS DISTINCT FROM (OLD.decision, OLD.decision_reason) THEN
        RAISE EXCEPTION 'Wat ondertekend is, verandert niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""
UNDECIDED = """
CREATE OR REPLACE FUNCTION request_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.registered_by_id IS NULL AND NOT asker_is_process() THEN
            RAISE EXCEPTION 'Wie een verzoek registreert, zet er de eigen naam bij.' USING ERRCODE = '42501';
        END IF;
    ELSIF (NEW.employee_id, NEW.kind) IS DISTINCT FROM (OLD.employee_id, OLD.kind) THEN
        RAISE EXCEPTION 'Over wie een verzoek gaat, en waarom, verandert niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""
PUT_OFF = """
CREATE OR REPLACE FUNCTION signal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
-- People put a signal off, or take it back. What it says, and when it closes, is for the facts.
BEGIN
    IF asker_is_process() THEN
        RETURN NEW;
    ELSIF (NEW.key, NEW.employee_id, NEW.rule, NEW.due_on, NEW.roles, NEW.made_on, NEW.closed_on) IS DISTINCT FROM
            (OLD.key, OLD.employee_id, OLD.rule, OLD.due_on, OLD.roles, OLD.made_on, OLD.closed_on) THEN
        RAISE EXCEPTION 'Een signaal sluit door het feit, niet met de hand.' USING ERRCODE = '42501';
    ELSIF NEW.put_off_by_id <> asker_user() AND (NEW.put_off_by_id, NEW.put_off_until, NEW.put_off_because)
            IS DISTINCT FROM (OLD.put_off_by_id, OLD.put_off_until, OLD.put_off_because) THEN
        RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""
BY_ANYBODY = """
CREATE OR REPLACE FUNCTION signal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT asker_is_process() AND
            (NEW.key, NEW.employee_id, NEW.rule, NEW.due_on, NEW.roles, NEW.made_on, NEW.closed_on) IS DISTINCT FROM
            (OLD.key, OLD.employee_id, OLD.rule, OLD.due_on, OLD.roles, OLD.made_on, OLD.closed_on) THEN
        RAISE EXCEPTION 'Een signaal sluit door het feit, niet met de hand.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """Decisions, proposals, transfers, holds and what is put off: each in the own name, and what was signed stays."""

    dependencies = [
        ("cases", "0093_search"),
        ("cases", "0076_plan_answers_adaptations"),
        ("municipalities", "0030_yearly_signatures"),
    ]
    operations = [
        signed("cases_privacyrequest", "decided_by_id", "decided_on"),
        migrations.RunSQL(DECIDED, UNDECIDED),
        signed("cases_terms", "proposed_by_id"),
        # A next version ends terms (R54); another fee is other terms.
        stands("cases_terms", "ends_on", "released_by_id", "released_on"),
        signed("cases_transfer", "done_by_id", "done_on"),
        signed("cases_transfer", "undone_by_id", "undone_on"),
        stands("cases_transfer", "undone_by_id", "undone_on"),
        signed("cases_retentionhold", "placed_by_id"),
        migrations.RunSQL(PUT_OFF, BY_ANYBODY),
    ]
