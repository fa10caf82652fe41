"""The demo has somebody who was entered twice, so that a newcomer sees what is done about it. *Fictief*."""

from cases.demo import doubles
from cases.demo.logins import LOGINS
from cases.doubles import pairs
from cases.models import PersonMerge, WswEmployee
from municipalities.asker import asked_by
from municipalities.models import today
from tests import people
from tests.cases.destroying import asking_as


def test_one_pair_to_find_and_one_that_waits_for_a_second_person(db: None) -> None:
    login = next(each for each in LOGINS if each.role == "consulent")
    noor = people.make_user("Noor Bedacht", email=login.email)
    membership = people.make_membership(noor, "consulent", "Almelo")
    for nth, name in enumerate("Alma Boris Cor Daan Eef Flip Gijs Hedde Ina Joris Kees Loes".split()):
        people.make_employee(f"{name} Fictief", born=people.day("01-03", 1960 + 3 * nth))
    with asked_by("demo"):
        doubles.lay(today())
    assert WswEmployee.objects.filter(personnel_number__startswith="PD").count() == 2
    with asking_as(noor):
        assert [why for _, _, why in pairs(membership)] == [["zelfde geboortedag en zelfde naam"]] * 2
        (waits,) = PersonMerge.objects.visible_to(membership).open()
    assert (waits.proposed_by, waits.gone.personnel_number) == (noor, f"PD9{waits.employee_id:05}")
