import django.db.models.deletion
from django.db import migrations, models

DAYS = ("opens_on", "closes_on", "sees_from", "sees_until")
DOORS = """
ALTER TABLE cases_door ADD CONSTRAINT door_to_somebody
    FOREIGN KEY (employee_id) REFERENCES cases_wswemployee (id) ON DELETE CASCADE;

CREATE FUNCTION refresh_doors(people bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Two changes to one person, each true on its own: the second waits here, and then sees the first.
    PERFORM 1 FROM cases_wswemployee WHERE id = ANY (people) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM cases_door WHERE employee_id = ANY (people);
    INSERT INTO cases_door (employee_id, holder, opens_on, closes_on, sees_from, sees_until)
    -- Who lives or lived there. A former municipality answers for its figures as long as its accounts are kept: 7 years
    -- (Selectielijst 2020, "Gegevens met financiële consequenties").
    SELECT r.employee_id, 'gemeente:' || r.municipality_id, r.starts_on,
        coalesce((r.ends_on + interval '7 years')::date, 'infinity'), r.starts_on, coalesce(r.ends_on, 'infinity')
    FROM cases_residence r WHERE r.employee_id = ANY (people) AND r.municipality_id IS NOT NULL
    UNION ALL
    -- Whom it employs or employed: with all that went before, as a personnel file goes along to the next employer.
    SELECT e.employee_id, 'gemeente:' || o.municipality_id, e.starts_on,
        coalesce((e.ends_on + interval '7 years')::date, 'infinity'), '-infinity', coalesce(e.ends_on, 'infinity')
    FROM cases_employment e JOIN municipalities_organisation o ON o.id = e.employer_id
    WHERE e.employee_id = ANY (people) AND o.municipality_id IS NOT NULL
    UNION ALL
    -- Whom somebody coaches. Yesterday's coach is out today (R71).
    SELECT c.employee_id, 'coach:' || c.coach_id, c.starts_on, coalesce(c.ends_on, 'infinity'), '-infinity', 'infinity'
    FROM cases_caseload c WHERE c.employee_id = ANY (people);
END $$;

CREATE FUNCTION keep_doors() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE touched bigint[];
BEGIN
    IF TG_TABLE_NAME = 'municipalities_organisation' THEN
        SELECT array_agg(DISTINCT e.employee_id) INTO touched
        FROM cases_employment e JOIN changed o ON o.id = e.employer_id
        JOIN former f ON f.id = o.id AND f.municipality_id IS DISTINCT FROM o.municipality_id;
    ELSIF TG_OP = 'UPDATE' THEN  -- a row that moves to another person touches both
        SELECT array_agg(employee_id) INTO touched
        FROM (SELECT employee_id FROM changed UNION SELECT employee_id FROM former) both_sides;
    ELSE
        SELECT array_agg(DISTINCT employee_id) INTO touched FROM changed;
    END IF;
    IF touched IS NOT NULL THEN
        PERFORM refresh_doors(touched);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION asker_registers() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    -- A controller reads.
    SELECT coalesce(asker_role() IN ('consulent', 'jobcoach'), false)
$$;
SELECT refresh_doors(array_agg(id)) FROM cases_wswemployee;
"""
NO_DOORS = """
DROP FUNCTION asker_registers();
DROP FUNCTION keep_doors();
DROP FUNCTION refresh_doors(bigint[]);
ALTER TABLE cases_door DROP CONSTRAINT door_to_somebody;
"""
WATCHED = [("cases_residence", "residence"), ("cases_employment", "employment"), ("cases_caseload", "caseload")]
EVENTS = {
    "INSERT": "NEW TABLE AS changed",
    "UPDATE": "NEW TABLE AS changed OLD TABLE AS former",
    "DELETE": "OLD TABLE AS changed",
}
_TRIGGERS = [(table, event, tables) for table, _ in WATCHED for event, tables in EVENTS.items()]
_TRIGGERS.append(("municipalities_organisation", "UPDATE", EVENTS["UPDATE"]))
WATCH = "".join(
    f"CREATE TRIGGER keep_doors_{event.lower()} AFTER {event} ON {table} REFERENCING {tables}"
    " FOR EACH STATEMENT EXECUTE FUNCTION keep_doors();\n"
    for table, event, tables in _TRIGGERS
)
UNWATCH = "".join(f"DROP TRIGGER keep_doors_{event.lower()} ON {table};\n" for table, event, _ in _TRIGGERS)


class Migration(migrations.Migration):
    """Who may see whom, kept by the database."""

    dependencies = [("cases", "0004_about_whom"), ("municipalities", "0005_asker")]
    operations = [
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holder", models.CharField(max_length=30, verbose_name="van wie")),
                ("opens_on", models.DateField(verbose_name="open vanaf")),
                ("closes_on", models.DateField(verbose_name="open tot en met")),
                ("sees_from", models.DateField(verbose_name="ziet vanaf")),
                ("sees_until", models.DateField(verbose_name="ziet tot en met")),
                (
                    "employee",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="doors",
                        to="cases.wswemployee",
                        verbose_name="medewerker",
                    ),
                ),
            ],
            options={"verbose_name": "deur", "verbose_name_plural": "deuren"},
        ),
        migrations.AddIndex("door", models.Index(fields=["employee", "holder"], include=DAYS, name="door_to")),
        migrations.AddIndex("door", models.Index(fields=["holder", "employee"], include=DAYS, name="door_of")),
        migrations.RunSQL(DOORS, NO_DOORS),
        migrations.RunSQL(WATCH, UNWATCH),
    ]
