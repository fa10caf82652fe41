"""Who changed what of somebody's dossier, from what to what, and when: in sentences, from the former rows.

The database keeps every former row (municipalities/recorded.py); two rows that follow on one another are a change. All
tables come in one statement, and the names of whatever they refer to in another, however long the history is. What the
asker may not see of it (another municipality's period) is not among the rows.

A BSN is only ever said to have changed.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone

from cases import dutch
from cases.models import (
    Adaptation,
    AdaptationAdvice,
    AdaptationKind,
    Appointment,
    Assessment,
    Caseload,
    Contact,
    ContactKind,
    ContractHours,
    Correction,
    DismissalAdvice,
    Document,
    DocumentKind,
    Employment,
    Evaluation,
    Goal,
    GoalAction,
    Handover,
    Hirer,
    Indication,
    Leave,
    Loonwaarde,
    MergeKind,
    PayrollDifference,
    PersonMerge,
    Placement,
    PlacementForm,
    PoortwachterStep,
    Proposal,
    Reindication,
    ReindicationKind,
    Representative,
    RepresentativeKind,
    Residence,
    RetentionHold,
    SickPercentage,
    SickSpell,
    StandIn,
    StepKind,
    SupportedContract,
    SupportPlan,
    Todo,
    WaitingSpell,
    WswEmployee,
)
from municipalities.access import PROCESSES
from municipalities.models import Municipality, Organisation, User
from municipalities.recorded import Recorded

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One change by one asker: what was recorded, changed or taken away, as a sentence without its full stop."""

    kind: str
    moment: datetime
    sentence: str


@dataclass(frozen=True)
class Noun:
    """How rows of a table are called in a sentence, given the row and the names it refers to."""

    kind: str  # as the filter on the page says it
    call: Callable[[Row, "Names"], str]


class Names:
    """The names behind the ids in the rows."""

    def __init__(self, found: Iterable[tuple[str, str, str]]) -> None:
        self._found = {(table, pk): name for table, pk, name in found}

    def of(self, model: Any, pk: int) -> str:
        return self._found.get((model._meta.db_table, str(pk)), "onbekend")

    def who(self, asker: str) -> str:
        """Who asked, as a sentence begins: somebody, the portal by itself, or another way in."""
        if asker in PROCESSES:
            return f"Het portaal ({PROCESSES[asker]})"
        return self._found.get(("asker", asker), "Iemand buiten het portaal om")


def _since(noun: str) -> Callable[[Row, Names], str]:
    return lambda row, names: f"{noun} vanaf {_day(row['starts_on'])}"


def _placement(row: Row, names: Names) -> str:
    where = names.of(Hirer, row["hirer_id"]) if row["hirer_id"] else row["location"]
    return f"de plaatsing bij {where}" if where else f"de plaatsing {PlacementForm(row['form']).label}"


def _supported(row: Row, names: Names) -> str:
    return f"het begeleid-werkencontract bij {names.of(Hirer, row['hirer_id'])}"


def _handover(row: Row, names: Names) -> str:
    return f"de overdracht aan {names.of(Municipality, row['to_municipality_id'])} per {_day(row['starts_on'])}"


def _correction(row: Row, names: Names) -> str:
    return f"een correctie van {dutch.period(_date(row['starts_on']), _date(row['ends_on']))}"


def _home(row: Row, names: Names) -> str:
    return f"de woonplaats {names.of(Municipality, row['municipality_id']) if row['municipality_id'] else 'buitenland'}"


def _merge(row: Row, names: Names) -> str:
    return f"het {MergeKind(row['kind']).label} van {row['numbers']}"


def _adaptation(row: Row) -> str:
    return str(AdaptationKind(row["kind"]).label)


