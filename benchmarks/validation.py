"""The same arrivals through our engine and through every other tool, as often as there are seeds: do they agree?

Each tool draws its own luck. What is compared is the mean over seeds of the difference, in its own standard errors:
within three, the tools agree within Monte-Carlo error. Prints a Markdown table.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from benchmarks import pipeline
from benchmarks.pipeline import Outcome, Workload
from benchmarks.rivals import PEERS, missing

CASES, SEEDS = 3_000, 30
Floats = NDArray[np.float64]


def measured(run: Callable[[Workload, int], Outcome], seeds: int) -> tuple[list[str], Floats]:
    """The names of what is compared, and a row for each seed; shape (seeds, measures)."""
    found = [run(Workload(CASES, seed), seed).measures(Workload(CASES).days) for seed in range(1, seeds + 1)]
    return list(found[0]), np.array([list(row.values()) for row in found])


def errors(ours: Floats, theirs: Floats) -> Floats:
    """The mean difference in standard errors; nil where every seed gives the same."""
    difference = theirs - ours
    error = difference.std(axis=0, ddof=1) / np.sqrt(len(difference))
    return np.divide(difference.mean(axis=0), error, out=np.zeros(len(error)), where=error > 0)


def main() -> None:
    """Print the table: our mean, each tool's mean and how many standard errors lie between."""
    names, ours = measured(pipeline.run, SEEDS)
    peers = {name: peer for name, peer in PEERS.items() if missing(peer) is None}
    columns = {}
    for name, peer in peers.items():
        _, theirs = measured(import_module(f"benchmarks.peers.{peer.module}").run, SEEDS)
        columns[name] = (theirs.mean(axis=0), errors(ours, theirs))
    print(f"| mean of {SEEDS} seeds | Waystation | " + " | ".join(columns) + " |")
    print("| --- " * (len(columns) + 2) + "|")
    for row, name in enumerate(names):
        cells = [f"{means[row]:.1f} ({score[row]:+.1f})" for means, score in columns.values()]
        print(f"| {name} | {ours[:, row].mean():.1f} | " + " | ".join(cells) + " |")
    worst = max(float(np.abs(score).max()) for _, score in columns.values())
    print(f"\nThe largest difference is {worst:.1f} standard errors, of {len(names) * len(columns)} compared.")


if __name__ == "__main__":
    main()
