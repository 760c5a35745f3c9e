"""What the simulator was asked and said, kept line by line: a calibration that was killed takes up where it stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waystation.base.files import canonical_json, sha256
from waystation.study.calibration.evidence import Floats, Simulator

SHORT = 24


@dataclass(frozen=True)
class Work:
    """A simulator, what it stands for (a fingerprint), the file that keeps its answers, and how many run at a time.

    Every point is simulated by itself, with a seed of its own, so that an answer does not hang on what else was asked.
    """

    simulator: Simulator
    fingerprint: str
    path: Path | None = None
    threads: int = 2

    def run(self, points: Floats, seed: int, done: Callable[[int], None] = lambda number: None) -> Floats:
        """Outputs (n, k) of points (n, d); those that the file holds are not simulated again."""
        keys = [self.key(row, seed + place) for place, row in enumerate(points)]
        held = self.held()
        found: dict[int, Floats] = {place: held[key] for place, key in enumerate(keys) if key in held}
        for number in range(len(found)):
            done(number)
        missing = [place for place in range(len(points)) if place not in found]
        pool = ThreadPoolExecutor(max_workers=self.threads)
        asked = {pool.submit(self.simulator, points[place : place + 1], seed + place): place for place in missing}
        try:
            for future in as_completed(asked):
                place = asked[future]
                found[place] = np.asarray(future.result(), np.float64)[0]
                self._keep(keys[place], found[place])
                done(len(found) - 1)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return np.stack([found[place] for place in range(len(points))])

    def key(self, point: Floats, seed: int) -> str:
        """What an answer is kept under: the model asked, the point to the last digit, the seed."""
        return sha256(canonical_json([self.fingerprint, np.asarray(point).tolist(), seed]))[:SHORT]

    def held(self) -> dict[str, Floats]:
        """The answers in the file; a line cut short by a kill is passed over."""
        if self.path is None or not self.path.is_file():
            return {}
        found = {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                key, outputs = json.loads(line)
            except ValueError:
                continue
            found[str(key)] = np.array(outputs, np.float64)
        return found

    def _keep(self, key: str, outputs: Floats) -> None:
        """Add an answer to the file; the empty line before it ends one that a kill cut short."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"\n{json.dumps([key, outputs.tolist()])}")
            file.flush()
            os.fsync(file.fileno())

    def finish(self) -> None:
        """Remove the file: its answers are in the result."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
