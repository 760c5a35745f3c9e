"""The same bytes in two processes under two hash seeds, and on one thread or two."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from tests.theory.small import uk_world
from waystation.engine.compile import compile_tables
from waystation.engine.simulate import Simulation, simulate

ROOT = Path(__file__).parents[2]
PROGRAM = "from tests.engines.test_determinism import of_the_uk; print(of_the_uk(), end='')"
FACTOR = 0.01


def digest(simulation: Simulation) -> str:
    """A hash of everything that a simulation gives."""
    counts, fates, found = simulation.counts, simulation.fates, hashlib.sha256()
    for array in (
        counts.opening, counts.inflow, counts.flow, counts.month_end, counts.person_days, counts.used, counts.offered,
        counts.queued, fates.stage, fates.entered, fates.passed, fates.marks, fates.people, fates.group,
    ):  # fmt: skip
        found.update(f"{array.dtype}{array.shape}".encode() + np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def of_the_uk(seed: int = 3) -> str:
    """The hash of one small simulation of the UK model with a hub."""
    tables, codes = compile_tables(*uk_world(FACTOR, scenario="kosovo"))
    return digest(simulate(tables, codes, seed))


def test_two_processes_under_two_hash_seeds_give_the_same_bytes() -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for seed in ("0", "4242")
    ]  # fmt: skip
    said = [process.communicate(timeout=300) for process in started]
    assert all(process.returncode == 0 for process in started), said
    assert {out for out, _ in said} == {of_the_uk()}


def test_one_thread_or_two_give_the_same_bytes() -> None:
    tables, codes = compile_tables(*uk_world(FACTOR))
    seeds = [1, 2, 3, 4, 5, 6]

    def one(seed: int) -> str:
        return digest(simulate(tables, codes, seed))

    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(one, seeds))
    assert together == [one(seed) for seed in seeds] and len(set(together)) == len(seeds)
