from django.db import migrations

CLOSED = r"""
CREATE FUNCTION closed_years(first date, last date) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
-- The years of these days that a released report has closed: one that ends on 31 December. As "2024, 2025".
-- A report over the whole year never stands released beside its quarters (R72), so the last of them closes it.
SELECT coalesce(string_agg(DISTINCT left(r.period, 4), ', ' ORDER BY left(r.period, 4)), '') FROM reports_report r
WHERE r.state = 'vrijgegeven' AND r.period ~ '^\d{4}(Q4|H2|-12)?$'
    AND left(r.period, 4)::int BETWEEN extract(year FROM first) AND extract(year FROM last)
$$;

CREATE FUNCTION waiting_corrections(in_year text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
-- How many corrections in that closed year no controller judged yet: of all municipalities, and without saying whose.
SELECT count(*) FROM cases_correction c
WHERE c.verdict = '' AND in_year = ANY (string_to_array(c.closed_years, ', '))
$$;

CREATE FUNCTION correction_in_closed_years() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Whatever the writer says of it; and what was marked stays marked.
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.closed_years := closed_years(NEW.starts_on, NEW.ends_on);
    ELSIF OLD.closed_years <> '' THEN
        NEW.closed_years := OLD.closed_years;
    ELSE
        NEW.closed_years := closed_years(NEW.starts_on, NEW.ends_on);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_closed_years BEFORE INSERT OR UPDATE ON cases_correction
    FOR EACH ROW EXECUTE FUNCTION correction_in_closed_years();

CREATE FUNCTION report_waits_for_corrections() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What was changed in a closed year does not reach the board in a new edition before a controller judged it (R77).
BEGIN
    IF NEW.state = 'vrijgegeven' AND OLD.state <> 'vrijgegeven' AND waiting_corrections(left(NEW.period, 4)) > 0 THEN
        RAISE EXCEPTION 'Er wacht nog een correctie in dit afgesloten jaar op akkoord.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER waits_for_corrections BEFORE UPDATE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION report_waits_for_corrections();
"""
NOT_CLOSED = """
DROP TRIGGER waits_for_corrections ON reports_report;
DROP FUNCTION report_waits_for_corrections();
DROP TRIGGER a_closed_years ON cases_correction;
DROP FUNCTION correction_in_closed_years();
DROP FUNCTION waiting_corrections(text);
DROP FUNCTION closed_years(date, date);
"""


class Migration(migrations.Migration):
    """A correction in a year that a released report closed is marked so, and is judged before the year leaves again."""

    dependencies = [
        ("reports", "0033_delivery"),
        ("cases", "0165_closed_years"),
    ]

    operations = [migrations.RunSQL(CLOSED, NOT_CLOSED)]