NOUNS: dict[type[Recorded], Noun] = {
    WswEmployee: Noun("persoonsgegevens", lambda row, names: "de persoonsgegevens"),
    Residence: Noun("woonplaats", _home),
    Indication: Noun("indicatie", lambda row, names: f"de indicatie van {_day(row['decided_on'])}"),
    AdaptationAdvice: Noun("indicatie", lambda row, names: f"het advies over {_adaptation(row)}"),
    Reindication: Noun(
        "indicatie",
        lambda row, names: f"de {ReindicationKind(row['kind']).label} van {_day(row['asked_on'])}",
    ),
    DismissalAdvice: Noun("dienstverband", lambda row, names: "het advies van UWV over opzegging"),
    Employment: Noun(
        "dienstverband", lambda row, names: f"het dienstverband bij {names.of(Organisation, row['employer_id'])}"
    ),
    ContractHours: Noun("uren", _since("de contracturen")),
    Leave: Noun("verlof", _since("het verlof")),
    WaitingSpell: Noun("wachtlijst", _since("de plaats op de wachtlijst")),
    Placement: Noun("plaatsing", _placement),
    Proposal: Noun("voorstel", lambda row, names: f"het voorstel bij {names.of(Hirer, row['hirer_id'])}"),
    Correction: Noun("correctie", _correction),
    SupportedContract: Noun("begeleid werken", _supported),
    Loonwaarde: Noun("loonwaarde", lambda row, names: f"de loonwaarde van {_day(row['measured_on'])}"),
    Adaptation: Noun("werkplek", lambda row, names: f"de werkplekaanpassing van {_day(row['agreed_on'])}"),
    Caseload: Noun("jobcoach", lambda row, names: f"de begeleiding door {names.of(User, row['coach_id'])}"),
    StandIn: Noun("jobcoach", lambda row, names: f"de waarneming door {names.of(User, row['coach_id'])}"),
    SickSpell: Noun("verzuim", _since("het verzuim")),
    SickPercentage: Noun("verzuim", _since("het verzuimpercentage")),
    PoortwachterStep: Noun("verzuim", lambda row, names: f"de stap {StepKind(row['kind']).label}"),
    Handover: Noun("overdracht", _handover),
    Contact: Noun(
        "contact", lambda row, names: f"het contact ({ContactKind(row['kind']).label}) van {_day(row['held_on'])}"
    ),
    Appointment: Noun("contact", lambda row, names: f"de afspraak op {_day(row['planned_on'])}"),
    Representative: Noun(
        "vertegenwoordiging", lambda row, names: f"de vertegenwoordiging ({RepresentativeKind(row['kind']).label})"
    ),
    Todo: Noun("taak", lambda row, names: f"de taak voor {_day(row['due_on'])}"),
    SupportPlan: Noun("plan", lambda row, names: f"het begeleidingsplan, versie {row['version']}"),
    Goal: Noun("plan", lambda row, names: f"doel {row['number']} van het plan"),
    GoalAction: Noun("plan", lambda row, names: f"de actie voor {_day(row['due_on'])}"),
    Evaluation: Noun("plan", lambda row, names: f"de evaluatie van {_day(row['held_on'])}"),
    Assessment: Noun("plan", lambda row, names: f"de beoordeling van werkvaardigheden van {_day(row['assessed_on'])}"),
    Document: Noun(
        "document", lambda row, names: f"het document ({DocumentKind(row['kind']).label}) van {_day(row['dated_on'])}"
    ),
    PayrollDifference: Noun("loon", lambda row, names: f"het verschil met het loon van {_day(row['first_month'])}"),
    PersonMerge: Noun("samenvoeging", _merge),
    RetentionHold: Noun("bewaren", _since("de reden om te bewaren")),
}
KINDS = list(dict.fromkeys(noun.kind for noun in NOUNS.values()))

