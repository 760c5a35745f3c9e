"""The report as one HTML file: style, drawings and tables inside it, no script, nothing fetched from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from waystation.charts.stances import STANCE_LOOKS
from waystation.evidence.claim import GRADES
from waystation.report import grids
from waystation.report.amounts import NONE, Spread, between, figures, range_name
from waystation.report.assumptions import STATUS_WORDS
from waystation.report.content import FlowRow, ReportContent
from waystation.report.stocks import with_sums
from waystation.report.text import ranges

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
KIND_WORDS = {
    "official_statistics": "Official statistics",
    "government": "Governments",
    "audit": "Audit",
    "parliament": "Parliaments",
    "court": "Courts",
    "international": "International organisations",
    "press": "Press",
    "research": "Research",
    "ngo": "Non-governmental organisations",
}
_WORDS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:)]|[a-z]+(?:\.[a-z][a-z_0-9]*)+")


def build(content: ReportContent) -> str:
    """The whole page.

    `content.headline` has the columns scenario, against, measure, title, unit, period, low, mid, high, diff_low,
    diff_mid and diff_high; `content.cohort` has scenario, end, order, low, mid and high (shares).
    """
    page = _environment(content).get_template("page.html.j2")
    return page.render(
        content=content,
        headline=grids.headline(content.headline, content.measures, content.scenarios),
        cohort=None if content.cohort is None else grids.cohort(content.cohort, content.scenarios),
        binding=grids.binding(content.binding, content.scenarios),
        binding_said=grids.binding_said(content.binding, content.scenarios),
        statuses=grids.statuses(content.assumptions),
        grades=grids.grades(content.assumptions),
        status_words=STATUS_WORDS,
        grade_words=GRADES,
        kinds=KIND_WORDS,
        stances=STANCE_LOOKS,
        stocks=with_sums(content.stocks),
        ranges=ranges(content.record.draws),
        range_name=range_name(content.record.draws),
        licence=LICENCE,
    )


def _environment(content: ReportContent) -> Environment:
    loader = PackageLoader("waystation", "report")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["linked"] = _linker({row.id for area in content.assumptions for row in area.rows})
    made.filters["csv_link"] = _csv_link
    made.filters["figure"] = _figure
    made.filters["stock_range"] = _stock_range
    made.filters["simulated"] = _simulated
    made.filters["verdict"] = _verdict
    made.filters["counted"] = grids.counted_in_words
    return made


def _linker(ids: set[str]) -> Callable[[str], Markup]:
    """Text in which addresses and the ids of assumptions are links."""

    def linked(text: str) -> Markup:
        pieces, end = [], 0
        for found in _WORDS.finditer(text):
            pieces += [escape(text[end : found.start()]), _link(found.group(), ids)]
            end = found.end()
        return Markup("").join([*pieces, escape(text[end:])])

    return linked


def _link(word: str, ids: set[str]) -> Markup:
    if word.startswith("http"):
        return Markup('<a href="{}">{}</a>').format(word, word)
    if word in ids:
        return Markup('<a href="#assumption-{}"><code>{}</code></a>').format(word, word)
    return escape(word)


def _csv_link(csv: str) -> str:
    return "data:text/csv;charset=utf-8," + quote(csv, safe=",/:;()+")


def _figure(value: float | None) -> str:
    """A published count, in full: it is what the source prints."""
    return NONE if value is None else f"{value:,.0f}".replace("-", "−")


def _stock_range(low: float | None, high: float | None) -> str:
    if low is None or high is None or low == high:
        return NONE
    return f"{_figure(low)} to {_figure(high)}"


def _simulated(row: FlowRow) -> str:
    spread = Spread(row.low, row.mid, row.high, row.unit)
    middle = figures(row.mid, spread.width, row.unit)
    return f"{middle} ({between(spread)})" if spread.width else middle


def _verdict(row: FlowRow) -> str:
    if row.value is None:
        return "nothing published to compare"
    if row.low <= row.value <= row.high:
        return "within the range"
    return "published is below the range" if row.value < row.low else "published is above the range"
