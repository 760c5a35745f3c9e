"""A package is taken apart into steps, of which the last is the package itself."""

from __future__ import annotations

import pytest

from waystation import uk
from waystation.base.problems import ScenarioError
from waystation.scenario.scenario import inherited
from waystation.scenario.steps import steps

SCENARIOS = uk.load().scenarios


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "baseline"])
def test_the_last_step_is_the_whole_and_each_adds_one_thing(name: str) -> None:
    whole, found = inherited(SCENARIOS, name), steps(SCENARIOS, name, "baseline")
    assert found[-1].agreements == whole.agreements and found[-1].changes == whole.changes
    assert len({step.id for step in found}) == len(found) == len(whole.agreements) + len(whole.changes)
    sizes = [len(step.agreements) + len(step.changes) for step in found]
    assert sizes == list(range(1, len(found) + 1)) and all(step.title for step in found)


def test_a_package_starts_from_what_it_is_set_against_if_it_inherits_that() -> None:
    (only,) = steps(SCENARIOS, "kosovo-deterrence", "kosovo")
    assert only.changes == inherited(SCENARIOS, "kosovo-deterrence").changes
    (apart,) = steps(SCENARIOS, "kosovo", "faster-tribunal")
    assert apart.agreements == ("kosovo",)
    with pytest.raises(ScenarioError, match="no scenario called"):
        steps(SCENARIOS, "kosovo", "baselin")
