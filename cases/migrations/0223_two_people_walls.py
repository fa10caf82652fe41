"""Who keeps the dossiers says that two are two, of people of whom both are behind the own door, and in the own name."""

from django.db import migrations

from cases.walls import guard, points_at
from municipalities.recorded import keep_history
from municipalities.signing import signed, stands

_SEES = (
    "EXISTS (SELECT 1 FROM cases_door o WHERE o.employee_id = {table}.%s AND o.holder = asker_holder()"
    " AND o.sees_until >= asker_day())"
)
BOTH = f"{_SEES % 'employee_id'} AND {_SEES % 'other_id'}"


class Migration(migrations.Migration):
    dependencies = [("cases", "0222_two_people")]
    operations = [
        keep_history("cases_twopeople"),
        signed("cases_twopeople", "said_by_id", "said_on"),
        stands("cases_twopeople"),
        points_at("cases_twopeople", "other_id", "cases_wswemployee", same_person=False),
        *guard("cases_twopeople", only=BOTH, mine="asker_role() = 'consulent'", acts=("insert", "delete")),
    ]
