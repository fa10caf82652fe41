"""Six municipalities whose people's every text holds the municipality's own token, and who asks for what (Q1-Q3, Q8).

A token of a municipality that the asker has nothing to do with is a leak, wherever it stands: in a page, a header, an
ETag, a file (unzipped, the streams of a PDF too) or a mail. What is asked comes from the resolver: a new address is
asked for by itself, with every key there is of somebody else's rows in every place of a key.
"""

import functools
import io
import itertools
import re
import uuid
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core import mail
from django.db import IntegrityError, connection, models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cases.models import PersonMerge, WswEmployee
from municipalities.models import Municipality, User, today
from reports.models import Production, Report
from tests import asking, people, situations, turns

FORM = "application/x-www-form-urlencoded"  # parted, a body this long took longer than its answer
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def token(municipality: Municipality) -> str:
    return f"Kanarie{municipality.cbs_code[2:]}q"


@dataclass
class World:
    """Who asks, which tokens each may read, and the keys of each municipality's rows."""

    users: dict[str, User] = field(default_factory=dict)
    may_read: dict[str, set[str]] = field(default_factory=dict)
    keys: dict[str, list[uuid.UUID]] = field(default_factory=dict)  # by token
    people: dict[str, WswEmployee] = field(default_factory=dict)  # by token
    shared: list[uuid.UUID] = field(default_factory=list)  # keys of rows that are about nobody: reports
    sessions: dict[str, str] = field(default_factory=dict)
    handlers: dict[str, Client] = field(default_factory=dict)

    @property
    def tokens(self) -> set[str]:
        return set(self.keys)

    def log_in(self) -> None:
        """Everybody anew: a login that nobody uses ends after a quarter of an hour, and what a sweep asks is undone."""
        self.sessions = {name: situations.session_of(user) for name, user in self.users.items()}

    def client(self, name: str) -> Client:
        if name not in self.handlers:
            client = self.handlers[name] = Client(raise_request_exception=False)
            client.handler = situations.HANDLER
        client = self.handlers[name]
        client.cookies.clear()
        if name in self.sessions:
            client.cookies["sessionid"] = self.sessions[name]
        return client


def make_world(municipalities: int = 6) -> World:
    world = World()
    for municipality in Municipality.objects.filter(takes_part=True).order_by("cbs_code")[:municipalities]:
        _inhabit(world, municipality)
    world.users |= {name: user for name, user in situations.make_everybody().items() if name in _WITHOUT_PEOPLE}
    released = situations.make_released(situations.make_report(situations.LAST_QUARTER.back(1)), files=True)
    draft = situations.make_report(situations.LAST_QUARTER)
    world.shared = [released.key, draft.key, Production.objects.get(report=draft).key]
    world.may_read |= {name: set() for name in (*_WITHOUT_PEOPLE, "nobody")}
    world.log_in()
    assert Report.objects.count() == 2
    return world


_WITHOUT_PEOPLE = ("daan", "gerda", "hans", "olga", "ina", "kees")


def _inhabit(world: World, municipality: Municipality) -> None:
    """Somebody with a row in every table, each text of it with the token, and who works with them."""
    mark, place = token(municipality), municipality.name
    person, *_ = situations.make_neighbours(1, place, f"Voor{mark} Achter")
    coach = situations.make_member(f"Coach {place}", "jobcoach")
    people.coach(person, coach)
    situations.something_of_everything(person)
    other = people.make_person("Zelfde Misschien", lives_in=None, category=None)
    merge = people.make_merge(person, other, coach, grounds=mark, because=mark, numbers=mark)
    people.refuse_merge(merge, people.make_user(f"Tweede {place}"), mark)
    for model, rows in rows_about(person):
        if model is PersonMerge:  # what was proposed stays
            continue
        texts = {each.attname: mark for each in model._meta.concrete_fields if _is_free_text(each)}
        for row in rows:
            room = {name: f"{text}{row.pk}"[: model._meta.get_field(name).max_length] for name, text in texts.items()}
            for name, text in room.items():
                with suppress(IntegrityError), transaction.atomic():  # what the database keeps out cannot leak
                    model.objects.filter(pk=row.pk).update(**{name: text})
    for role in ("consulent", "controller"):
        name = f"{role} {place}"
        world.users[name] = situations.make_member(name.title(), role, place)
        world.may_read[name] = {mark}
    world.users[f"coach {place}"] = coach
    world.may_read[f"coach {place}"] = {mark}
    world.people[mark] = WswEmployee.objects.get(pk=person.pk)
    keyed = [(model, rows) for model, rows in rows_about(person) if "key" in {each.name for each in model._meta.fields}]
    MODEL_OF.update({row.key: model.__name__.lower() for model, rows in keyed for row in rows})
    world.keys[mark] = list(dict.fromkeys([person.key, *(row.key for _, rows in keyed for row in rows)]))


