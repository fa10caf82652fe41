"""Imports run one way: soweco_portal → reports → cases → municipalities; in an app: views → forms, actions → models.

The sources are read, not run: an import inside a function is an arrow too. One that runs back is named with its file
and its line.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOMS = ("soweco_portal", "reports", "cases", "municipalities")  # each may know those after it
LAYERS = {
    "models": {"forms", "actions", "views", "tasks", "management"},
    "forms": {"actions", "views", "tasks", "management"},
    "actions": {"forms", "views", "tasks", "management"},
    "tasks": {"views", "management"},
    "": {"views", "management"},  # any other module
}  # what each layer may not know
ABOVE_ALL = {"views", "management"}


def back_running(root: Path) -> list[str]:
    """Each arrow under `root` that runs back, as `file:line: from → to`."""
    return [arrow for room in ROOMS for path in sorted((root / room).rglob("*.py")) for arrow in _of_file(path, root)]


def _of_file(path: Path, root: Path) -> Iterator[str]:
    place = path.relative_to(root)
    module = place.with_suffix("").parts
    package = module[:-1] if path.name != "__init__.py" else place.parent.parts
    for target, line in _imports(ast.parse(path.read_text()), package):
        if _runs_back(module, tuple(target.split("."))):
            yield f"{place}:{line}: {'.'.join(module)} → {target}"


def _imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def _runs_back(module: tuple[str, ...], target: tuple[str, ...]) -> bool:
    if target[0] == "tests":
        return True
    if target[0] not in ROOMS:
        return False
    if module[0] != target[0]:
        return ROOMS.index(target[0]) < ROOMS.index(module[0])
    return module[0] != "soweco_portal" and _layer(target) in _forbidden(module)


def _forbidden(module: tuple[str, ...]) -> set[str]:
    own = _layer(module)
    return set() if own in ABOVE_ALL else LAYERS.get(own, LAYERS[""])


def _layer(module: tuple[str, ...]) -> str:
    return module[1] if len(module) > 1 else ""


def test_no_arrow_runs_back() -> None:
    assert back_running(settings.BASE_DIR) == []


def test_every_room_is_read() -> None:
    read = {room: len(list((settings.BASE_DIR / room).rglob("*.py"))) for room in ROOMS}
    assert all(files > 5 for files in read.values()), read


PLANTED = [
    ("municipalities/models.py", "from cases.models import Leave", "municipalities.models → cases.models.Leave"),
    ("cases/lists.py", "import reports.figures", "cases.lists → reports.figures"),
    ("reports/models.py", "def late():\n    from soweco_portal import start", "reports.models → soweco_portal.start"),
    ("cases/models/placement.py", "from cases.forms import helper", "cases.models.placement → cases.forms.helper"),
    ("cases/models/__init__.py", "from ..actions import moves", "cases.models.__init__ → cases.actions.moves"),
    ("cases/actions/placements.py", "from cases.views import lists", "cases.actions.placements → cases.views.lists"),
    ("cases/hours.py", "from cases.views.lists import people", "cases.hours → cases.views.lists.people"),
    ("cases/hours.py", "from .views import employees", "cases.hours → cases.views.employees"),
    ("reports/actions.py", "from tests import people", "reports.actions → tests.people"),
]


@pytest.mark.parametrize(("file", "source", "arrow"), PLANTED, ids=[arrow for _, _, arrow in PLANTED])
def test_a_planted_arrow_is_named(tmp_path: Path, file: str, source: str, arrow: str) -> None:
    """Also when it hides in a function, or behind dots."""
    _write(tmp_path, file, source)
    line = source.count("\n") + 1
    assert back_running(tmp_path) == [f"{file}:{line}: {arrow}"]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("soweco_portal/urls.py", "from cases.views.employees import employee_list"),
        ("reports/behind.py", "from cases.models import WswEmployee\nimport django.forms"),
        ("cases/views/employees.py", "from cases.forms import EmployeeForm\nfrom cases.actions import placements"),
        ("reports/views/dashboard.py", "from reports.views.reports import files_of"),
        ("cases/forms.py", "from .models import Placement"),
    ],
)
def test_an_arrow_that_runs_the_right_way_is_not(tmp_path: Path, file: str, source: str) -> None:
    _write(tmp_path, file, source)
    assert back_running(tmp_path) == []


def _write(root: Path, file: str, source: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True)
    path.write_text(source + "\n")
