"""A few reasons of corrections, so that the history of some people shows how one reads."""

from datetime import date, timedelta

from cases.models import Correction, Placement

WHY = (
    "De inlener gaf de laatste werkdag te laat door.",
    "Verkeerde werkvorm gekozen bij het invoeren.",
    "De uren in het contract van de inlener bleken anders.",
)


def explain(today: date) -> None:
    """Of who changed work in the last quarter but one; as if a report over it was released."""
    month = (today.year * 12 + today.month - 1) // 3 * 3 - 6
    first, after = (date(each // 12, each % 12 + 1, 1) for each in (month, month + 3))
    last = after - timedelta(days=1)
    ended = Placement.objects.filter(ends_on__range=(first, last)).order_by("employee__personnel_number", "pk")
    people = list(dict.fromkeys(ended.values_list("employee", flat=True)))[: len(WHY)]
    quarter = f"{(first.month - 1) // 3 + 1}e kwartaal {first.year}, uitgave 1"
    Correction.objects.bulk_create(
        Correction(employee_id=person, because=because, reports=quarter, starts_on=first, ends_on=last)
        for person, because in zip(people, WHY, strict=False)
    )
