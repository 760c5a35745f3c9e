"""The engine gives what theory says, within 4.5 standard errors and what whole days add; the seeds are fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.theory import discrete
from tests.theory.findings import PARTS, Finding, findings
from tests.theory.small import SIGMAS

SHARP = 0.2  # an error beyond this part of the value would let anything pass


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_engine_finds_what_theory_says(part: Callable[[], Iterator[Finding]]) -> None:
    for finding in findings(part):
        assert abs(finding.found - finding.theory) < SIGMAS * finding.error + finding.allowed, finding
        assert 0 < finding.error < SHARP * finding.theory, finding


@pytest.mark.parametrize(("load", "places", "lost"), [(4.4612, 10, 0.01), (6.2157, 10, 0.05), (2.8811, 5, 0.1)])
def test_erlangs_formula_gives_the_published_table(load: float, places: int, lost: float) -> None:
    assert discrete.erlang_b(load, places) == pytest.approx(lost, abs=2e-6)


def test_the_chains_give_the_closed_forms_where_there_are_any() -> None:
    """One served a day: load² / 2(1 − load). Stays of many days: Erlang's formulas, nearer the shorter the day."""
    load = 0.7
    assert np.arange(80) @ discrete.lindley(load, 1, 80) == pytest.approx(load**2 / (2 * (1 - load)))
    for formula, exact in ((discrete.erlang_b(4.0, 5), lambda days: discrete.blocked(4 / days, 1 / days, 5)),
                           (discrete.erlang_c(4.0, 5) * 4, lambda days: line_of(4 / days, 1 / days))):  # fmt: skip
        errors = [abs(exact(days) - formula) / formula for days in (10, 20, 40)]
        assert errors[0] < 0.12 and errors[0] > 1.8 * errors[1] > 3.2 * errors[2]


def line_of(rate: float, chance: float) -> float:
    return discrete.mean_line(discrete.with_places(rate, chance, 5, 150), 5)
