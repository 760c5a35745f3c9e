"""The UK process holds together, and what it gives in its first quarter stands beside what was published."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from waystation import uk
from waystation.cases.synthesise import synthesise
from waystation.engine.compile import compile_tables
from waystation.engine.counts import Counts
from waystation.engine.simulate import simulate
from waystation.parameters.draw import Draw, Values
from waystation.process.checks import check
from waystation.process.process import matching, route_id
from waystation.results.measure import Measure
from waystation.study.published import Published

MODEL = uk.load()
BARS = [figure for figure in MODEL.targets.published if figure.within is not None]


@pytest.fixture(scope="module")
def central() -> Counts:
    """The baseline at full size, at the central draw."""
    world = MODEL.world("baseline")
    values = Values(world.book, Draw(()))
    cases = synthesise(MODEL.recipe, values, MODEL.calendar, 1, MODEL.process.traits)
    return simulate(*compile_tables(world, values, cases), 1).counts


@pytest.mark.parametrize("scenario", MODEL.scenarios)
def test_the_process_of_every_scenario_has_no_fault(scenario: str) -> None:
    world = MODEL.world(scenario)
    assert not check(world.process, world.book, world.facts, MODEL.recipe.entries)


@pytest.mark.parametrize("measure", MODEL.measures, ids=lambda measure: measure.id)
def test_every_measure_counts_something_that_is_there(measure: Measure) -> None:
    process = MODEL.world("kosovo").process
    stages = [stage.id for stage in process.stages]
    routes = [route_id(stage, route) for stage, route in process.routes()]
    for pattern in (*measure.of, *measure.paired):
        assert matching(routes if measure.kind == "routes" else stages, [pattern]), pattern


def test_there_are_bars_to_meet() -> None:
    assert {figure.id for figure in BARS} >= {"claims", "decisions", "refusals", "appeals_lodged", "appeals_disposed"}


@pytest.mark.parametrize("figure", BARS, ids=lambda figure: figure.id)
def test_the_first_quarter_stands_beside_what_was_published(figure: Published, central: Counts) -> None:
    """A bar of the project: within a quarter of the published flow, at the central draw."""
    assert figure.within is not None
    months = [row for row, month in enumerate(central.codes.months) if figure.first <= month <= figure.last]
    measures = [measure for measure in MODEL.measures if measure.id in figure.measures]
    assert len(months) == 3 and len(measures) == len(figure.measures)
    values = Values(MODEL.book, Draw(()))

    def number(name: str) -> NDArray[np.float64]:
        return values.by_month(name, MODEL.calendar.months)

    simulated = sum(float(measure.monthly(central, number)[months].sum()) for measure in measures)
    assert simulated == pytest.approx(figure.value, rel=figure.within)
