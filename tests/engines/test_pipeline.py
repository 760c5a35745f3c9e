"""One pipeline written again with other means: a hand-written loop gives the same lives, an event list agrees."""

import numpy as np
import pytest

from benchmarks import pipeline
from benchmarks.peers import cpp, general, plain_heap
from benchmarks.pipeline import Workload
from benchmarks.validation import errors, measured
from tests.engines.kept import KEPT
from tests.theory.small import SIGMAS
from waystation.engine.compile import compile_tables
from waystation.engine.simulate import simulate


def test_a_hand_written_loop_lives_the_same_lives() -> None:
    """Every count of three runs is that of the C++ loop, where there is a compiler; ours repeats itself anyway."""
    again = cpp.run if cpp.compiler() else pipeline.run
    for seed, cases in ((1, 2_000), (2, 20_000), (2**33 + 1, 5_000)):
        workload = Workload(cases, seed % 100)
        assert pipeline.run(workload, seed) == again(workload, seed)


@pytest.mark.skipif(not cpp.compiler(), reason="no C++ compiler here")
def test_the_kernel_in_another_language_lives_the_same_lives() -> None:
    """Our design in C++, on the same tables: every count and every place at the end, in every kept world."""
    shared = 0
    for make in KEPT.values():
        made = compile_tables(*make())
        ours = simulate(*made, 3)
        try:
            counts, state, events = general.simulate(*made, 3)
        except ValueError:  # it has narrow counters only
            continue
        shared += 1
        assert events == ours.events and np.array_equal(state.records["stage"], ours.fates.stage)
        assert all(np.array_equal(getattr(counts, name), getattr(ours.counts, name)) for name in general.OF_COUNTS)
    assert shared > len(KEPT) - 3


def test_an_event_list_agrees_within_chance() -> None:
    """The same arrivals, other luck, another way of keeping time: counts, waits and occupancy, over 30 seeds."""
    names, ours = measured(pipeline.run, 30)
    _, theirs = measured(plain_heap.run, 30)
    far = {name: score for name, score in zip(names, errors(ours, theirs), strict=True) if abs(score) > SIGMAS}
    assert not far and np.all(ours.mean(axis=0) > 1)
