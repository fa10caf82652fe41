"""The face keeps its promises: nothing inline, parts that name all they need, error pages that stand alone.

The content security policy would drop an inline style or script without a word, so the sources are read here.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template, render_to_string
from django.template.loader_tags import IncludeNode
from django.test import override_settings
from django.urls import resolve, reverse
from django.utils.html import format_html

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
PAGES = sorted(TEMPLATES.rglob("*.html"))
DRAWINGS = sorted(STATIC.rglob("*.svg"))
SHEETS = sorted((STATIC / "css").glob("*.css"))
ERRORS = ("400", "403", "404", "429", "500", "503")
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script of its own": re.compile(r"<script\b(?![^>]*\ssrc=)", re.I),
    "an on… attribute": re.compile(r"\s(hx-)?on[a-z:-]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "another server": re.compile(r"(src|href|action)\s*=\s*[\"']?(https?:)?//", re.I),
}


def name_of(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", PAGES + DRAWINGS, ids=name_of)
def test_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    source = path.read_text()
    assert [what for what, pattern in INLINE.items() if pattern.search(source)] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_stylesheet_fetches_nothing(sheet: Path) -> None:
    assert not re.search(r"@import|url\(", sheet.read_text())


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_template_compiles_and_its_parts_name_all_they_need(path: Path) -> None:
    """An include of ours passes `only`, so that a part never shows what the page around it happens to know."""
    template = get_template(str(path.relative_to(TEMPLATES))).template
    includes = template.nodelist.get_nodes_by_type(IncludeNode)
    open_ones = [str(node.template) for node in includes if not node.isolated_context]
    assert [name for name in open_ones if "django/forms" not in name] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_colours_stand_in_the_tokens(sheet: Path) -> None:
    """Dark mode and print replace tokens; a colour named elsewhere would not follow."""
    rules = re.sub(r"/\*.*?\*/|--p-[a-z0-9-]+:[^;]+;", "", sheet.read_text(), flags=re.S)
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_needs_no_request_no_context_and_no_database(code: str) -> None:
    page = get_template(f"{code}.html").render()  # pytest-django refuses every query here
    assert f"Foutnummer {code}" in page
    assert page.count("<h1>") == 1
    assert "css/tokens.css" in page


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_has_ways_back_and_looks_none_of_them_up(code: str) -> None:
    """The addresses themselves may be what is broken: they stand in the page as text, and here they are held right."""
    with override_settings(ROOT_URLCONF="tests.portal.nowhere"):
        page = get_template(f"{code}.html").render()
    menu = page.split('class="main-nav"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', menu) == [reverse("home"), reverse("help")]
    for path in set(re.findall(r'<a[^>]* href="(/[^"]*)"', page)):
        resolve(path)


def test_an_error_page_asks_no_manifest() -> None:
    """A release whose files are not collected yet must still be able to say that something went wrong."""
    manifest = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": manifest}, DEBUG=False):
        assert "css/pieces.css" in get_template("500.html").render()


def test_who_may_not_reads_why_and_markup_in_it_stays_text() -> None:
    page = get_template("403.html").render({"reason": "Vraag <b>Soweco</b> om de overdracht."})
    assert "Vraag &lt;b&gt;Soweco&lt;/b&gt; om de overdracht." in page


def test_no_page_is_kept_in_the_browsers_storage() -> None:
    """htmx would keep whole pages, with people in them, after somebody has logged out."""
    base = engines["django"].get_template("base.html").template.source
    assert '"historyCacheSize":0' in base
    assert '"allowEval":false' in base


def test_a_day_in_a_sentence_is_not_broken_and_what_was_typed_stays_text() -> None:
    """A browser breaks a line after a hyphen: 22-11- at the end of one, 2026 at the start of the next."""
    template = engines["django"].from_string("{% load days %}{{ said|whole_days }}")
    said = template.render({"said": "Uiterlijk 22-11-2026, <b>niet</b> 2026-11-22"})
    assert said == 'Uiterlijk <span class="d">22-11-2026</span>, &lt;b&gt;niet&lt;/b&gt; 2026-11-22'


def test_markup_of_ours_stays_markup_with_its_days_whole() -> None:
    """What is in the way is a link, and may have a day in its address."""
    template = engines["django"].from_string("{% load days %}{{ said|whole_days }}")
    said = format_html('Zie <a href="?dag=22-11-2026">{}</a>', "1 > 0 op 22-11-2026")
    whole = 'Zie <a href="?dag=22-11-2026">1 &gt; 0 op <span class="d">22-11-2026</span></a>'
    assert template.render({"said": said}) == whole


def test_what_changes_is_said_with_its_days_whole() -> None:
    page = render_to_string("components/preview.html", {"preview": ["Vanaf 22-11-2026 is alles anders."]})
    assert '<li>Vanaf <span class="d">22-11-2026</span> is alles anders.</li>' in page
