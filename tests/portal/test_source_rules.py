"""Things that the source may not say, or only in the places named here, each with its reason (Q38).

The sources are read, not run. Each rule has a sample that breaks it, so that a rule that sees nothing is seen.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOMS = ("municipalities", "cases", "reports", "soweco_portal")
Finding = tuple[int, str]
SQL_CALLS = {"execute", "executemany", "copy_expert", "RawSQL", "raw", "RunSQL", "extra"}

# Text that is HTML already: every value in it went through `escape`, or it is a drawing of numbers.
UNESCAPED = {
    "cases/assessment_chart.py": "a drawing; its label is escaped",
    "cases/expiring.py": "the filter sentence; each option is escaped",
    "cases/lists.py": "the body of the list, written in Python for speed; each cell is escaped",
    "cases/sentence.py": "the filter sentence; each option is escaped",
    "cases/signals/asked.py": "the filter sentence; each option is escaped",
    "cases/timeline.py": "a drawing; its words are escaped",
    "reports/charts/__init__.py": "names the type only",
    "reports/charts/dots.py": "a drawing, put together by svg.py",
    "reports/charts/ladder.py": "a drawing, put together by svg.py",
    "reports/charts/line.py": "a drawing, put together by svg.py",
    "reports/charts/map.py": "a drawing, put together by svg.py",
    "reports/charts/spark.py": "a drawing; its label is escaped",
    "reports/charts/svg.py": "where drawings are put together and their words escaped",
    "soweco_portal/templatetags/days.py": "a sentence that was markup of ours already; any other is escaped",
    "soweco_portal/templatetags/once.py": "a template of ours, rendered without any value",
}
# SQL that is put together: only from names in our own code; every value is a parameter.
COMPOSED_SQL = {
    "cases/caseload_weight.py": "the door of cases/selection.py",
    "cases/doubles.py": "the declared order of the reasons, the door of cases/models/employee.py",
    "cases/expiring.py": "the declared relations of what ends",
    "cases/history.py": "our own tables with a history",
    "cases/letters/inzage.py": "our own tables and columns, quoted",
    "cases/matching.py": "the door of cases/selection.py",
    "cases/lookers.py": "the same period in two statements",
    "cases/merging.py": "the tables that move, as the catalogue names them",
    "cases/walls.py": "a policy or a trigger on a table named in a migration",
    "cases/register/load.py": "tables and columns of the declared files",
    "cases/search.py": "the door and the pieces of cases/selection.py",
    "cases/signals/by_coach.py": "the door of cases/selection.py",
    "cases/selection.py": "pieces of one statement",
    "municipalities/oddities.py": "one statement of declared patterns",
    "municipalities/reading.py": "our own tables and columns",
    "municipalities/recorded.py": "history tables, in migrations",
    "municipalities/signing.py": "triggers, in migrations",
    "municipalities/versioned.py": "a history table and its columns, quoted",
    "municipalities/walls.py": "policies, in migrations",
    "reports/causes.py": "the table of stands",
    "reports/closed_years.py": "the table of stands, a table of ours",
    "reports/compared.py": "the table of stands, our own tables and columns",
    "reports/compared_rows.py": "the name of a table of ours, what a subject counts",
    "reports/content.py": "the table of stands",
    "reports/deeds.py": "our own tables and columns, in all their states",
    "reports/disclosure.py": "a table as known then",
    "reports/entered.py": "our own tables and columns, as known at two moments",
    "reports/figures.py": "the table of stands",
    "reports/production.py": "columns of a stand",
    "reports/schemes.py": "the door of cases/selection.py, the table of stands",
    "reports/remake.py": "the name of a table of ours",
    "reports/restating.py": "the table of stands",
    "reports/stands.py": "columns of a stand",
    "reports/subjects/declare.py": "the tables and columns that a subject declares",
    "soweco_portal/grants.py": "the name of the portal's role, quoted",
}
# Whether an address that was asked for is one of ours; no link is made of it.
ASKED_HOST = {
    "municipalities/stepup.py": "where to go back to",
    "soweco_portal/views.py": "where to go on to",
}
# A task whose hint goes out inside a transaction would be done by a worker that cannot see the row yet.
HINTS = {
    "cases/carrying_out.py": "`hint`, which `agree` hands to on_commit and `wake` calls outside a transaction",
    "reports/deliveries.py": "`_hint`, which `_intend` hands to on_commit",
    "reports/production.py": "`_hint`, which `request` hands to on_commit and `wake` calls outside a transaction",
    "reports/restating.py": "`_hint`, which `ask` hands to on_commit",
}


def unescaped(tree: ast.AST) -> Iterator[Finding]:
    return named(tree, {"mark_safe", "SafeString", "SafeText", "safestring"})


def exempt(tree: ast.AST) -> Iterator[Finding]:
    return named(tree, {"csrf_exempt"})


def named(tree: ast.AST, words: set[str]) -> Iterator[Finding]:
    """Where one of these names is used or imported, also under another name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names if words & set(alias.name.split(".")))
        elif isinstance(node, ast.Name | ast.Attribute) and _name(node) in words:
            yield node.lineno, _name(node)


def composed_sql(tree: ast.AST) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SQL_CALLS and node.args and _composed(node.args[0]):
            yield node.lineno, f"{_name(node.func)}() of text that is put together"


def _composed(text: ast.expr) -> bool:
    if isinstance(text, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in text.values)
    if isinstance(text, ast.BinOp):
        return isinstance(text.op, ast.Add | ast.Mod) and not (_constant(text.left) and _constant(text.right))
    return isinstance(text, ast.Call) and _name(text.func) in {"format", "join", "replace"}


