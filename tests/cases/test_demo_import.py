"""The made-up register comes in through the same door as everybody's, without one fault."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.models import WswEmployee
from municipalities.models import Municipality
from tests.cases.demo_register import build
from tests.cases.registers import load


@pytest.mark.django_db
def test_the_import_takes_the_made_up_register_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    made = build(tmp_path, people=200, municipalities=8)
    known = set(Municipality.objects.values_list("cbs_code", flat=True))
    Municipality.objects.bulk_create(
        Municipality(cbs_code=code, name=name, slug=code.lower(), takes_part=True)
        for code, name in made.summary.municipalities
        if code not in known
    )
    assert known >= {code for code, _ in made.summary.outside}
    assert load(tmp_path).new == dict(made.summary.rows)
    again = load(tmp_path)
    assert sum(again.new.values()) == sum(again.changed.values()) == 0


def test_a_demo_never_comes_over_people_that_are_there(truus: WswEmployee) -> None:
    call_command("demo", "--if-empty", people=5)
    assert list(WswEmployee.objects.all()) == [truus]
    with pytest.raises(CommandError, match="Er staan al mensen"):
        call_command("demo", people=5)
    assert list(WswEmployee.objects.all()) == [truus]
