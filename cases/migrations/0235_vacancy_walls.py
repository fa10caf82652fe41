"""Open places are about companies: who has a dossier of somebody reads them, who registers writes them.

How many are filled is a count over everybody's placements: a coach sees their own people only, and the count must be
the same for all. So the owner counts, and tells no more than the number.
"""

from django.db import migrations

from municipalities.recorded import keep_history
from municipalities.walls import written_by

FILLED = """
CREATE FUNCTION vacancies_filled(vacancies bigint[]) RETURNS TABLE (vacancy_id bigint, filled bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    -- People placed for this work at this company (under any name it has) since the place was noted, and not gone.
    SELECT v.id, count(DISTINCT p.employee_id)
    FROM cases_vacancy v
    JOIN cases_hirer h ON h.id = v.hirer_id
    LEFT JOIN (cases_placement p JOIN cases_hirer at ON at.id = p.hirer_id)
        ON coalesce(at.merged_into_id, at.id) = coalesce(h.merged_into_id, h.id)
        AND p.form = v.form AND lower(trim(p.function)) = lower(trim(v.function)) AND p.starts_on >= v.noted_on
        AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Europe/Amsterdam')::date)
    WHERE v.id = ANY (vacancies) AND (asker_is_process() OR asker_holder() IS NOT NULL)
    GROUP BY v.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0234_vacancy")]
    operations = [
        keep_history("cases_vacancy"),
        written_by("cases_vacancy", "consulent", "jobcoach"),
        migrations.RunSQL(FILLED, "DROP FUNCTION vacancies_filled(bigint[]);"),
    ]
