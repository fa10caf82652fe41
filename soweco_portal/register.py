"""The register of processing (AVG art. 30) as a page and as a file, for everybody who works with the portal.

It holds no data of anybody, only which data there is and why, so each role may read it.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import dutch
from municipalities.activities import ACTIVITIES, Activity
from municipalities.processing import BY_RULE, KEPT, RECIPIENTS, SECURITY, People, Use, tables
from municipalities.requests import PortalRequest

HEADS = (
    "verwerking", "doel", "grondslag_verwerking", "over_wie", "tabel", "veld", "grondslag_veld", "bewaartermijn",
    "ontvangers", "buiten_eer",
)  # fmt: skip


@require_safe
def register(request: PortalRequest) -> HttpResponse:
    context = {
        "activities": [_shown(activity) for activity in ACTIVITIES.values()],
        "fields": sum(1 for _ in lines()),
        "security": SECURITY,
    }
    return render(request, "pages/register.html", context)


def _shown(activity: Activity) -> dict[str, Any]:
    uses = [(table, use, names) for table in tables() for use, names in table.uses.items() if use.activity is activity]
    return {
        "activity": activity,
        "recipients": RECIPIENTS[activity],
        "rows": [
            {
                "whom": table.whom,
                "title": dutch.capital(str(table.model._meta.verbose_name_plural)),
                "fields": ", ".join(table.label(name) for name in names.split()),
                "ground": use.ground,
                "kept": KEPT[use.kept],
            }
            for table, use, names in uses
        ],
    }


@require_safe
def register_csv(request: PortalRequest) -> HttpResponse:
    """A line per field, for the register of the municipality itself."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADS)
    writer.writerows(lines())
    response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="register-van-verwerkingen.csv"'
    return response


def lines() -> Iterator[tuple[str, ...]]:
    """Every personal field of the portal, also those that each table with a history has."""
    for table in tables():
        for name, use in table.fields.items():
            yield _line(table, name, use)
        if table.keeps_history:
            first = next(iter(table.uses))
            yield from (_line(table, name, first) for name in sorted(BY_RULE))


def _line(table: People, name: str, use: Use) -> tuple[str, ...]:
    activity = use.activity
    return (
        activity.name, activity.purpose, activity.ground, table.whom, table.model._meta.db_table, name, use.ground,
        KEPT[use.kept], "; ".join(RECIPIENTS[activity]), "nee",
    )  # fmt: skip
