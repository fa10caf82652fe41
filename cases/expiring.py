"""Everything with a last day, of everybody at once: the list “Loopt af”. For one person, see `endings`.

Tasks by hand and what a plan agreed stand in it too: they have a day by which they must be done.

A kind of thing that ends is one declaration: its SQL is a relation of (employee_id, detail, last_day, followed) over
what ends from `%(day)s` to `%(until)s`. What has something after it is `followed`, and can be left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from cases.models import DocumentKind, LeaveKind, PlacementForm
from cases.selection import behind
from cases.sentence import Choice
from municipalities.access import Permission
from municipalities.models import Membership
from municipalities.paging import Pages, pages

PER_PAGE = 50
_ENDS = "BETWEEN %(day)s AND %(until)s"
_SIGNED = "('vastgesteld', 'lopend', 'geevalueerd')"


@dataclass(frozen=True)
class Kind:
    """`label` as the row says it, `asked` as the sentence does. `says` turns a detail that is a code into words.

    `reads` is what one must be allowed to read: to another nobody has any, and it is not offered.
    `to_do`: no last day of what is there, but a day by which something must be done. It stands in the list until it is,
    also when that day is past, and only for who keeps the dossier.
    """

    code: str
    label: str
    asked: str
    sql: str
    says: dict[str, str] | None = None
    reads: Permission | None = None
    to_do: bool = False


KINDS = (
    Kind(
        "plaatsing", "Plaatsing", "plaatsingen",
        f"""SELECT t.employee_id, coalesce(n.name, t.form) || CASE WHEN EXISTS (
                SELECT 1 FROM cases_proposal v WHERE v.trial_id = t.id AND v.state = 'proef')
            THEN ' (op proef)' ELSE '' END AS detail, t.ends_on AS last_day, EXISTS (
            SELECT 1 FROM cases_placement x WHERE x.employee_id = t.employee_id AND x.id <> t.id
                AND x.starts_on > t.starts_on AND x.starts_on <= t.ends_on + 1
                AND (x.ends_on IS NULL OR x.ends_on > t.ends_on)) AS followed
        FROM cases_placement t LEFT JOIN cases_hirer n ON n.id = t.hirer_id WHERE t.ends_on {_ENDS}""",
        dict(PlacementForm.choices),
    ),
    Kind(
        "indicatie", "Indicatie", "indicaties",
        f"""SELECT i.employee_id, i.category AS detail, i.valid_until AS last_day, EXISTS (
            SELECT 1 FROM cases_indication x WHERE x.employee_id = i.employee_id AND x.id <> i.id
                AND x.starts_on >= i.starts_on AND x.valid_until > i.valid_until) AS followed
        FROM cases_indication i WHERE i.withdrawn_on IS NULL AND i.valid_until {_ENDS}""",
    ),
    Kind(
        "dienstverband", "Dienstverband", "dienstverbanden",
        f"""SELECT e.employee_id, o.name AS detail, e.ends_on AS last_day, EXISTS (
            SELECT 1 FROM cases_employment x WHERE x.employee_id = e.employee_id AND x.id <> e.id
                AND (x.ends_on IS NULL OR x.ends_on > e.ends_on)) AS followed
        FROM cases_employment e JOIN municipalities_organisation o ON o.id = e.employer_id WHERE e.ends_on {_ENDS}""",
    ),
    Kind(
        "uren", "Contracturen", "contracturen",
        f"""SELECT h.employee_id, replace(trim_scale(h.hours)::text, '.', ',') || ' uur' AS detail,
            h.ends_on AS last_day, EXISTS (
                SELECT 1 FROM cases_contracthours x WHERE x.employment_id = h.employment_id
                    AND x.starts_on > h.ends_on) AS followed
        FROM cases_contracthours h JOIN cases_employment e ON e.id = h.employment_id
        WHERE h.ends_on {_ENDS} AND h.ends_on IS DISTINCT FROM e.ends_on""",
    ),
    Kind(
        "verlof", "Verlof", "verlof",
        f"""SELECT v.employee_id, v.kind AS detail, v.ends_on AS last_day, true AS followed
        FROM cases_leave v WHERE v.ends_on {_ENDS}""",
        dict(LeaveKind.choices),
    ),
    Kind(
        "jobcoach", "Begeleiding", "begeleiding",
        f"""SELECT k.employee_id, u.name AS detail, k.ends_on AS last_day, EXISTS (
            SELECT 1 FROM cases_caseload x WHERE x.employee_id = k.employee_id AND x.starts_on = k.ends_on + 1)
            AS followed
        FROM cases_caseload k JOIN municipalities_user u ON u.id = k.coach_id WHERE k.ends_on {_ENDS}""",
    ),
    Kind(
        "woonplaats", "Woonplaats", "woonplaatsen",
        f"""SELECT r.employee_id, coalesce(g.name, 'buitenland') AS detail, r.ends_on AS last_day, EXISTS (
            SELECT 1 FROM cases_residence x WHERE x.employee_id = r.employee_id AND x.starts_on = r.ends_on + 1)
            AS followed
        FROM cases_residence r LEFT JOIN municipalities_municipality g ON g.id = r.municipality_id
        WHERE r.ends_on {_ENDS}""",
    ),
    Kind(
        "begeleid_werken", "Begeleid-werkencontract", "begeleid-werkencontracten",
        f"""SELECT b.employee_id, n.name AS detail, b.ends_on AS last_day, EXISTS (
            SELECT 1 FROM cases_supportedcontract x WHERE x.employee_id = b.employee_id
                AND x.starts_on > b.starts_on) AS followed
        FROM cases_supportedcontract b JOIN cases_hirer n ON n.id = b.hirer_id WHERE b.ends_on {_ENDS}""",
    ),
    Kind(  # R44: the contract with the hirer ends and the placement goes on; who ends with it stands there as placement
        "contract", "Detacheringscontract", "detacheringscontracten",
        f"""SELECT t.employee_id, n.name AS detail, k.ends_on AS last_day, false AS followed
        FROM cases_placement t JOIN cases_contract k ON k.id = t.contract_id JOIN cases_hirer n ON n.id = k.hirer_id
        WHERE k.ends_on {_ENDS} AND t.starts_on <= k.ends_on AND (t.ends_on IS NULL OR t.ends_on > k.ends_on)""",
    ),
    Kind(
        "plan", "Begeleidingsplan", "begeleidingsplannen",
        f"""SELECT v.employee_id, 'versie ' || v.version AS detail, v.ends_on AS last_day, EXISTS (
            SELECT 1 FROM cases_supportplan x WHERE x.employee_id = v.employee_id AND x.version > v.version
                AND x.state IN {_SIGNED}) AS followed
        FROM cases_supportplan v WHERE v.ends_on {_ENDS} AND v.state IN {_SIGNED}""",
        reads=Permission.PLAN_VIEW,
    ),
    Kind(
        "document", "Document", "documenten",
        f"""SELECT f.employee_id, f.kind AS detail, f.valid_until AS last_day, EXISTS (
            SELECT 1 FROM cases_document x WHERE x.replaces_id = f.id) AS followed
        FROM cases_document f WHERE f.valid_until {_ENDS}""",
        dict(DocumentKind.choices),
        reads=Permission.DOCUMENT_CHANGE,
    ),
    Kind(  # then the coach comes back by itself
        "waarneming", "Waarneming", "waarneming",
        f"""SELECT w.employee_id, u.name AS detail, w.ends_on AS last_day, true AS followed
        FROM cases_standin w JOIN municipalities_user u ON u.id = w.coach_id WHERE w.ends_on {_ENDS}""",
    ),
    Kind(
        "loonwaarde", "Loonwaardemeting", "loonwaardemetingen",
        f"""SELECT l.employee_id, replace(trim_scale(l.percentage)::text, '.', ',') || ' %%' AS detail,
            l.valid_until AS last_day, EXISTS (
                SELECT 1 FROM cases_loonwaarde x WHERE x.employee_id = l.employee_id
                    AND x.measured_on > l.measured_on) AS followed
        FROM cases_loonwaarde l WHERE l.valid_until {_ENDS}""",
    ),
    Kind(
        "aow", "Laatste dag voor de AOW", "de laatste dag voor de AOW",
        f"""SELECT p.id AS employee_id, '' AS detail, aow_day(p.birth_date) - 1 AS last_day, NOT EXISTS (
            SELECT 1 FROM cases_employment e WHERE e.employee_id = p.id
                AND (e.ends_on IS NULL OR e.ends_on >= aow_day(p.birth_date))) AS followed
        FROM cases_wswemployee p
        WHERE p.birth_date BETWEEN %(day)s - interval '69 years' AND %(until)s - interval '65 years'
            AND p.died_on IS NULL AND aow_day(p.birth_date) - 1 {_ENDS} AND EXISTS (
                SELECT 1 FROM cases_employment e WHERE e.employee_id = p.id AND e.starts_on <= %(day)s
                    AND (e.ends_on IS NULL OR e.ends_on >= %(day)s))""",
    ),
    Kind(
        "taak", "Taak", "taken",
        """SELECT o.employee_id, o.what || ' (voor de ' || o.owner || ')' AS detail, o.due_on AS last_day,
            false AS followed
        FROM cases_todo o WHERE o.done_on IS NULL AND o.due_on <= %(until)s""",
        reads=Permission.TODO_CHANGE,
        to_do=True,
    ),
    Kind(
        "actie", "Actie uit het plan", "acties uit een plan",
        """SELECT a.employee_id, a.what AS detail, a.due_on AS last_day, false AS followed
        FROM cases_goalaction a JOIN cases_goal d ON d.id = a.goal_id JOIN cases_supportplan s ON s.id = d.plan_id
        WHERE a.done_on IS NULL AND a.due_on <= %(until)s AND s.state IN ('vastgesteld', 'lopend', 'geevalueerd')""",
        reads=Permission.TODO_CHANGE,
        to_do=True,
    ),
)  # fmt: skip
WITHIN = Choice(
    "binnen", "Binnen", "wat afloopt binnen", (("", "90 dagen"), ("30", "30 dagen"), ("182", "een half jaar"))
)
FOLLOWED = Choice("vervolg", "Vervolg", "", (("", "met of zonder vervolg"), ("zonder", "zonder vervolg")))

_FOUND = """FROM ({kinds}) x JOIN ({door}) b ON b.id = x.employee_id WHERE NOT (x.followed AND %(unfollowed)s)"""
_COUNT = f"SELECT count(*) {_FOUND}"
_ROWS = f"""
SELECT b.key, concat_ws(', ', b.last_name, nullif(b.prefix, ''), b.first_name), x.kind, x.detail, x.last_day, x.followed
{_FOUND} ORDER BY x.last_day, b.sort_name, b.id, x.kind, x.detail LIMIT %(most)s OFFSET %(first)s
"""
_KIND = "SELECT '{code}' AS kind, k.employee_id, k.detail::text AS detail, k.last_day, k.followed FROM ({sql}) k"


@dataclass(frozen=True)
class Ending:
    """A row of the list."""

    key: UUID
    name: str
    kind: str
    detail: str
    last_day: date
    followed: bool
    days: int
    to_do: bool = False

    @property
    def left(self) -> str:
        """How many days to go; of what had to be done already, how late it is."""
        return str(self.days) if self.days >= 0 else f"{-self.days} te laat"

    @property
    def after(self) -> str:
        return "nog niet gedaan" if self.to_do else "vastgelegd" if self.followed else "nog niets"


class Expiring:
    """What an address asks of everything that ends, for one membership."""

    def __init__(self, address: QueryDict, membership: Membership, day: date) -> None:
        self.address, self.day = address, day
        self.people = behind(membership, day)
        self.kinds = [kind for kind in KINDS if kind.reads is None or membership.may(kind.reads)]
        self.what = Choice("wat", "Wat", "Toon", (("", "alles"), *((kind.code, kind.asked) for kind in self.kinds)))

    def html(self) -> SafeString:
        what, within, followed = (each.html(each.chosen(self.address)) for each in (self.what, WITHIN, FOLLOWED))
        return mark_safe(f"{what} {within}, {followed}.")  # noqa: S308  each option is escaped

    def page(self) -> tuple[Pages, list[Ending]]:
        """The page asked for; the last one when it asks beyond."""
        page = pages(self.address, self._asked(_COUNT)[0][0], PER_PAGE)
        return page, self._endings(PER_PAGE, page.first - 1)

    def first(self, most: int) -> list[Ending]:
        """The first to end, for the start page, where what must be done has a list of its own."""
        self.kinds = [kind for kind in self.kinds if not kind.to_do]
        return self._endings(most, 0)

    def _endings(self, most: int, first: int) -> list[Ending]:
        return [_ending(row, self.day) for row in self._asked(_ROWS, most=most, first=first)]

    def _asked(self, statement: str, **limits: int) -> list[tuple[Any, ...]]:
        chosen = self.what.chosen(self.address)
        kinds = [kind for kind in self.kinds if chosen in ("", kind.code)]
        until = self.day + timedelta(days=int(WITHIN.chosen(self.address) or 90))
        unfollowed = bool(FOLLOWED.chosen(self.address))
        asked = self.people.parameters | limits | {"until": until, "unfollowed": unfollowed}
        each = " UNION ALL ".join(_KIND.format(code=kind.code, sql=kind.sql) for kind in kinds)
        with connection.cursor() as cursor:
            cursor.execute(statement.format(door=self.people.door, kinds=each), asked)
            return cursor.fetchall()


_BY_CODE = {kind.code: kind for kind in KINDS}


def _ending(row: Sequence[Any], day: date) -> Ending:
    key, name, code, detail, last_day, followed = row
    kind = _BY_CODE[code]
    return Ending(
        key,
        name,
        kind.label,
        (kind.says or {}).get(detail, detail),
        last_day,
        followed,
        (last_day - day).days,
        kind.to_do,
    )
