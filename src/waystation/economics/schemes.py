"""Published sums of other schemes, worked out again from their published inputs and set side by side."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass

from waystation.economics.formula import work_out

FEWEST_INPUTS = 2
HALF = 0.5
EXACT = 1e-9


@dataclass(frozen=True)
class Named:
    """A number that a formula may take: in whole units, with its currency if it is money, and the claims behind it.

    `ours` says that this project worked it out from other figures, so that it is no published input.
    """

    value: float
    currency: str = ""
    claims: tuple[str, ...] = ()
    ours: bool = False


@dataclass(frozen=True)
class Row:
    """One published figure (a claim, to be met when rounded `to` its last figure) and the formula that should give it.

    `takes` leads from the names of the formula to published numbers or earlier rows, `choices` to numbers chosen here.
    """

    id: str
    scheme: str
    figure: str
    unit: str
    formula: str
    tree: ast.expr | None
    takes: Mapping[str, str]
    choices: Mapping[str, float]
    why: Mapping[str, str]
    published: str = ""
    to: float = 0.0
    missing: str = ""
    where: str = ""


@dataclass(frozen=True)
class Compared:
    """A row worked out: `inputs` are the published numbers that it combines, each by the claim that gives it."""

    row: Row
    published: Named | None
    computed: float | None
    inputs: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def ratio(self) -> float | None:
        """Computed over published; None if one of them is lacking."""
        if self.published is None or self.computed is None or not self.published.value:
            return None
        return self.computed / self.published.value

    @property
    def passes(self) -> bool:
        """Whether the computed figure rounds to the published one at its precision (a half rounds up)."""
        if self.published is None or self.computed is None:
            return False
        steps = math.floor(self.computed / self.row.to + HALF + EXACT)
        return math.isclose(steps * self.row.to, self.published.value, rel_tol=EXACT)

    @property
    def counts(self) -> bool:
        """Whether it is a test: somebody else published the figure, and two or more published inputs make it."""
        theirs = self.published is not None and not self.published.ours
        return theirs and self.computed is not None and len(self.inputs) >= FEWEST_INPUTS

    @property
    def remark(self) -> str:
        """Why it is no test, if it is none, and what is missing, if it does not pass."""
        return " ".join(part for part in (self._no_test, self.row.missing) if part)

    @property
    def _no_test(self) -> str:
        if self.published is None:
            return "No figure was published."
        if self.published.ours:
            return "The published side was worked out by this project."
        few = self.computed is not None and len(self.inputs) < FEWEST_INPUTS
        return "Restates one published figure." if few else ""


def compare(rows: Mapping[str, Row], named: Mapping[str, Named]) -> dict[str, Compared]:
    """Every row worked out, in order; a row may take those before it. Raises FormulaError, or KeyError for a name."""
    found: dict[str, Compared] = {}
    for row in rows.values():
        found[row.id] = compare_row(row, named, found)
    return found


def compare_row(row: Row, named: Mapping[str, Named], before: Mapping[str, Compared]) -> Compared:
    """One row worked out from published numbers and the rows before it."""
    own = [named[name] for name in row.takes.values() if name in named]
    rows = [before[name.removeprefix("row ")] for name in row.takes.values() if name not in named]
    inputs = [one.claims[0] for one in own if one.claims and not one.ours] + [
        name for one in rows for name in one.inputs
    ]
    claims = [name for one in own for name in one.claims] + [name for one in rows for name in one.claims]
    published = named[f"claim {row.published}"] if row.published else None
    computed = None if row.tree is None else work_out(row.tree, _values(row, named, before))
    return Compared(row, published, computed, tuple(dict.fromkeys(inputs)), tuple(dict.fromkeys(claims)))


def _values(row: Row, named: Mapping[str, Named], before: Mapping[str, Compared]) -> dict[str, float]:
    def of(name: str) -> float:
        return named[name].value if name in named else before[name.removeprefix("row ")].computed or 0.0

    return {**row.choices, **{key: of(name) for key, name in row.takes.items()}}
