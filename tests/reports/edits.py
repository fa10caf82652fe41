"""A register edited at random: each edit of one row, chosen by dice. What its rules refuse did not happen."""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import DatabaseError, transaction

from cases.models import (
    Caseload,
    Contact,
    ContractHours,
    Evaluation,
    Indication,
    Placement,
    PoortwachterStep,
    Reindication,
    Residence,
    SickPercentage,
    SickSpell,
    SupportPlan,
    Terms,
    WswEmployee,
)
from municipalities.models import Municipality
from tests import people
from tests.situations import LAST_QUARTER as PERIOD


def one(dice: random.Random, model: Any, **so: Any) -> Any:
    ids = list(model.objects.filter(**so).order_by("pk").values_list("pk", flat=True))
    return model.objects.get(pk=dice.choice(ids)) if ids else None


def some_day(dice: random.Random) -> date:
    return PERIOD.starts_on + timedelta(days=dice.randint(0, (PERIOD.ends_on - PERIOD.starts_on).days))


def changed(dice: random.Random, model: Any, **values: Any) -> None:
    row = one(dice, model)
    for name, value in values.items():
        setattr(row, name, value(row) if callable(value) else value)
    row.save()


def contacted(dice: random.Random, load: Any) -> None:
    people.make_contact(load.employee, load.coach, held_on=some_day(dice))


EDITS: dict[str, Callable[[random.Random], object]] = {
    "hours": lambda dice: changed(dice, ContractHours, hours=dice.choice([16, 24, 32, 36])),
    "home": lambda dice: changed(dice, Residence, municipality=dice.choice(list(Municipality.objects.order_by("pk")))),
    "category": lambda dice: changed(dice, Indication, category=dice.choice(["matig", "ernstig"])),
    "validity": lambda dice: changed(dice, Indication, valid_until=some_day(dice) + timedelta(days=200)),
    "form": lambda dice: changed(dice, Placement, form=dice.choice(["BSB", "WOL"]), contract=None),
    "fewer placed": lambda dice: changed(dice, Placement, hours=lambda row: row.hours / 2),
    "sick": lambda dice: people.make_sick(one(dice, WswEmployee), since=some_day(dice)),
    "recovered": lambda dice: changed(dice, SickSpell, recovered_on=some_day(dice)),
    "sick since": lambda dice: changed(dice, SickSpell, starts_on=lambda row: row.starts_on - timedelta(days=9)),
    "partly": lambda dice: one(dice, SickSpell, recovered_on=None).percentages.create(
        starts_on=some_day(dice), percentage=50
    ),
    "another part": lambda dice: changed(dice, SickPercentage, percentage=dice.choice([20, 80])),
    "step": lambda dice: one(dice, SickSpell).steps.create(kind="probleemanalyse", done_on=some_day(dice)),
    "step late": lambda dice: changed(dice, PoortwachterStep, done_on=lambda row: row.done_on + timedelta(days=40)),
    "no step": lambda dice: one(dice, PoortwachterStep).delete(),
    "contact": lambda dice: contacted(dice, one(dice, Caseload, ends_on=None)),
    "contact longer": lambda dice: changed(dice, Contact, minutes=lambda row: row.minutes + 15),
    "asked": lambda dice: people.make_request(one(dice, WswEmployee), on=some_day(dice)),
    "asked on": lambda dice: changed(dice, Reindication, asked_on=some_day(dice)),
    "coached until": lambda dice: changed(dice, Caseload, ends_on=some_day(dice)),
    "plan until": lambda dice: changed(dice, SupportPlan, ends_on=some_day(dice)),
    "evaluated": lambda dice: one(dice, SupportPlan).evaluations.create(
        held_on=some_day(dice), own_words="Goed.", next_step="Zo door."
    ),
    "evaluated on": lambda dice: changed(dice, Evaluation, held_on=some_day(dice) - timedelta(days=300)),
    "fee": lambda dice: changed(dice, Terms, fee=lambda row: row.fee + 1),
}


def edit(dice: random.Random, times: int) -> dict[str, int]:
    """So many edits, each committed by itself; gives how often each was let through."""
    done: dict[str, int] = defaultdict(int)
    for _ in range(times):
        name = dice.choice(sorted(EDITS))
        try:
            with transaction.atomic():
                EDITS[name](dice)
            done[name] += 1
        except (DatabaseError, AttributeError, ObjectDoesNotExist, MultipleObjectsReturned):
            pass
    return done
