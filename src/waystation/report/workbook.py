"""A workbook by the government's rules for spreadsheets: cover, contents, notes, and one table a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

NOTHING = "none"
FONT = {"font_name": "Arial", "font_size": 12, "text_wrap": True, "valign": "top"}
NARROW, MIDDLE, BROAD = 16, 28, 60  # widths in letters
ADDRESS = "https://"
NOTES = "What the words of this workbook mean"
Cell = str | float


@dataclass(frozen=True)
class Sheet:
    """One table: the sheet's name, what it holds, the columns with their widths, and the rows."""

    name: str
    holds: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Cover:
    """The first sheet line by line, beginning with the title, and what the file says of itself."""

    lines: tuple[str, ...]
    subject: str
    comments: str
    made: date


def workbook(cover: Cover, notes: Sequence[str], tables: Sequence[Sheet], *, about: str = NOTES) -> bytes:
    """The workbook; the same content gives the same bytes."""
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": cover.lines[0], "author": "Waystation", "subject": cover.subject}
        | {"created": datetime(cover.made.year, cover.made.month, cover.made.day), "comments": cover.comments}
    )
    look = book.add_format(FONT)
    _cover(book.add_worksheet("Cover"), cover.lines, look, book.add_format(FONT | {"bold": True, "font_size": 16}))
    for sheet in (_contents(tables, about), _notes(notes, about), *tables):
        _table(book, sheet, look)
    book.close()
    return stream.getvalue()


def _notes(told: Sequence[str], about: str) -> Sheet:
    rows = tuple((f"note {number}", text) for number, text in enumerate(told, 1))
    return Sheet("Notes", about, (("Note", NARROW), ("Text", BROAD * 2)), rows)


def _contents(tables: Sequence[Sheet], about: str) -> Sheet:
    rows = (("Notes", about), *((sheet.name, sheet.holds) for sheet in tables))
    return Sheet("Contents", "What each sheet holds", (("Sheet", NARROW), ("What it holds", BROAD * 2)), tuple(rows))


def _cover(page: Worksheet, lines: Sequence[str], look: Format, title: Format) -> None:
    page.set_column(0, 0, BROAD * 2, look)
    for place, line in enumerate(lines):
        page.write_string(place, 0, line, title if place == 0 else look)


def _table(book: Workbook, sheet: Sheet, look: Format) -> None:
    """One sheet with its table marked up from A1: a header row, no filter, no fill, text wrapped."""
    page = book.add_worksheet(sheet.name)
    head = book.add_format(FONT | {"bold": True, "bottom": 1})
    for place, (_, width) in enumerate(sheet.columns):
        page.set_column(place, place, width, look)
    rows = sheet.rows or (tuple(NOTHING for _ in sheet.columns),)
    columns = [{"header": title, "header_format": head, "format": look} for title, _ in sheet.columns]
    named = {"name": re.sub(r"\W", "_", sheet.name.lower()), "columns": columns, "autofilter": False, "style": None}
    page.add_table(0, 0, len(rows), len(sheet.columns) - 1, named)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            _write(page, line, place, cell, look)
        if sheet.name == "Contents":
            page.write_url(line, 0, f"internal:'{row[0]}'!A1", look, str(row[0]))


def _write(page: Worksheet, line: int, place: int, cell: Cell, look: Format) -> None:
    if isinstance(cell, float | int):
        page.write_number(line, place, cell, look)
    elif cell.startswith(ADDRESS):
        page.write_url(line, place, cell, look, cell)
    else:
        page.write_string(line, place, cell, look)
