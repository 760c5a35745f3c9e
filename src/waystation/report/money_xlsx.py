"""The money of a run as a spreadsheet by the government's rules: one table a sheet, numbers as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from waystation.report.content import RunNote
from waystation.report.money import how, rows_of
from waystation.report.text import ranges
from waystation.report.workbook import BROAD, MIDDLE, NARROW, Cover, Sheet, workbook
from waystation.study.account import Account

SHEETS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Totals": ("Present values: the whole, by payer and by heading", ("total", "payer", "part")),
    "By year": ("Sums of each financial year, not discounted", ("year", "payer_year", "part_year")),
    "Lines": ("Present value of every cost line, with its payer and unit cost", ("line",)),
    "Quantities": ("What is counted: returns, transfers, nights by support", ("quantity",)),
    "For each": ("Cost for each return, transfer and place; what is left", ("each", "left")),
    "Lives": ("Those transferred, in their life without the hub", ("life",)),
    "Volume": ("Cost of a hub a person by number of people", ("volume",)),
    "Break-even": ("Deterrence and prices at which it costs nothing", ("break_even", "price", "pay_back", "net_at")),
    "Waterfall": ("What makes up the cost, and what each step adds: means", ("waterfall", "step")),
    "Movers": ("Middle cost with an uncertain number low and high", ("swing",)),
}
COLUMNS = (
    ("Scenario", MIDDLE), ("Kind", NARROW), ("Id", MIDDLE), ("Title", BROAD), ("Unit", NARROW), ("Year", NARROW),
    ("Payer", NARROW), ("Low", NARROW), ("Middle", NARROW), ("High", NARROW), ("Mean", NARROW), ("Draws", NARROW),
    ("Note", BROAD),
)  # fmt: skip


def money_log(accounts: Sequence[Account], *, title: str, record: RunNote, made: date) -> bytes:
    """The workbook of the appraisals of a run; the same content gives the same bytes."""
    tables = [
        Sheet(name, holds, COLUMNS, tuple(row for one in accounts for kind in kinds for row in rows_of(one.of(kind))))
        for name, (holds, kinds) in SHEETS.items()
    ]
    lines = (
        f"Money: {title}",
        f"Run {record.fingerprint}, {record.draws:,} draws, seed {record.seed}.",
        f"Repeat it with: {record.command}",
        "The sheet Contents lists the other sheets; the sheet Notes says how the sums were made.",
        "Made with Waystation, an open model. It is no official statistic and no government body has endorsed it.",
    )
    notes = (
        *dict.fromkeys(how(account) for account in accounts),
        ranges(record.draws),
        "An empty cell is a figure that has no value in any draw.",
        "Deflators, rates of exchange and many unit costs are assumed; the file of costs says which.",
    )
    cover = Cover(lines, "Appraisal of scenarios in Green Book form", f"Run {record.fingerprint}", made)
    return workbook(cover, notes, tables, about="How the sums were made")
