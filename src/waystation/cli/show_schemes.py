"""Published figures of other schemes beside the same figures worked out again, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill, wrap
from typing import TYPE_CHECKING

from waystation.base.english import rounded

if TYPE_CHECKING:
    from waystation.economics.schemes import Compared
    from waystation.evidence.register import Register

Cells = dict[str, object]
FIGURES, FEW = 7, 4
WIDTH, TEXT = 118, 64
WIDTHS = (16, 16, 8, 14)


def rows() -> list[Cells]:
    """One row a figure."""
    from waystation import api

    held = api.money()
    return [_row(one, held.register) for one in held.schemes.values()]


def _row(held: Compared, register: Register) -> Cells:
    row = held.row
    return {
        "scheme": row.scheme, "figure": row.figure,
        "published": None if held.published is None else held.published.value,
        "computed": held.computed, "ratio": held.ratio, "passes": held.passes, "counts": held.counts,
        "source": _source(held, register), "id": row.id, "unit": row.unit, "to": row.to or None,
        "formula": row.formula, "takes": dict(row.takes), "with": dict(row.choices),
        "claim": row.published or None, "claims": list(held.claims), "remark": held.remark, "where": row.where,
    }  # fmt: skip


def _source(held: Compared, register: Register) -> str:
    """Where the figure was published; of one that was not, where its inputs were."""
    names = (held.row.published,) if held.row.published else held.claims
    sources = dict.fromkeys(register[name].source for name in names)
    return "; ".join(register.sources[name].cite() for name in sources)


def table(held: Sequence[Cells]) -> str:
    """The rows scheme by scheme, what is missing where a figure is not met, and what they come to."""
    lines = [_line("Published figures, worked out again", ("published", "computed", "ratio", "passes"))]
    for scheme in dict.fromkeys(str(row["scheme"]) for row in held):
        lines += ["", scheme, *(_cells(row) for row in held if row["scheme"] == scheme)]
    remarks = [
        f"- {row['scheme']}: {row['figure']}. {row['remark']}" for row in held if row["published"] and row["remark"]
    ]
    notes = [fill(remark, WIDTH, subsequent_indent="  ") for remark in remarks]
    return "\n".join([*lines, "", "What is missing, and what is no test:", *notes, "", _sum(held)])


def _cells(row: Cells) -> str:
    numbers = (_number(row["published"]), _number(row["computed"]), _number(row["ratio"], FEW), _verdict(row))
    said = wrap(f"{row['figure']} ({row['unit']})", TEXT, initial_indent="  ", subsequent_indent="    ")
    return "\n".join([*said[:-1], _line(said[-1], numbers)])


def _line(label: str, cells: Sequence[str]) -> str:
    return f"{label:<{TEXT}}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))


def _number(value: object, figures: int = FIGURES) -> str:
    return rounded(value, figures=figures) if isinstance(value, float) else "–"


def _verdict(row: Cells) -> str:
    if row["published"] is None:
        return "–"
    return ("yes" if row["passes"] else "no") + ("" if row["counts"] else " (no test)")


def _sum(held: Sequence[Cells]) -> str:
    tests = [row for row in held if row["counts"]]
    passed = sum(bool(row["passes"]) for row in tests)
    return (
        f"{passed} of {len(tests)} figures that combine two or more published inputs round to what was published; "
        "the rest say why not."
    )