def rows_about(person: WswEmployee) -> list[tuple[type[models.Model], list[Any]]]:
    """Every table of people that a form may fill, with this person's rows."""
    found: list[tuple[type[models.Model], list[Any]]] = [(WswEmployee, [person])]
    for model in apps.get_models():
        about = [each for each in model._meta.concrete_fields if each.related_model is WswEmployee]
        if about and model._meta.label not in {"cases.Door", "reports.FrozenStand"}:
            found.append((model, list(model._default_manager.filter(**{about[0].name: person}))))
    return found


def _is_free_text(each: models.Field) -> bool:
    kinds = (models.CharField, models.TextField)
    return isinstance(each, kinds) and not each.choices and each.editable and (each.max_length or 99) >= 20


# What is asked


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


TEXTS = {
    "step": ["bespreken", "vervallen"],
    "format": ["pdf", "xlsx", "ods", "csv", "json"], "kind": ["pdf", "json"],
    "what": ["alles", "bestand", "besluit", "uitstel"],
}  # fmt: skip


OF_A_PERSON = "medewerkers/<uuid:key>/"
MODEL_OF: dict[uuid.UUID, str] = {}  # of every key that was laid, the name of its model


def addresses(pattern: URLPattern, own: list[uuid.UUID], foreign: list[uuid.UUID]) -> list[str]:
    """The address with a foreign key in at least one place; all there is when it has no place for a key."""
    parts = pattern.pattern.converters
    keyed = [name for name, converter in parts.items() if type(converter).__name__ == "UUIDConverter"]
    others = [name for name in parts if name not in keyed]
    found = []
    for keys in _combined(pattern, keyed, own[:1], foreign):
        for texts in itertools.product(*[TEXTS.get(name, ["1", "x"]) for name in others]):
            arguments = dict(zip(keyed, keys, strict=True)) | dict(zip(others, texts, strict=True))
            found.append(_reversed(pattern, arguments))
    return [address for address in found if address]


def _combined(
    pattern: URLPattern, keyed: list[str], own: list[uuid.UUID], foreign: list[uuid.UUID]
) -> list[tuple[uuid.UUID, ...]]:
    """Each foreign key in the last place, beside the person it may belong to and beside one's own. Not all with all:
    the many addresses of a person would be asked for all day. In a place named after a model only its keys are asked,
    where only a person's can stand only the person's.
    """
    if not keyed:
        return [()]
    person, *_ = foreign
    if len(keyed) == 1:
        return [(person,)] if str(pattern.pattern).startswith(OF_A_PERSON) else [(key,) for key in foreign]
    last = [key for key in foreign if keyed[-1] in MODEL_OF.get(key, "")] or foreign
    return list(itertools.product(*[[person, *own]] * (len(keyed) - 1), last))


def _reversed(pattern: URLPattern, arguments: dict[str, Any]) -> str:
    try:
        return reverse(pattern.name or "", kwargs=arguments)
    except Exception:
        route = str(pattern.pattern)
        for name, value in arguments.items():
            route = re.sub(rf"<(\w+:)?{name}>", str(value), route)
        return "" if "<" in route or "(" in route else f"/{route}"


QUERIES = {
    "employee_list": [
        "?q={mark}", "?show=alle&q=Voor{mark}", "?show=alle&sort=-coach", "?coach={coach}", "?show=alle&pagina=9",
        "?hirer={mark}&missing=jobcoach",
    ],
    "job_security": ["?van=2000-01-01&tot=2030-01-01"],
    "signal_list": ["?wanneer=weg", "?coach={coach}", "?wanneer=weg&coach={coach}&over=werk"],
    "expiring": ["?binnen=182", "?wat=plaatsing&vervolg=zonder"],
    "report_cell": ["?tabel=T1&rij={code}&kolom=0", "?tabel=T4&rij=totaal&kolom=0", "?tabel=T3&rij={code}&kolom=0"],
}  # fmt: skip


def queries(pattern: URLPattern, mark: str, coach: User) -> list[str]:
    """What may stand behind the question mark: the token itself, asked for by who may not know of it."""
    known = {"mark": mark, "coach": coach.key, "code": f"GM{mark[7:11]}"}
    return ["", *(query.format(**known) for query in QUERIES.get(pattern.name or "", []))]


@functools.cache
def body(person: WswEmployee) -> str:
    """A form with every field that any table has, filled in with something of somebody else."""
    filled = {"employee": person.pk, "employee_id": person.pk, "key": person.key, "membership": "1", "version": "1"}
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            filled.setdefault(each.name, _anything(each))
    return urlencode(filled)


def _anything(each: models.Field) -> str:
    if isinstance(each, models.DateField):
        return today().isoformat()
    if isinstance(each, models.BooleanField):
        return "on"
    return "1" if isinstance(each, models.IntegerField | models.DecimalField | models.ForeignKey) else "x"


# Requests about one's own data are the privacy officer's to answer, whoever asks; and who looked at somebody is told by
# that person's number. Of nothing else is a word theirs.
HANDLES = {"hans": ("/privacy/verzoeken/", "/logboek/persoon/")}


