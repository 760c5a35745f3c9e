"""Faults planted in the engine are found: by the worlds that are kept, always; by random worlds, in the long tests."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.engines.kept import KEPT
from tests.engines.planted import FAULTS, Engine, plain, visits, with_fault
from tests.engines.worlds import worlds
from tests.theory.small import Made
from waystation.engine.log import Visit
from waystation.engine.reference import Reference

SEED = 7


@cache
def truth(name: str) -> list[Visit]:
    return Reference(*KEPT[name](), SEED).run()


def differs(engine: Engine, made: Made, expected: list[Visit]) -> bool:
    """Whether an engine disagrees with the reference, or falls over."""
    try:
        return visits(engine, made, SEED) != expected
    except (IndexError, AssertionError, ArithmeticError):
        return True


def test_the_plain_engine_without_a_fault_agrees() -> None:
    engine = plain()
    assert not [name for name in KEPT if differs(engine, KEPT[name](), truth(name))]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_by_the_kept_worlds(fault: str) -> None:
    engine = with_fault(fault)
    assert any(differs(engine, KEPT[name](), truth(name)) for name in KEPT)


@pytest.mark.long
def test_planted_faults_are_found_by_random_worlds() -> None:
    """Each of them, by ten thousand of the worlds that the engines are compared on."""
    left = {name: with_fault(name) for name in FAULTS}

    @given(worlds())
    @settings(max_examples=10_000, phases=[Phase.generate], derandomize=True, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    def look(made: Made) -> None:
        if left and len(made[2]):
            expected = Reference(*made, SEED).run()
            for name in [name for name, engine in left.items() if differs(engine, made, expected)]:
                del left[name]

    look()
    assert not set(left)