def _constant(text: ast.expr) -> bool:
    return isinstance(text, ast.Constant)


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def hints(tree: ast.AST) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and _name(node.func) in {"delay", "apply_async", "send_task"}
            and not _letter(node)
        ):
            yield node.lineno, _name(node.func)


def _letter(call: ast.Call) -> bool:
    """`answer.delay` writes the letter that says it takes longer."""
    return ast.unparse(call.func) == "answer.delay"


def asked_whole(tree: ast.AST) -> Iterator[Finding]:
    """`filter(**request.GET)` lets an address look through any relation, `order_by(request.GET[…])` too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in {
            "filter",
            "exclude",
            "get",
            "annotate",
            "order_by",
            "update",
        }:
            spread = [keyword.value for keyword in node.keywords if keyword.arg is None]
            for value in [*spread, *(node.args if _name(node.func) == "order_by" else [])]:
                if re.search(r"\b(GET|POST|data)\b", ast.unparse(value)):
                    yield node.lineno, f"{_name(node.func)}() of what was asked"


def host_of_request(tree: ast.AST) -> Iterator[Finding]:
    """A link in a mail begins with PORTAL_BASE_URL, never with the host that a request says it came for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"build_absolute_uri", "get_host"}:
            yield node.lineno, node.attr


def shell(tree: ast.AST) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            shells = any(k.arg == "shell" and ast.unparse(k.value) != "False" for k in node.keywords)
            named = ast.unparse(node.func) in {"eval", "exec", "os.system", "os.popen", "pickle.loads", "yaml.load"}
            if shells or named:
                yield node.lineno, ast.unparse(node.func)


RULES: dict[str, tuple[Callable[[ast.AST], Iterator[Finding]], dict[str, str], list[str]]] = {
    "nothing is called safe": (
        unescaped, UNESCAPED,
        ["from django.utils.safestring import mark_safe as ok", "import django.utils.safestring as s\ns.SafeString(y)"],
    ),
    "every form has its token": (
        exempt, {}, ["from django.views.decorators.csrf import csrf_exempt", "x = decorators.csrf_exempt(view)"],
    ),
    "SQL is not put together": (
        composed_sql, COMPOSED_SQL,
        [
            'cursor.execute(f"SELECT {name}")', 'cursor.execute("SELECT " + name)', 'RawSQL("… %s" % name, [])',
            'People.objects.raw("SELECT {}".format(name))', 'cursor.execute(", ".join(names))',
        ],
    ),
    "a hint waits for the commit": (hints, HINTS, ["produce.delay(key)", "produce.apply_async([key])"]),
    "a query is not made of what was asked": (
        asked_whole, {},
        ["people.filter(**request.GET)", "people.order_by(request.GET['sort'])", "people.update(**form.data)"],
    ),
    "a link does not believe the request": (host_of_request, ASKED_HOST, ["url = request.build_absolute_uri('/')"]),
    "no shell, no eval": (shell, {}, ["subprocess.run(x, shell=True)", "eval(x)", "os.system(x)"]),
}  # fmt: skip
IN_TEMPLATES = {
    "|safe": re.compile(r"\|\s*safe(seq)?\b"),
    "autoescape off": re.compile(r"{%\s*autoescape\s+off"),
    "a filter tag that escapes nothing": re.compile(r"{%\s*filter\s+(safe|safeseq)\b"),
}


def broken(root: Path, rule: str) -> dict[str, list[Finding]]:
    """By file what breaks the rule, those with a reason left out."""
    found, reasons, _ = RULES[rule]
    told = {}
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            name = str(path.relative_to(root))
            if name not in reasons and "/migrations/" not in name:
                told[name] = list(found(ast.parse(path.read_text())))
    return {name: findings for name, findings in told.items() if findings}


@pytest.mark.parametrize("rule", RULES)
def test_the_source_keeps_the_rule(rule: str) -> None:
    assert broken(settings.BASE_DIR, rule) == {}


@pytest.mark.parametrize(
    ("rule", "sample"), [(rule, sample) for rule, (_, _, samples) in RULES.items() for sample in samples]
)
def test_a_sample_that_breaks_the_rule_is_found(tmp_path: Path, rule: str, sample: str) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases/planted.py").write_text(f"def f():\n    {sample.replace(chr(10), chr(10) + '    ')}\n")
    assert list(broken(tmp_path, rule)) == ["cases/planted.py"]


@pytest.mark.parametrize("rule", [rule for rule, (_, reasons, _) in RULES.items() if reasons])
def test_an_exception_that_nothing_needs_goes(rule: str) -> None:
    found, reasons, _ = RULES[rule]
    files = {name: settings.BASE_DIR / name for name in reasons}
    unneeded = [
        name for name, path in files.items() if not path.exists() or not list(found(ast.parse(path.read_text())))
    ]
    assert unneeded == []


def test_no_template_calls_a_text_safe() -> None:
    pages = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
    assert len(pages) > 20
    told = [
        f"{page.relative_to(settings.BASE_DIR)}: {what}"
        for page in pages
        for what, pattern in IN_TEMPLATES.items()
        if pattern.search(page.read_text())
    ]
    assert told == []


@pytest.mark.parametrize(
    "sample", ["{{ name|safe }}", "{{ names | safeseq }}", "{% autoescape off %}", "{% filter safe %}"]
)
def test_a_template_that_does_is_found(sample: str) -> None:
    assert any(pattern.search(sample) for pattern in IN_TEMPLATES.values())
