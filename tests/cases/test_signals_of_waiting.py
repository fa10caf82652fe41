"""The signal of the waiting list of beschut werk: on its first day and the day before, and closed by the advice."""

from cases.models import WaitingSpell
from cases.signals.rules import BY_NUMBER
from tests.cases.signalling import told
from tests.people import day, make_employee, make_waiting


def test_s32_uwv_has_eight_weeks(db: None) -> None:
    """Asked on 1 October; the 26th of November is the last day (Besluit advisering beschut werk)."""
    joke = make_employee("Joke Verzonnen", kind="beschut_werk", category=None)
    spell = make_waiting(joke, starts_on=day("01-09-2026"), advice_asked_on=day("01-10-2026"))
    assert "S32" not in dict(told(joke, day("26-11-2026")))
    assert ("S32", "26-11-2026") in told(joke, day("27-11-2026"))
    WaitingSpell.objects.filter(pk=spell.pk).update(advised_on=day("27-11-2026"))
    assert "S32" not in dict(told(joke, day("27-11-2026")))


def test_s32_is_red_once_it_is_late() -> None:
    assert BY_NUMBER["S32"].level(day("26-11-2026"), day("27-11-2026")) == "bad"