# What a reader has nothing to do with (how rows hang together, what the database adds), and who and when once more.
SILENT = {
    "id", "key", "recorded_at", "recorded_by", "sort_name", "name_sound", "bsn", "bsn_encrypted", "employee",
    "employment", "spell", "came_by", "indication",
    "plan", "goal", "origin",
    "continues", "transfer",
}  # fmt: skip
# By whom and when: the sentence says so already.
SAID_ALREADY: dict[type[Recorded], set[str]] = {
    Handover: {"proposed_by", "proposed_on", "decided_by", "decided_on"},
    Correction: {"decided_by", "decided_at"},
    AdaptationAdvice: {"kind"},
    PoortwachterStep: {"kind"},
    Reindication: {"kind"},
    RetentionHold: {"placed_by"},
    Contact: {"author", "once", "typed_at", "received_at"},
    Appointment: {"kept_by"},
    Todo: {"noted_by", "noted_on"},
    Proposal: {"vacancy", "hirer", "trial", "placement", "proposed_by"},
    PayrollDifference: {"municipality", "decided_by", "decided_on"},
    SupportPlan: {"coach_signed_by"},
    Assessment: {"assessed_by", "assessed_on", "ability_list", "corrects"},
    PersonMerge: {
        "kind",
        "gone",
        "numbers",
        "undoes",
        "proposed_by",
        "proposed_on",
        "decided_by",
        "decided_on",
        "moved",
        "dropped",
        "carried_at",
        "in_force",
    },
    Document: {"added_by", "added_at", "replaces", "sha256", "size", "media", "scan"},
}
BSN = "bsn_hash"
CALLED = {"cases_contract": "number"}  # what is not called by its name
HET = {
    "telefoonnummer",
    "e-mailadres",
    "advies",
    "alternatief",
    "besluitnummer",
    "detacheringscontract",
    "doel",
    "geslacht",
    "loon per maand",
    "nummer",
    "oordeel",
    "percentage ziek",
    "resultaat",
    "soort contact",
    "soort document",
    "vervolg",
    "personeelsnummer",
    "burgerservicenummer dat geldt",
    "personeelsnummer dat geldt",
    "tussenvoegsel",
}  # the others are de-words
NOT_A_NOUN = {  # labels that do not fit in a sentence as they are
    "afgesproken op": "de dag van de afspraak",
    "begeleiding gevraagd op": "de dag waarop begeleiding is gevraagd",
    "begeleiding in uren per maand": "de uren begeleiding per maand",
    "betaald door": "wie heeft betaald",
    "gebruikt tot en met": "de laatste dag van gebruik",
    "voorgesteld op": "de dag van het voorstel",
    "laatste stap op": "de dag van de laatste stap",
    "waarom niet": "waarom het niet doorging",
    "gesloten op": "de dag waarop het verschil voorbij was",
    "waarom gesloten": "waarom het verschil voorbij is",
    "uren volgens het loon": "de uren volgens het loon",
    "uren volgens het register": "de uren volgens het register",
    "betaalde uren in de laatste maand": "de betaalde uren in de laatste maand",
    "geleverd op": "de dag van levering",
    "gemeten door": "wie heeft gemeten",
    "gemeten op": "de dag van de meting",
    "organisaties om uit te kiezen": "het aantal organisaties om uit te kiezen",
    "subsidie in": "de eenheid van de subsidie",
    "terugkeergarantie besproken": "“terugkeergarantie besproken”",
    "wat er is aangepast": "wat er is aangepast",
    "advies begeleid werken": "het advies over begeleid werken",
    "leesbaar voor": "wie het mag lezen",
    "onderwerpen": "de onderwerpen",
    "wie erbij waren": "wie erbij waren",
    "minuten": "het aantal minuten",
    "advies gevraagd op": "de dag waarop het advies is gevraagd",
    "advies gekregen op": "de dag waarop het advies kwam",
    "advies van UWV en wat wij ermee doen": "het advies van UWV en wat wij ermee doen",
    "gedaan op": "de dag waarop het gedaan is",
    "getekend door de jobcoach op": "de handtekening van de jobcoach",
    "getekend door de medewerker op": "de handtekening van de medewerker",
    "getekend door de werkgever op": "de handtekening van de werkgever",
    "hoever gekomen": "hoever het doel is bereikt",
    "in eigen woorden van de medewerker": "de eigen woorden van de medewerker",
    "klaar op": "de einddag van het doel",
    "klaar voor": "de einddag van de actie",
    "te doen voor": "de dag waarop het klaar moet zijn",
    "voor wie": "voor wie de taak is",
    "uren begeleiding": "het aantal uren begeleiding",
    "wat goed gaat en wat hulp vraagt": "wat goed gaat en wat hulp vraagt",
    "wat het werk in de weg zit": "wat het werk in de weg zit",
    "wensen": "de wensen",
    "wie het doet": "wie het doet",
    "wie voor de medewerker tekende": "wie voor de medewerker tekende",
    "geldig tot en met": "de laatste dag van geldigheid",
    "in dienst op 31-12-1997": "“in dienst op 31-12-1997”",
    "in plaats van": "de vervangen jobcoach",
    "ingetrokken per": "de dag van intrekking",
    "naar": "de nieuwe gemeente",
    "opzoeksleutel": "het burgerservicenummer",
    "van": "de vorige gemeente",
    "aangevraagd op": "de dag van aanvraag",
    "gemeente die aanvraagt": "de gemeente",
    "gevraagd op": "de dag van de vraag",
    "gezet op": "de dag",
    "kopie naar UWV op": "de dag van de kopie naar UWV",
    "onherroepelijk op": "de dag waarop het besluit onherroepelijk werd",
    "ontvangen door UWV op": "de dag van ontvangst door UWV",
    "ontvangen op": "de dag van ontvangst",
    "re-integratieverslag van": "de dag van het re-integratieverslag",
    "verslag over functioneren van": "de dag van het verslag over functioneren",
    "vindt navraag door UWV goed": "“vindt navraag door UWV goed”",
    "vanaf": "de eerste dag",
    "vangnet Ziektewet": "“vangnet Ziektewet”",
}


