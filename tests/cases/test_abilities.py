"""An old step on a later list: what is expected here was worked out by hand, from the lists as they stand below."""

import pytest

from cases.abilities import Carried, Listed, carry, lineage

# 2020: five steps.              2022: seven steps; together split; pace as it was.      2025: four steps; pace renamed.
TEMPO_20 = Listed(1, 1, "Werktempo")
SAMEN_20 = Listed(2, 2, "Samenwerken")
KLEDING_20 = Listed(3, 3, "Kleding")
TEMPO_22 = Listed(11, 1, "Werktempo", former=1, carries=(1, 2, 4, 6, 7))
COLLEGAS_22 = Listed(12, 2, "Collega's", former=2, carries=(1, 3, 4, 6, 7))
LEIDING_22 = Listed(13, 3, "Leiding", former=2, carries=(1, None, None, 6, 7), because="Toen was dit samen één stap.")
NIEUW_22 = Listed(14, 4, "Plannen", because="Nieuw in 2022.")
TEMPO_25 = Listed(21, 1, "Doorwerken", former=11, carries=(1, 1, 2, 2, 3, 3, 4))
COLLEGAS_25 = Listed(22, 2, "Collega's", former=12, carries=(1, 1, 2, 3, 3, None, 4), because="Stap 6 is vervallen.")
LEIDING_25 = Listed(23, 3, "Leiding", former=13, carries=(1, 1, 2, 2, 3, 3, 4))
PLANNEN_25 = Listed(24, 4, "Plannen", former=14, carries=(1, 1, 2, 2, 3, 3, 4))
ALL = {
    each.id: each
    for each in (
        TEMPO_20, SAMEN_20, KLEDING_20, TEMPO_22, COLLEGAS_22, LEIDING_22, NIEUW_22, TEMPO_25, COLLEGAS_25, LEIDING_25,
        PLANNEN_25,
    )
}  # fmt: skip


@pytest.mark.parametrize(
    ("step", "since", "to", "expected"),
    [
        (3, TEMPO_22, TEMPO_22, Carried(3)),  # on its own list it is what it is
        (1, TEMPO_20, TEMPO_22, Carried(1)),
        (3, TEMPO_20, TEMPO_22, Carried(4)),
        (5, TEMPO_20, TEMPO_22, Carried(7)),
        (1, TEMPO_20, TEMPO_25, Carried(1)),  # 1 -> 1 -> 1
        (2, TEMPO_20, TEMPO_25, Carried(1)),  # 2 -> 2 -> 1
        (3, TEMPO_20, TEMPO_25, Carried(2)),  # 3 -> 4 -> 2
        (4, TEMPO_20, TEMPO_25, Carried(3)),  # 4 -> 6 -> 3
        (5, TEMPO_20, TEMPO_25, Carried(4)),  # 5 -> 7 -> 4, under another name
        (4, TEMPO_22, TEMPO_25, Carried(2)),  # of 2022: one list on
        (2, SAMEN_20, COLLEGAS_22, Carried(3)),  # split: each half says for itself
        (2, SAMEN_20, LEIDING_22, Carried(None, "Toen was dit samen één stap.")),
        (4, SAMEN_20, LEIDING_22, Carried(6)),
        (3, SAMEN_20, COLLEGAS_25, Carried(3)),  # 3 -> 4 -> 3
        (4, SAMEN_20, COLLEGAS_25, Carried(None, "Stap 6 is vervallen.")),  # 4 -> 6 -> nothing
        (3, SAMEN_20, LEIDING_25, Carried(None, "Toen was dit samen één stap.")),  # the first that says nothing
        (5, SAMEN_20, LEIDING_25, Carried(4)),  # 5 -> 7 -> 4
        (2, NIEUW_22, PLANNEN_25, Carried(1)),
        (2, TEMPO_20, PLANNEN_25, Carried(None, "Nieuw in 2022.")),  # what it came from is not of 2020
        (2, KLEDING_20, TEMPO_25, Carried(None, "")),  # another ability: nothing to say
    ],
)
def test_a_step_is_carried_from_list_to_list_or_not_at_all(
    step: int, since: Listed, to: Listed, expected: Carried
) -> None:
    assert carry(step, since.id, to.id, ALL) == expected


def test_a_step_is_never_carried_back() -> None:
    assert carry(3, TEMPO_25.id, TEMPO_20.id, ALL) == Carried(None, "")


def test_what_an_ability_came_from() -> None:
    assert lineage(LEIDING_25.id, ALL) == [23, 13, 2]
    assert lineage(PLANNEN_25.id, ALL) == [24, 14]
    assert lineage(KLEDING_20.id, ALL) == [3]
