"""Charts, drawn by the server as SVG. `draw` picks the drawing that a Chart asks for."""

from __future__ import annotations

from dataclasses import replace

from django.utils.safestring import SafeString

from reports.charts.dots import dots
from reports.charts.ladder import ladder
from reports.charts.line import line
from reports.charts.spark import sparkline
from reports.tables import Chart

KINDS = {"ladder": ladder, "line": line, "dots": dots}

__all__ = ["KINDS", "dots", "draw", "ladder", "line", "sparkline"]


def draw(chart: Chart, *, own: str = "", static: bool = False) -> SafeString:
    """Draw a chart with its own title and description. Raises KeyError for a kind that we do not draw."""
    table = replace(chart.table, code=chart.code, title=chart.description, finding=chart.title)
    return KINDS[chart.kind](table, own=own, static=static)
