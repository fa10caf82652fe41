"""The filter above the list, as a sentence: "Toon medewerkers in dienst van Almelo met elke werkvorm …".

Every choice stands in the address; what the address holds that is no choice counts as no choice. Written here and not
as a form: nothing in it can be wrong, and five widgets through the template engine took longer than the whole list.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from html import escape
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from cases.models import PlacementForm, Scheme
from cases.selection import WITHOUT_WORK, coaches_to_choose
from municipalities.access import Permission
from municipalities.fields import DayField
from municipalities.models import Membership

LONGEST = 80
SHOW = (
    ("", "medewerkers in dienst"),
    ("uit_dienst", "medewerkers uit dienst"),
    ("wachtlijst", "mensen op een wachtlijst"),
    ("alle", "alle medewerkers"),
)
FORMS = (("", "elke werkvorm"), *PlacementForm.choices, (WITHOUT_WORK, "geen werk"))
SCHEMES = (("", "elke regeling"), *Scheme.choices, ("meer", "meer dan één regeling"))
ENDS = (
    ("", "wel of niet iets afloopt"),
    ("iets", "iets afloopt binnen 90 dagen"),
    ("plaatsing", "een plaatsing afloopt binnen 90 dagen"),
    ("indicatie", "de indicatie afloopt binnen 90 dagen"),
    ("dienstverband", "het dienstverband afloopt binnen 90 dagen"),
)
MISSING = (
    ("", "wel of niet iets ontbreekt"),
    ("plaatsing", "een plaatsing ontbreekt"),
    ("jobcoach", "een jobcoach ontbreekt"),
    ("indicatie", "een geldige indicatie ontbreekt"),
)
# For who reads plans and contacts; to another nobody has any. Of contacts there are some that the reader may not see.
MISSING_GUIDANCE = (
    ("plan", "een ondertekend plan ontbreekt"),
    ("contact", "contact in de laatste 8 weken ontbreekt, voor zover u dat mag lezen"),
    ("evaluatie", "een datum voor de evaluatie ontbreekt"),
)


@dataclass(frozen=True)
class Choice:
    """A gap in the sentence: its name in the address, what a screen reader calls it, the words before, the options."""

    name: str
    label: str
    before: str
    options: tuple[tuple[str, str], ...]

    def chosen(self, address: QueryDict) -> str:
        value = address.get(self.name, "")
        return value if value and any(value == option for option, _ in self.options) else ""

    def html(self, chosen: str) -> str:
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
            for value, text in self.options
        )
        return (
            f'{self.before} <label class="sr" for="id_{self.name}">{self.label}</label>'
            f'<select name="{self.name}" id="id_{self.name}">{options}</select>'
        )


SHOWN = Choice("show", "Wie", "Toon", SHOW)
WORKING = Choice("form", "Werkvorm", "met", FORMS)
SCHEMED = Choice("regeling", "Regeling", "onder", SCHEMES)
ENDING = Choice("ends", "Wat loopt af", "bij wie", ENDS)
LACKING = Choice("missing", "Wat ontbreekt", "en", MISSING)
LACKING_GUIDANCE = replace(LACKING, options=(*MISSING, *MISSING_GUIDANCE))

KEPT = (SHOWN.name, WORKING.name, SCHEMED.name, ENDING.name, LACKING.name, "coach", "hirer", "sort")


def to_keep(address: QueryDict) -> str:
    """The sentence as an address, without what was typed in the search box: that may be somebody's name."""
    return urlencode([(name, address[name]) for name in KEPT if address.get(name)])


class Sentence:
    """What the address asks for, for one membership."""

    def __init__(self, address: QueryDict, membership: Membership, as_of: date | None = None) -> None:
        """`as_of` is the day that is looked at, when that is not today."""
        self.address, self.membership, self.as_of = address, membership, as_of
        self.of_a_coach = membership.role == "jobcoach"
        # Whether a plan ran or an evaluation was planned is told of today only.
        guides = not as_of and membership.may(Permission.PLAN_VIEW) and membership.may(Permission.CONTACT_CHANGE)
        self.choices = (SHOWN, WORKING, SCHEMED, ENDING, LACKING_GUIDANCE if guides else LACKING)

    @property
    def typed(self) -> str:
        return self.address.get("q", "").strip().replace("\x00", "")[:LONGEST]

    @property
    def hirer(self) -> str:
        """At whose place they work: a name that the search box offers."""
        return self.address.get("hirer", "").replace("\x00", "")[:160]

    @cached_property
    def _coached(self) -> Choice:
        coaches = ((key, name) for key, name in coaches_to_choose(self.membership))
        return Choice("coach", "Jobcoach", "en", (("", "elke jobcoach"), *coaches))

    def wanted(self) -> dict[str, str]:
        """What to filter by, for `cases.selection`."""
        chosen = {each.name: each.chosen(self.address) for each in self.choices}
        wanted = {"q": self.typed, "hirer": self.hirer} | chosen
        if self.address.get("coach") and not self.of_a_coach:
            wanted["coach"] = self._coached.chosen(self.address)
        return wanted

    def html(self) -> SafeString:
        """The sentence; everything in it that is not ours is escaped."""
        show, working, schemed, ending, lacking = (each.html(each.chosen(self.address)) for each in self.choices)
        working += f" {schemed}"
        scope, coached = "in uw caseload", ""
        if not self.of_a_coach:
            choice = self._coached
            scope = f"van {escape(str(self.membership.municipality))}"
            coached = f" {choice.html(choice.chosen(self.address))}"
        if self.hirer:
            working += f" {_at(self.hirer).html(self.hirer)}"
        sort = self.address.get("sort", "")
        kept = f'<input type="hidden" name="sort" value="{escape(sort)}">' if sort else ""
        when = f'op <label class="sr" for="id_peildatum">Peildatum</label>{_day_html(self.as_of)}'
        return mark_safe(f"{kept}{show} {scope} {working}{coached} {ending} {lacking} {when}.")  # noqa: S308


def _day_html(day: date | None) -> str:
    """The day of the list; empty is today."""
    return f'<input type="date" name="peildatum" id="id_peildatum" value="{day.isoformat() if day else ""}">'


def as_of(address: QueryDict, today: date) -> date | None:
    """The day the address asks the list of (`?peildatum=`); None for today, and for what is no day."""
    asked = address.get("peildatum", "")
    if not asked:  # as nearly always
        return None
    try:
        day = DayField(required=False).clean(asked)
    except ValidationError:
        return None
    return None if day == today else day


def _at(hirer: str) -> Choice:
    return Choice("hirer", "Inlener", "bij", (("", "elke inlener"), (hirer, hirer)))
