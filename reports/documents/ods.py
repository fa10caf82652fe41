"""ODS: the same sheets in the open format that the government prescribes, written as XML by hand.

We tried odfpy first: its second file in a process differs from its first (namespaces are remembered per process), it
has no wheel, and telling it what we want took more lines than the XML itself. A number keeps its exact decimals in
`office:value`, with the Dutch text beside it; everything else is a string, so that nothing can become a formula.
Every part carries the report's own day: the same report gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

from reports.charts.svg import escape
from reports.documents import content
from reports.documents.sheets import Item, Sheet, sealed_sheets_of
from reports.tables import Document, dutch

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_A_CHARACTER = 0.2  # centimetres
_ROOM = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{1}:1.0"'
_ROOMS = " ".join(
    [_ROOM.format(name, name) for name in ("office", "style", "table", "text", "config", "meta", "manifest")]
    + [_ROOM.format("number", "datastyle"), _ROOM.format("fo", "xsl-fo-compatible")]
    + ['xmlns:dc="http://purl.org/dc/elements/1.1/"', 'xmlns:ooo="http://openoffice.org/2004/office"']
)
_LINE, _SOFT = "solid #14262d", 'fo:color="#4a5c63"'
_BOLD, _WRAP = 'fo:font-weight="bold"', 'fo:wrap-option="wrap"'
# look: what it does to the cell, and to its text
_LOOKS = {
    "text": (f'{_WRAP} style:vertical-align="top"', ""),
    "title": ("", f'{_BOLD} fo:font-size="14pt" fo:color="#0d4a5a"'),
    "soft": ("", _SOFT),
    "warn": ("", f'{_BOLD} fo:color="#7a4f00"'),
    "head": (f'{_WRAP} style:vertical-align="bottom" fo:border-bottom="0.5pt {_LINE}"', f"{_BOLD} {_SOFT}"),
    "group": (f'fo:border-bottom="0.5pt {_LINE}"', _BOLD),
    "label": ('style:vertical-align="top"', _BOLD),
    "number": ("", ""),
    "mask": ("", _SOFT),
    "right": ("", ""),
    "ok": ("", 'fo:color="#1d6a3c"'),
    "bad": ("", f'{_BOLD} fo:color="#a01d22"'),
}
_TOTAL = f'fo:border-top="1.5pt {_LINE}"'
_RIGHT = {"number", "mask", "right"}

Look = tuple[str, int | None]


def render(document: Document) -> bytes:
    """The spreadsheet, with the same sheets as the XLSX."""
    sheets = sealed_sheets_of(document)
    parts = {
        "content.xml": _content(sheets),
        "styles.xml": _styles(),
        "meta.xml": _meta(document),
        "settings.xml": _settings(sheets),
    }
    parts["META-INF/manifest.xml"] = _manifest(list(parts))
    return _packed(parts, document)


def _xml(root: str, *inside: str) -> bytes:
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_ROOMS} office:version="1.3">'
    return "".join([opening, *inside, f"</{root}>"]).encode()


def _content(sheets: list[Sheet]) -> bytes:
    items = [item for sheet in sheets for line in sheet.lines for item in line if item]
    looks = {look: f"c{at}" for at, look in enumerate(dict.fromkeys(map(_look_of, items)))}
    widths = dict.fromkeys(width for sheet in sheets for width in sheet.widths)
    styles = "".join([*map(_sheet_style, ("guide", "figures")), *map(_width_style, widths)])
    styles += "".join(_cell_style(name, look) for look, name in looks.items())
    opening = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
    tables = (_table(sheet, looks) for sheet in sheets)
    return _xml("office:document-content", opening, *tables, "</office:spreadsheet></office:body>")


def _look_of(item: Item) -> Look:
    return item.look, item.decimals if isinstance(item.value, Decimal) else None


def _sheet_style(name: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="table" style:master-page-name="master-{name}">'
        '<style:table-properties table:display="true"/></style:style>'
    )


def _width_style(characters: int) -> str:
    width = f'<style:table-column-properties style:column-width="{characters * _A_CHARACTER:.1f}cm"/>'
    return f'<style:style style:name="w{characters}" style:family="table-column">{width}</style:style>'


def _cell_style(name: str, look: Look) -> str:
    """A style, with the number style before it when the cell is a number."""
    words, decimals = look[0].split(), look[1]
    cell = " ".join([_LOOKS[word][0] for word in words if word != "total"] + [_TOTAL] * ("total" in words))
    letters = " ".join([_LOOKS[word][1] for word in words if word != "total"] + [_BOLD] * ("total" in words))
    letters = " ".join(dict.fromkeys(letters.split()))
    side = "end" if _RIGHT & set(words) else "start"
    number, use = "", ""
    if decimals is not None:
        digits = f'number:decimal-places="{decimals}" number:min-decimal-places="{decimals}"'
        digits = f'<number:number {digits} number:min-integer-digits="1" number:grouping="true"/>'
        number = f'<number:number-style style:name="n-{name}">{digits}</number:number-style>'
        use = f' style:data-style-name="n-{name}"'
    return (
        f'{number}<style:style style:name="{name}" style:family="table-cell"{use}><style:table-cell-properties {cell}/>'
        f'<style:paragraph-properties fo:text-align="{side}"/><style:text-properties {letters}/></style:style>'
    )


def _table(sheet: Sheet, looks: dict[Look, str]) -> str:
    columns = "".join(f'<table:table-column table:style-name="w{width}"/>' for width in sheet.widths)
    rows = [_row(line, looks) for line in sheet.lines]
    if sheet.repeat:
        first, last = sheet.repeat
        rows[first] = f"<table:table-header-rows>{rows[first]}"
        rows[last] += "</table:table-header-rows>"
    style = "figures" if sheet.repeat else "guide"
    name = escape(sheet.name)
    return f'<table:table table:name="{name}" table:style-name="{style}">{columns}{"".join(rows)}</table:table>'


def _row(line: tuple[Item | None, ...], looks: dict[Look, str]) -> str:
    cells = "".join(_cell(item, looks) for item in line or (None,))
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(item: Item | None, looks: dict[Look, str]) -> str:
    if item is None:
        return "<table:table-cell/>"
    style = f'table:style-name="{looks[_look_of(item)]}"'
    if isinstance(item.value, Decimal):
        value = f'office:value-type="float" office:value="{item.value:f}"'
        shown = dutch(item.value, item.decimals)
        return f"<table:table-cell {style} {value}><text:p>{shown}</text:p></table:table-cell>"
    if not item.value:
        return f"<table:table-cell {style}/>"
    paragraphs = "".join(f"<text:p>{_paragraph(words)}</text:p>" for words in item.value.split("\n"))
    return f'<table:table-cell {style} office:value-type="string">{paragraphs}</table:table-cell>'


def _paragraph(words: str) -> str:
    """Text in which every space and tab is kept: ODF folds them otherwise."""
    kept = escape(words).replace("\t", "<text:tab/>").replace("  ", " <text:s/>")
    kept = f"<text:s/>{kept[1:]}" if kept.startswith(" ") else kept
    return f"{kept[:-1]}<text:s/>" if kept.endswith(" ") else kept


def _styles() -> bytes:
    """A4 across: the guide on at most two pages, a table on one."""
    size = 'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1.5cm"'
    layouts, pages = "", ""
    for name, count in (("guide", 2), ("figures", 1)):
        properties = f'<style:page-layout-properties {size} style:scale-to-pages="{count}"/>'
        layouts += f'<style:page-layout style:name="page-{name}">{properties}</style:page-layout>'
        pages += f'<style:master-page style:name="master-{name}" style:page-layout-name="page-{name}"/>'
    return _xml(
        "office:document-styles",
        f"<office:styles/><office:automatic-styles>{layouts}</office:automatic-styles>"
        f"<office:master-styles>{pages}</office:master-styles>",
    )


def _meta(document: Document) -> bytes:
    day = content.day_of(document).isoformat() + "T00:00:00"
    words = {
        "meta:creation-date": day,
        "dc:title": f"{document.title}, {document.period_label}",
        "dc:subject": content.standing(document),
        "dc:description": " ".join(content.warnings(document)),
        "dc:creator": "Soweco",
        "dc:date": day,
        "dc:language": "nl-NL",
    }
    inside = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in words.items())
    return _xml("office:document-meta", f"<office:meta>{inside}</office:meta>")


def _settings(sheets: list[Sheet]) -> bytes:
    """Heads and names stay in view: a setting of the view, not of the table."""
    entry = "config:config-item-map-entry"
    views = "".join(f'<{entry} config:name="{escape(sheet.name)}">{_split(sheet)}</{entry}>' for sheet in sheets)
    return _xml(
        "office:document-settings",
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item-map-named config:name="Tables">{views}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>",
    )


def _split(sheet: Sheet) -> str:
    frozen = 2 if sheet.head else 0
    items = [("HorizontalSplitMode", "short", frozen), ("VerticalSplitMode", "short", frozen)]
    items += [("HorizontalSplitPosition", "int", sheet.left), ("VerticalSplitPosition", "int", sheet.head)]
    items += [("PositionRight", "int", sheet.left), ("PositionBottom", "int", sheet.head)]
    return "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in items
    )


def _manifest(names: list[str]) -> bytes:
    entries = [("/", MIME), *((name, "text/xml") for name in names)]
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>' for name, kind in entries
    )
    room = _ROOM.format("manifest", "manifest")
    inside = f'<manifest:manifest {room} manifest:version="1.3">{listed}</manifest:manifest>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{inside}'.encode()


def _packed(parts: dict[str, bytes], document: Document) -> bytes:
    """A zip with `mimetype` first and not compressed, as ODF wants, and one day on every part."""
    day, file = content.day_of(document), io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, said in {"mimetype": MIME.encode(), **parts}.items():
            part = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            part.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            part.create_system, part.external_attr = 3, 0o644 << 16
            target.writestr(part, said)
    return file.getvalue()
