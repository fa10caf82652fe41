"""The register of processing (AVG art. 30), made from the models: each field says why it is kept, and for how long.

An app declares its tables in `personal.py`, beside its models: `People` for what is about somebody, `Nobody` with a
reason for what is not. A field that is not declared fails `manage.py check` and the tests, so the register on the
screen, the inzage letter (art. 15) and the models cannot drift apart. We left notes on the model fields: a register
that a privacy officer can read at a stretch is worth more than one that stands beside its column.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Field, Model
from django.utils.module_loading import module_has_submodule

from municipalities.activities import (
    ACCESS,
    ARCHIVE,
    DATA_RIGHTS,
    DOSSIER,
    EXCHANGE,
    HANDOVER,
    REPORTING,
    SUPERVISION,
    Activity,
)
from municipalities.recorded import Recorded

EMPLOYEES, USERS = "medewerkers", "gebruikers van het portaal"
CONTACTS = "contactpersonen bij inleners"

# How long, by the result of the Selectielijst gemeenten 2020 (process type.result), or by a choice of our own.
KEPT = {
    "17.5": "tot 10 jaar na het einde van de dienst (selectielijst 17.5, beëindigd)",
    "17.3": "tot 10 jaar na het einde van de dienst (selectielijst 17.3, gewijzigd)",
    "3.1": "tot 5 jaar na het einde van het verzuim (selectielijst 3.1, plan van aanpak re-integratie)",
    "plan": "tot 5 jaar na het einde van het plan (selectielijst 3.1, plan vastgesteld)",
    "gesprek": "tot 5 jaar na de dag van het gesprek (selectielijst, evaluatie: functioneringsgesprekken)",
    "6.1": "tot 5 jaar na het antwoord (selectielijst 6.1, verzoek ingewilligd)",
    "4.9": "blijvend, zonder naam zodra het dossier is vernietigd (selectielijst 4.9, jaarverslag)",
    "4.1": "tot 10 jaar na de dag van de regel (selectielijst 4.1, interne controle)",
    "loon": "tot 7 jaar na het laatste boekjaar met dit verschil (selectielijst, financiële administratie)",
    "loonbestand": "tot 7 jaar na het boekjaar van de maand (selectielijst, financiële administratie); nummers zonder"
    " dossier hoogstens drie maanden (eigen keuze)",
    "agenda": "tot een jaar nadat de koppeling is ingetrokken of de rol ophield (eigen keuze)",
    "lijst": "tot het dossier is vernietigd: de regel gaat mee weg",
    "verklaring": "blijvend: het bewijs van wat is vernietigd, zonder namen (Archiefbesluit 1995 art. 8)",
    "signaal": "tot een jaar nadat het signaal dicht ging, en nooit langer dan het dossier (eigen keuze)",
    "bij de hand": "tot wie het maakte het weghaalt of de rol voorbij is (eigen keuze)",
    "rol": "zolang iemand een rol heeft, en zolang zijn naam staat bij wat hij vastlegde (eigen keuze)",
    "contract": "tot 10 jaar na het einde van de overeenkomst (selectielijst, overeenkomsten)",
    "contactpersoon": "zolang wij de inlener kennen; wie stopt, staat niet meer op het scherm (eigen keuze)",
    "sessie": "hoogstens tot de sessie verloopt (eigen keuze)",
    "week": "een week, zodat twee keer versturen één keer werkt (eigen keuze)",
}


# Who gets the data, beside the colleagues whose work it is (art. 30(1)(d)). None of it leaves the EER.
RECIPIENTS = {
    DOSSIER: ("de gemeente waar iemand woont of in dienst is", "de uitvoerder die de jobcoach levert",
              "UWV, bij een herindicatie (Wsw art. 11)"),
    REPORTING: ("het ministerie van SZW, via de Wsw-statistiek (Wsw art. 14)",
                "het Dagelijks Bestuur en de raden: alleen getallen, geen namen"),
    DATA_RIGHTS: ("wie het verzoek doet",),
    ARCHIVE: ("de gemeentearchivaris",),
    HANDOVER: ("de gemeente waar iemand naartoe verhuist",),
    SUPERVISION: ("de privacy officer van de gemeente", "de Autoriteit Persoonsgegevens, als zij het vraagt"),
    ACCESS: ("de functioneel beheerder",),
    EXCHANGE: ("het systeem dat na dit portaal komt, in opdracht van de gemeente",),
}  # fmt: skip

# How it is kept safe (art. 30(1)(g)), in one line each.
SECURITY = (
    "Elke gemeente ziet alleen haar eigen mensen. De database bewaakt dat, niet alleen het portaal.",
    "Wie wat mag, hangt aan een rol met een begindag en een einddag.",
    "Het BSN is versleuteld. De sleutel staat buiten de database.",
    "Wie iets bekijkt of verandert, staat in een logboek dat niemand kan aanpassen zonder dat het opvalt.",
)


@dataclass(frozen=True)
class Use:
    """Why a field may be kept: for which activity, on which article, and how long (selection list)."""

    activity: Activity
    ground: str
    kept: str


@dataclass(frozen=True)
class People:
    """A table about people. `uses` names its fields per use, separated by spaces.

    `person` is the lookup path from a row to the employee it is about (or the column with employees' keys): those rows
    go into that employee's letter, each field but the `withheld`, which say why not. A table whose rows stay out
    altogether says so in `left_out`. `also` is a second column that may have that employee. `reads` turns a stored
    value into what it says; `names` tells of what a number is that is no foreign key (which table, by which field);
    `labels` names a field whose model does not. A wide table prints only the `printed` fields on paper; the data file
    in the letter has them all.
    """

    model: type[Model]
    whom: str
    title: str
    source: str
    uses: Mapping[Use, str]
    person: str = ""
    also: str = ""
    left_out: str = ""
    withheld: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    names: Mapping[str, tuple[type[Model], str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    printed: str = ""

    def label(self, name: str) -> str:
        return self.labels.get(name) or LABELS.get(name) or str(self.column(name).verbose_name)

    def column(self, name: str) -> "Field[Any, Any]":
        return next(each for each in self.model._meta.concrete_fields if name in (each.name, each.attname))

    @property
    def fields(self) -> dict[str, Use]:
        return {name: use for use, names in self.uses.items() for name in names.split()}

    @property
    def keeps_history(self) -> bool:
        return issubclass(self.model, Recorded)


def named(names: Mapping[Any, Any]) -> Callable[[Any], Any]:
    """Reads a code as its name; a code without one stays what it is."""
    return lambda value: names.get(value, value)


@dataclass(frozen=True)
class Nobody:
    """A table without people, and why it has none."""

    model: type[Model]
    reason: str


Declaration = People | Nobody
BY_RULE = {"recorded_at", "recorded_by"}  # of each table that keeps its history: accountability (AVG art. 5(2))
LABELS = {
    "employee": "medewerker",
    "key": "kenmerk",
    "sort_name": "naam om op te sorteren",
    "name_sound": "naam zoals hij klinkt",
    "recorded_at": "vastgelegd op",
    "recorded_by": "vastgelegd door",
}
PEOPLE = {"municipalities.User", "cases.WswEmployee"}


@cache
def declarations() -> tuple[Declaration, ...]:
    """What the installed apps declare, in the order of the apps."""
    modules = [
        import_module(f"{app.name}.personal")
        for app in apps.get_app_configs()
        if module_has_submodule(app.module, "personal")
    ]
    return tuple(each for module in modules for each in module.DECLARED)


def tables(whom: str = "") -> list[People]:
    return [each for each in declarations() if isinstance(each, People) and (not whom or each.whom == whom)]


def faults(declared: Iterable[Declaration] | None = None, known: Iterable[type[Model]] | None = None) -> list[str]:
    """Each way in which what is declared and the models differ, as a sentence; none when they agree."""
    by_model = {each.model: each for each in (declarations() if declared is None else declared)}
    every = apps.get_models(include_auto_created=True) if known is None else known
    found: list[str] = []
    for model in every:
        found += _of_model(model, by_model.get(model))
    return found


def _of_model(model: type[Model], declared: Declaration | None) -> list[str]:
    label = model._meta.label
    if declared is None:
        return [f"{label}: deze tabel staat niet in het register van verwerkingen."]
    if isinstance(declared, Nobody):
        return [f"{label}.{name}: verwijst naar een persoon." for name in _references(model)]
    stored, named = {each.name for each in needing(model)}, set(declared.fields)
    found = [f"{label}.{name}: veld zonder grondslag, doel en bewaartermijn." for name in sorted(stored - named)]
    found += [f"{label}.{name}: staat in het register, maar niet in de tabel." for name in sorted(named - stored)]
    found += [f"{label}: onbekende bewaartermijn {use.kept}." for use in declared.uses if use.kept not in KEPT]
    if declared.whom == EMPLOYEES and not (declared.person or declared.left_out):
        found.append(f"{label}: de weg naar de medewerker ontbreekt, dus het komt niet in de inzagebrief.")
    return found


def needing(model: type[Model]) -> list["Field[Any, Any]"]:
    """The stored fields that must be declared: all but the row's number and what the history rule covers."""
    by_rule = BY_RULE if issubclass(model, Recorded) else set()
    return [
        each for each in model._meta.concrete_fields
        if not isinstance(each, models.AutoField) and each.name not in by_rule
    ]  # fmt: skip


def _references(model: type[Model]) -> list[str]:
    related = {each.name: each.related_model for each in model._meta.concrete_fields if each.is_relation}
    return [name for name, other in related.items() if other and other._meta.label in PEOPLE]
