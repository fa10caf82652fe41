"""Which released reports a change of the past touches. They stay as they are; the next one restates (R74, R75)."""

from datetime import date

from reports.models import Report
from reports.periods import Period


def released(first: date, last: date | None) -> list[str]:
    """The periods with a released report that hold a day from `first` to `last` (None: still), the oldest first."""
    found = [
        (Period.parse(report.period), report.edition) for report in Report.objects.released().only("period", "edition")
    ]
    touched = sorted(each for each in found if each[0].ends_on >= first and (last is None or each[0].starts_on <= last))
    return [f"{period.label}, uitgave {edition}" for period, edition in touched]