@dataclass(frozen=True)
class Version:
    """A row as it was between two moments. Without `until` it is how the row is now."""

    model: type[Recorded]
    until: datetime | None
    changed_by: str
    operation: str
    row: Row

    @property
    def since(self) -> datetime:
        return datetime.fromisoformat(self.row["recorded_at"])


def changes(person: WswEmployee, kind: str = "") -> list[Change]:
    """Everything that was recorded, changed or taken away about `person`, the latest first; of one kind if given.

    Of who was merged into this person too: what moved, is one thread through both. Three statements.
    """
    merges = _merges(person)
    who = [person.pk, *(each.gone_id for each in merges if each.in_force and each.employee_id == person.pk)]
    versions = _versions(who, [model for model, noun in NOUNS.items() if kind in ("", noun.kind)])
    versions = [each for each in versions if not _came_along(each, merges)]
    names = _names(versions)
    by_row = groupby(versions, key=lambda each: (each.model, each.row["id"]))
    told = [change for _, of_row in by_row for change in _of_row(list(of_row), names)]
    return sorted(told, key=lambda change: change.moment)[::-1]


def changed_with(row: Correction, person: WswEmployee) -> list[Change]:
    """What was changed about `person` in the act that `row`, as it was made, gives the reason of: the same moment."""
    return [each for each in changes(person) if each.moment == row.recorded_at and each.kind != NOUNS[Correction].kind]


def _merges(person: WswEmployee) -> list[PersonMerge]:
    """Of which this person is one of the two, carried out."""
    either = models.Q(employee=person) | models.Q(gone=person)
    return list(PersonMerge.objects.filter(either).exclude(carried_at=None))


def _came_along(version: Version, merges: list[PersonMerge]) -> bool:
    """How a row stood while what is two again was one: it was not recorded here, and says nothing new."""
    table = version.model._meta.db_table
    return any(
        each.joins
        and not each.in_force
        and version.since == each.carried_at
        and version.row["id"] in each.moved.get(table, ())
        for each in merges
    )


def called(wanted: Mapping[type[models.Model], Iterable[int]]) -> dict[tuple[type[models.Model], int], str]:
    """What rows are called in a sentence, with their days: by table and id, those one may see. Two statements."""
    models_ = [model for model in wanted if model in NOUNS]
    if not models_:
        return {}
    asked = " UNION ALL ".join(
        f"SELECT '{model._meta.db_table}', NULL::timestamptz, '', '', (to_jsonb(t) - 'bsn_encrypted')::text"
        f" FROM {model._meta.db_table} t WHERE id = ANY (%({model._meta.db_table})s)"
        for model in models_
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, {model._meta.db_table: list(wanted[model]) for model in models_})
        found = _made(cursor.fetchall(), models_)
    names = _names(found)
    return {(each.model, each.row["id"]): NOUNS[each.model].call(each.row, names) + _days(each.row) for each in found}


def _days(row: Row) -> str:
    if "starts_on" not in row:
        return ""
    last = next((row[name] for name in ("ends_on", "valid_until", "recovered_on") if row.get(name)), None)
    return f", {dutch.period(_date(row['starts_on']), _date(last) if last else None)}"


