"""The money of a run in its report and its tables: the same figures everywhere, and each mark on its own axis."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from bs4 import BeautifulSoup, Tag

from tests.cli.conftest import Ran
from waystation import api
from waystation.report.money_xlsx import SHEETS
from waystation.uk import money

OPENED = "kosovo if it opens"


@cache
def page(directory: Path) -> BeautifulSoup:
    return BeautifulSoup((directory / "report.html").read_text(encoding="utf-8"), "html5lib")


def section(ran: Ran) -> Tag:
    found = page(ran.directory).select_one("section#money")
    assert found is not None
    return found


def test_the_report_is_still_one_small_file(as_json: Ran) -> None:
    assert (as_json.directory / "report.html").stat().st_size < 1_000_000


def test_every_chart_of_money_is_there_with_its_points_as_csv(as_json: Ran) -> None:
    figures = {str(figure["id"]): figure for figure in section(as_json).select("figure")}
    names = ("curve", "even", "even-claims", "even-transfers", "waterfall", "swing")
    assert set(figures) == {f"figure-{name}-kosovo" for name in names}
    for figure in figures.values():
        assert figure.select_one("svg") and figure.select_one("table.points td")
        assert figure.select_one("a[download][href^='data:text/csv']")


def test_a_published_share_stands_only_on_the_axis_of_its_own_denominator(as_json: Ran) -> None:
    axes = {"small_boats": "even", "claims": "even-claims", "transfers": "even-transfers"}
    marks = money.load().marks
    assert {mark.axis for mark in marks} == set(axes)
    letters = dict(zip("ABCDEFGH", marks, strict=False))
    for axis, name in axes.items():
        drawn = section(as_json).select(f"#figure-{name}-kosovo svg text")
        found = {text.get_text() for text in drawn} & set(letters)
        assert found == {letter for letter, mark in letters.items() if mark.axis == axis}


def test_the_marks_are_what_their_claims_say() -> None:
    held = {mark.id: mark.share for mark in money.load().marks}
    assert held["albanians"] == pytest.approx(0.95)
    assert held["hatton"] == pytest.approx(0.73 * 0.33)
    assert (held["imb_break_even"], held["imb_three_years"], held["imb_rising"]) == pytest.approx((0.37, 0.5, 0.02))


def test_the_spreadsheet_and_the_csv_hold_every_figure_of_the_appraisal(as_json: Ran) -> None:
    figures = [figure for one in api.appraise(str(as_json.directory)) for figure in one.figures]
    table = pl.read_csv(as_json.directory / "money.csv", infer_schema_length=None)
    assert table.select("scenario", "kind", "id").rows() == [(one.label, one.kind, one.id) for one in figures]
    book = openpyxl.load_workbook(io.BytesIO((as_json.directory / "money.xlsx").read_bytes()))
    assert book.sheetnames == ["Cover", "Contents", "Notes", *SHEETS]
    assert {kind for _, kinds in SHEETS.values() for kind in kinds} >= {one.kind for one in figures}
    for name, (_, kinds) in SHEETS.items():
        rows = [row for row in book[name].iter_rows(min_row=2, values_only=True) if row[1]]
        wanted = [one for one in figures if one.kind in kinds]
        assert len(rows) == max(len(wanted), 1), name
        assert len(book[name].tables) == 1 and book[name]["A1"].value == "Scenario"
    totals = {(row[0], row[2]): row[10] for row in book["Totals"].iter_rows(min_row=2, values_only=True)}
    whole = next(one for one in figures if (one.label, one.id) == (OPENED, "exchequer") and one.kind == "total")
    assert totals[OPENED, "exchequer"] == pytest.approx(whole.mean)


def test_the_page_says_who_pays_and_how_it_was_counted(as_json: Ran) -> None:
    said = " ".join(section(as_json).get_text(" ").split())
    assert "The cost to the Exchequer over ten years would be" in said
    assert "Without the hub, a person transferred would have cost" in said
    assert "paired draw by draw" in said and "Nothing is counted as saved because people might stay away" in said
    rows = {str(row.get_text()).strip() for row in section(as_json).select("table.grid th[scope=row]")}
    assert {"Home Office", "Ministry of Justice", "Local authorities", "All, the Exchequer"} <= rows
