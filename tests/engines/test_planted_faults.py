"""Faults planted in the kernel are found: by the worlds that are kept, always; by random worlds, in the long tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.engines.kept import KEPT
from tests.engines.planted import FAULTS, plain, visits, with_fault
from tests.engines.worlds import worlds
from tests.theory.small import Made
from waystation.engine.compile import compile_tables
from waystation.engine.log import Visit
from waystation.engine.reference import Reference

SEED = 7
Run = Callable[..., tuple[int, int, int]]


@cache
def truth(name: str) -> list[Visit]:
    return Reference(*KEPT[name](), SEED).run()


def differs(run: Run, made: Made, expected: list[Visit]) -> bool:
    """Whether a kernel disagrees with the reference, or falls over."""
    try:
        return visits(run, *compile_tables(*made), SEED) != expected
    except (IndexError, AssertionError, ArithmeticError):
        return True


def test_the_plain_kernel_without_a_fault_agrees() -> None:
    run = plain()
    assert not [name for name in KEPT if differs(run, KEPT[name](), truth(name))]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_by_the_kept_worlds(fault: str) -> None:
    run = with_fault(fault)
    assert any(differs(run, KEPT[name](), truth(name)) for name in KEPT)


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
            for name in [name for name, run in left.items() if differs(run, made, expected)]:
                del left[name]

    look()
    assert not set(left)
