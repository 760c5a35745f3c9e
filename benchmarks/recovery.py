"""A reduced model and the question whether calibrating it finds what it should: `make recovery` asks it many times.

The pipeline of the comparisons over two years, with ranges for five of its numbers; one of them bears on no output.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks import pipeline
from benchmarks.pipeline import Workload
from waystation.engine.compile import compile_tables
from waystation.engine.simulate import simulate
from waystation.parameters.book import make_book
from waystation.parameters.draw import Draw, Values
from waystation.parameters.prior import Prior
from waystation.study.calibration.calibrate import Settings
from waystation.study.calibration.evidence import Evidence, Floats
from waystation.study.calibration.recover import Trial
from waystation.world.world import World

STORE = Path(__file__).with_name("recovery.json")
TRIES, WORKERS, BINS = 120, 2, 10
WORKLOAD = Workload(4_000, days=730)
PRIORS = {
    "allowed_share": Prior("normal", "logit", (("mean", 0.0), ("sd", 0.5))),
    "granted_share": Prior("normal", "logit", (("mean", 0.0), ("sd", 0.5))),
    "lost": Prior("lognormal", "factor", (("median", 1.0), ("gsd", 1.6))),
    "lost_hub": Prior("lognormal", "factor", (("median", 1.0), ("gsd", 2.0))),
    "withdraw": Prior("lognormal", "factor", (("median", 1.0), ("gsd", 1.6))),
}
TITLES = {
    "allowed_share": "Share allowed", "granted_share": "Share granted", "lost": "Losing contact",
    "lost_hub": "Leaving the hub", "withdraw": "Withdrawing",
}  # fmt: skip
UNSEEN = "lost_hub"  # bears on what happens in the hub, of which nothing is observed
OBSERVED = {
    "granted": pipeline.GRANTED, "appeals": pipeline.APPEAL, "withdrawn": pipeline.WITHDRAWN, "lost": pipeline.LOST,
}  # fmt: skip
PERIODS, MONTHS = 4, 6
ERROR = 0.5  # of twice the root of a number, whose chance has the same spread (1) whatever the number
SETTINGS = Settings(waves=2, runs=40, steps=400, draws=99, checks=1, components=6, seed=11)


@cache
def world() -> World:
    """The pipeline, five of whose numbers are uncertain."""
    made = pipeline.world(WORKLOAD)
    numbers = {name: replace(held, prior=PRIORS.get(name)) for name, held in made.book.parameters.items()}
    return replace(made, book=make_book(numbers, made.book.axes))


def outputs(points: Floats, seed: int) -> Floats:
    """Twice the root of the entries a half-year into what is observed, at points of the unit cube; shape (n, k)."""
    made, cases, found = world(), pipeline.cases(WORKLOAD), []
    for point in points:
        tables, codes = compile_tables(made, Values(made.book, Draw(tuple(point.tolist()))), cases)
        inflow = simulate(tables, codes, seed).counts.inflow[:, list(OBSERVED.values()), 0, 0]
        found.append(inflow.reshape(PERIODS, MONTHS, len(OBSERVED)).sum(axis=1).T.ravel())
    return 2 * np.sqrt(np.array(found, np.float64))


def evidence() -> Evidence:
    """What is observed, with its errors; the values are those of the central numbers, and are replaced in each try."""
    centre = outputs(np.full((1, len(PRIORS)), 0.5), 1)[0]
    series = tuple(name for name in OBSERVED for _ in range(PERIODS))
    periods = tuple(range(PERIODS)) * len(OBSERVED)
    labels = tuple(f"{name} {period}" for name, period in zip(series, periods, strict=True))
    return Evidence(labels, centre, np.full(len(labels), ERROR), np.zeros(len(labels)), series, periods)


def trial() -> Trial:
    """What is tried."""
    return Trial(outputs, evidence(), tuple(sorted(PRIORS)), SETTINGS)


def ranks(number: int) -> tuple[int, ...]:
    """The ranks of one try."""
    return trial().ranks(number)


def held() -> list[tuple[int, ...]]:
    """The ranks found so far with these settings, in order of tries."""
    if not STORE.is_file():
        return []
    found = json.loads(STORE.read_text(encoding="utf-8"))
    return [tuple(row) for row in found["ranks"]] if found["settings"] == asdict(SETTINGS) else []


def keep(found: list[tuple[int, ...]]) -> None:
    """Write the ranks beside this file."""
    kept = {"titles": TITLES, "unseen": UNSEEN, "bins": BINS, "settings": asdict(SETTINGS), "ranks": found}
    waiting = STORE.with_suffix(".new")
    waiting.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    waiting.replace(STORE)


def main() -> None:
    """Try as often as is said; tries that the file beside this one holds are kept (after a change, remove it)."""
    found = held()
    with ProcessPoolExecutor(WORKERS) as pool:
        for row in pool.map(ranks, range(len(found), TRIES)):
            found.append(row)
            keep(found)
            print(f"{len(found)} of {TRIES}", file=sys.stderr)


if __name__ == "__main__":
    main()
