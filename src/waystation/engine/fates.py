"""Where each case stood at the end and what it had passed through: a compact row a case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waystation.cases.schema import UNMARKED
from waystation.engine.tables import Codes


@dataclass(frozen=True)
class Fates:
    """One row a case: `stage` (n,) where it stood at the end (OUTSIDE if it never entered), `entered` (n,) since when,
    `passed` (n, words) a bit per stage it has ever been in, `marks` (n, K) first entry into the remembered stages,
    `people` (n,) and `group` (n,).
    """

    codes: Codes
    stage: NDArray[np.int16]
    entered: NDArray[np.int32]
    passed: NDArray[np.uint64]
    marks: NDArray[np.int32]
    people: NDArray[np.int16]
    group: NDArray[np.int16]

    def ever(self, stage: str) -> NDArray[np.bool_]:
        """Which cases have ever been in a stage; shape (n,)."""
        row = self.codes.stages.index(stage)
        return np.asarray((self.passed[:, row // 64] >> np.uint64(row % 64)) & np.uint64(1), dtype=np.bool_)

    def first(self, stage: str) -> NDArray[np.int32]:
        """The day of first entry into a remembered stage, or UNMARKED; shape (n,)."""
        if stage not in self.codes.marks:
            return np.full(len(self.stage), UNMARKED, np.int32)
        return np.asarray(self.marks[:, self.codes.marks.index(stage)])
