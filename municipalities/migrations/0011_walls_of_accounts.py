from django.db import migrations

from municipalities.walls import guard_with

# Who looked along as me, for everybody; all of it for who watches over the portal.
SEEN = (
    "asker_is_process() OR asker_role() IN ('administrator', 'privacy_officer') OR administrator_id = asker_user()"
    " OR membership_id IN (SELECT m.id FROM municipalities_membership m WHERE m.user_id = asker_user())"
)
ONES_OWN = "asker_is_process() OR (asker_role() = 'administrator' AND administrator_id = asker_user())"
# A controller for the own municipality.
ANSWERS = (
    "asker_is_process() OR asker_role() IN ('administrator', 'privacy_officer') OR (asker_role() = 'controller' AND"
    " membership_id IN (SELECT m.id FROM municipalities_membership m WHERE m.municipality_id = asker_municipality()))"
)


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0010_account_history")]
    operations = [
        guard_with("municipalities_acting", select=SEEN, insert=ONES_OWN, update=ONES_OWN),
        guard_with("municipalities_acting_history", select=SEEN),
        guard_with("municipalities_membershipreview", select=ANSWERS, insert="asker_is_process()", update=ANSWERS),
        guard_with("municipalities_membershipreview_history", select=ANSWERS),
    ]
