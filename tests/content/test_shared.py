"""What direct returns and transfers share: a hub that fills lowers direct returns when escorts bind."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.content.small import drawn, small
from tests.unit.report_fixture import BINDING, NAMES
from waystation.report.content import BindingRow, ScenarioNote
from waystation.report.grids import binding_said
from waystation.results.run import Run, years
from waystation.scenario.load import parse_setting

OPEN = (
    "hubs.kosovo.chance=1", "hubs.kosovo.delay=0", "hubs.first_year_share=1", "hubs.injunction_rate=0",
    "hubs.termination_rate=0", "hubs.kosovo.places=5000", "hubs.kosovo.intake_a_day=3", "hubs.selection_hazard=3",
)  # fmt: skip
SCARCE = ("removals.escorts_a_day=0.2", "removals.seats_a_day=0.4", "removals.charter_share=0")
PLENTY = ("removals.escorts_a_day=500", "removals.seats_a_day=500", "removals.charter_seats_a_day=500")


@cache
def worlds(settings: tuple[str, ...]) -> tuple[Run, Run]:
    """The baseline and the open hub of one draw."""
    model = small().set(tuple(parse_setting(text, small().book) for text in (*OPEN, *settings)))
    found = drawn(model, "kosovo")
    return found.runs["baseline", 1], found.runs["kosovo", 1]


def sums(run: Run, name: str) -> np.ndarray:
    place = [measure.id for measure in small().measures].index(name)
    return run.monthly[place][24:]  # from 2028, when the hub is there


def test_the_hub_fills() -> None:
    for settings in (SCARCE, PLENTY):
        assert sums(worlds(settings)[1], "transfers_to_hub").sum() > 100


def test_a_hub_lowers_direct_returns_when_escorts_bind() -> None:
    before, after = worlds(SCARCE)
    lost = sums(before, "returns_enforced").sum() - sums(after, "returns_enforced").sum()
    assert lost > 0.3 * sums(before, "returns_enforced").sum()
    moved = sums(after, "transfers_to_hub").sum()
    used = [run.used[2:, run.resources.index("escorts")].sum() for run in (before, after)]
    assert used[0] == pytest.approx(used[1], rel=0.05)  # all escorts are in use in both worlds
    assert lost == pytest.approx(moved, rel=0.25)  # so a transfer takes the escort of a return


def test_a_hub_hardly_touches_direct_returns_when_nothing_shared_binds() -> None:
    """Only through those who are no longer there to be returned."""
    before, after = worlds(PLENTY)
    lost = sums(before, "returns_enforced").sum() - sums(after, "returns_enforced").sum()
    assert lost < 0.15 * sums(after, "transfers_to_hub").sum()


def test_the_scarce_resource_is_the_one_that_binds() -> None:
    _, after = worlds(SCARCE)
    year = years(small().calendar).index(2030)
    rows = [
        BindingRow(
            "kosovo", name, "2030", after.used[year, place] / after.offered[year, place], after.queued[year, place]
        )
        for place, name in enumerate(after.resources)
        if after.offered[year, place] > 0
    ]
    assert {row.resource for row in rows if row.binds} >= {"escorts"}
    assert not {row.resource for row in rows if row.binds} & {"return_seats", "charter_seats"}


def test_the_report_names_what_binds() -> None:
    notes = [ScenarioNote(name, title, title, "") for name, title in NAMES.items()]
    said = binding_said(BINDING, notes)
    assert said[0] == (
        "Current policies: in 2026 Tribunal hearings; in 2030 Tribunal hearings; in 2035 Tribunal hearings."
    )
    assert said[2] == "Double sittings: in 2026 nothing; in 2030 nothing; in 2035 Tribunal hearings."