def is_theirs(name: str, address: str) -> bool:
    return name in HANDLES and address.startswith(HANDLES[name])


# What came back


def leaks(response: HttpResponse, forbidden: set[str]) -> set[str]:
    """Tokens that the answer should not hold, anywhere."""
    heads = "\n".join(f"{name}: {value}" for name, value in response.items()).encode()
    mails = "\n".join(str(each.message()) for each in mail.outbox).encode()
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    held = [heads, mails, *unpacked(content)]
    return {mark for mark in forbidden if any(mark.lower().encode() in each.lower() for each in held)}


def unpacked(content: bytes) -> Iterator[bytes]:
    """The bytes, what is in them when they are a zip, and the streams of a PDF."""
    yield content
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            yield from (pack.read(name) for name in pack.namelist())
    if content[:5] == b"%PDF-":
        for match in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            try:
                yield zlib.decompress(match[1])
            except zlib.error:
                continue


def written(world: World) -> dict[str, str]:
    """A fingerprint of all rows about each municipality's people, former ones too."""
    told: dict[str, str] = {}
    with connection.cursor() as cursor:
        for mark, person in world.people.items():
            told[mark] = ""
            for table in tables():
                column = "id" if table.startswith("cases_wswemployee") else "employee_id"
                cursor.execute(
                    f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t WHERE {column} = %s",
                    [person.pk],
                )
                told[mark] += f"{table} {cursor.fetchone()[0]}\n"
    return told


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
            " AND has_table_privilege(c.oid, 'SELECT') AND (c.relname LIKE 'cases_wswemployee%' OR EXISTS (SELECT 1"
            " FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'employee_id')) ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


@dataclass
class Sweep:
    """What asking for everything as everybody gave."""

    asked: int = 0
    patterns: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


def sweep(
    world: World,
    names: list[str],
    methods: tuple[str, ...],
    asked: Iterable[URLPattern] | None = None,
    *,
    in_turn: bool = False,
) -> Sweep:
    """Everything the resolver knows, as each of `names`, for rows that are not theirs: each for another municipality's.

    `asked`: these addresses only. `in_turn`: each address as one of `names`, tomorrow as the next of them.
    """
    found, asked = Sweep(), list(patterns() if asked is None else asked)
    for first, name in enumerate(names):
        forbidden = world.tokens - world.may_read[name]
        own = [key for mark in world.may_read[name] for key in world.keys[mark]]
        mark = sorted(forbidden)[first % len(forbidden)]
        coach = world.people[mark].caseloads.get().coach
        for pattern in turns.in_turn(asked, len(names), first) if in_turn else asked:
            _ask(found, world, name, pattern, methods, own, mark, forbidden, coach)
    return found


def _ask(
    found: Sweep, world: World, name: str, pattern: URLPattern, methods: tuple[str, ...], own: list[uuid.UUID],
    mark: str, forbidden: set[str], coach: User,
) -> None:  # fmt: skip
    found.patterns.add(str(pattern.pattern))
    for address in addresses(pattern, own, [*world.keys[mark], *world.shared]):
        for method in methods:
            for query in queries(pattern, mark, coach) if method == "GET" else [""]:
                response = _answer(world, name, method, address + query, mark)
                found.asked += 1
                found.statuses[response.status_code] = found.statuses.get(response.status_code, 0) + 1
                got = set() if is_theirs(name, address) else leaks(response, forbidden)
                # A search box says again what was typed; that is no leak of what is registered.
                if got and not (query and got == {mark} and f"{mark}" in query and not _beyond(response, mark)):
                    found.leaks.append(f"{name} {method} {address}{query}: {response.status_code} {sorted(got)}")


def _beyond(response: HttpResponse, mark: str) -> bool:
    """Whether the token stands in the answer as part of more than what was typed: with the row's number behind it."""
    return re.search(rf"{mark}\d".encode(), response.content) is not None


def _answer(world: World, name: str, method: str, address: str, mark: str) -> HttpResponse:
    """Asked, and undone."""
    mail.outbox = []
    with transaction.atomic():
        client = world.client(name)
        if method == "POST":
            response = client.post(address, body(world.people[mark]), content_type=FORM)
        else:
            response = client.generic(method, address)
        response.content if not response.streaming else None  # noqa: B018  rendered inside the transaction
        if not connection.needs_rollback:
            transaction.set_rollback(True)
    return response


def tear_down_the_database() -> list[str]:
    """Row-level security off on every table, for good or until it is put up again; the tables that had it."""
    connection.close()
    with asking.as_owner() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace")
        tables = [table for (table,) in cursor.fetchall()]
        _alter(cursor, tables, "DISABLE")
    return tables


def put_up_the_database(tables: list[str]) -> None:
    connection.close()
    with asking.as_owner() as cursor:
        _alter(cursor, tables, "ENABLE")


def _alter(cursor: Any, tables: list[str], how: str) -> None:
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")
    cursor.connection.commit()