def _versions(people: list[int], wanted: list[type[Recorded]]) -> list[Version]:
    """All states of all rows about these, those of one row together and in order of time."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(_select, wanted)), {"people": people})
        made = _made(cursor.fetchall(), wanted)
    still = datetime.max.replace(tzinfo=UTC)
    return sorted(made, key=lambda each: (each.model.__name__, each.row["id"], each.since, each.until or still))


def _made(found: Iterable[tuple[Any, ...]], wanted: Iterable[Any]) -> list[Version]:
    of = {model._meta.db_table: model for model in wanted}
    return [
        Version(of[table], until, changed_by, operation, json.loads(row, parse_float=Decimal))
        for table, until, changed_by, operation, row in found
    ]


def _select(model: type[Recorded]) -> str:
    table, column = model._meta.db_table, "id" if model is WswEmployee else "employee_id"
    about = f"{column} = ANY (%(people)s)" + (" OR gone_id = ANY (%(people)s)" if model is PersonMerge else "")
    row = "(to_jsonb(t) - 'bsn_encrypted')::text"
    return (
        f"SELECT '{table}', NULL::timestamptz, '', '', {row} FROM {table} t WHERE {about}"
        f" UNION ALL SELECT '{table}', recorded_until, changed_by, operation, {row} FROM {table}_history t"
        f" WHERE {about}"
    )


def _of_row(versions: list[Version], names: Names) -> Iterator[Change]:
    """The changes of one row. A state the asker may not see breaks the thread, and is left out."""
    noun = NOUNS[versions[0].model]
    for former, version in zip([None, *versions], versions, strict=False):
        who, when = names.who(version.row["recorded_by"]), _moment(version.since)
        if former is None:
            said = f"{who} legde op {when} {noun.call(version.row, names)} vast{_listed(version, names)}"
            yield Change(noun.kind, version.since, said)
        elif former.until == version.since and (what := _different(former, version, names)):
            of = "" if version.model is WswEmployee else f" van {noun.call(former.row, names)}"
            yield Change(noun.kind, version.since, f"{who} wijzigde op {when} {_joined(what, of)}")
        if version.operation == "DELETE" and version.until:
            when = _moment(version.until)
            said = f"{names.who(version.changed_by)} verwijderde op {when} {noun.call(version.row, names)}"
            yield Change(noun.kind, version.until, said)


def _different(former: Version, version: Version, names: Names) -> list[tuple[str, str]]:
    """What changed: each a thing, and from what to what."""
    return [
        (phrase(field), "" if field.name == BSN else f" van {_shown(field, former.row, names)} naar {now}")
        for field in told_fields(version.model)
        if former.row.get(field.attname) != version.row[field.attname]
        for now in [_shown(field, version.row, names)]
    ]


def _joined(what: list[tuple[str, str]], of: str) -> str:
    """One thing with what it belongs to; of more things what they belong to comes first."""
    if len(what) == 1:
        return f"{what[0][0]}{of}{what[0][1]}"
    things = "; ".join(thing + change for thing, change in what)
    return f"{len(what)} gegevens{of}: {things}"


def _listed(version: Version, names: Names) -> str:
    filled = [field for field in told_fields(version.model) if version.row[field.attname] not in (None, "")]
    said = (
        "burgerservicenummer" if field.name == BSN else f"{field.verbose_name} {_shown(field, version.row, names)}"
        for field in filled
    )
    return f": {', '.join(said)}" if filled else ""


def told_fields(model: type[Recorded]) -> list[models.Field]:
    """What a change in is told, of a table."""
    silent = SILENT | SAID_ALREADY.get(model, set())
    return [field for field in model._meta.concrete_fields if field.name not in silent]


def phrase(field: models.Field) -> str:
    """A field in a sentence: "de laatste werkdag", "het personeelsnummer"."""
    label = str(field.verbose_name)
    return NOT_A_NOUN.get(label) or f"{'het' if label in HET else 'de'} {label}"


def _shown(field: models.Field, row: Row, names: Names) -> str:
    """A value as people read it; no value as "–"."""
    value = row.get(field.attname)
    if value in (None, ""):
        return dutch.UNKNOWN
    if field.related_model:
        return names.of(field.related_model, value)
    if isinstance(field, ArrayField):
        called = dict(field.base_field.flatchoices)
        return ", ".join(str(called.get(each, each)) for each in value) or dutch.UNKNOWN
    if field.choices:
        return str(dict(field.flatchoices).get(value, dutch.UNKNOWN))
    if isinstance(field, models.DateField):
        return _day(value)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(field, models.DecimalField):
        return dutch.hours(Decimal(value))
    return _quoted(str(value))


def _quoted(words: str) -> str:
    """Whole sentences that somebody typed stand between quotes, so that their full stop is not that of ours."""
    return f"“{words}”" if words.endswith((".", "!", "?")) else words


def _names(versions: list[Version]) -> Names:
    """The names of all that these rows refer to, and of who made them. One statement."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for version in versions:
        for field in told_fields(version.model):
            if field.related_model and version.row[field.attname]:
                wanted[field.related_model._meta.db_table].add(version.row[field.attname])
    askers = {version.row["recorded_by"] for version in versions} | {version.changed_by for version in versions}
    named = [
        f"SELECT '{table}', id::text, {CALLED.get(table, 'name')} FROM {table} WHERE id = ANY(%({table})s)"
        for table in sorted(wanted)
    ]
    by_key = "SELECT 'asker', key::text, name FROM municipalities_user WHERE key::text = ANY(%(askers)s)"
    with connection.cursor() as cursor:
        ids = {table: list(found) for table, found in wanted.items()}
        cursor.execute(" UNION ALL ".join([*named, by_key]), {**ids, "askers": list(askers)})
        return Names(cursor.fetchall())


def _day(value: str) -> str:
    return dutch.day(_date(value))


def _date(value: str) -> date:
    return date.fromisoformat(value)


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d-%m-%Y om %H.%M}"
