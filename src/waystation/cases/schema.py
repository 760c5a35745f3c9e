"""The caseload of one draw, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
NEVER = np.int32(2**31 - 1)
UNMARKED = np.int32(-(2**31))


@dataclass(frozen=True)
class Cases:
    """Cases in order of entry; those of the opening caseload have entered before day 0 and come first.

    `entered` (n,) day of entry into `stage`; `people` (n,) applicant and dependants; `axes` class indices by axis id,
    the first axis being the one results are counted by; `facts` a column per fixed fact; `own_day` (n,) the day a fact
    of kind own_day comes true; `traits` uniform on (0, 1); `marks` first entry into remembered stages, where known.
    """

    stages: tuple[str, ...]
    entered: Ints
    stage: NDArray[np.int16]
    people: NDArray[np.int16]
    axes: Mapping[str, NDArray[np.int16]]
    facts: Mapping[str, NDArray[np.generic]]
    traits: Mapping[str, NDArray[np.float64]]
    own_day: Ints
    marks: Mapping[str, Ints] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if np.any(np.diff(self.entered) < 0):
            raise ValueError("cases must stand in order of entry")

    def __len__(self) -> int:
        return len(self.entered)

    def only(self, number: int) -> Cases:
        """One of the cases, alone."""
        row = slice(number, number + 1)
        return replace(
            self, entered=self.entered[row], stage=self.stage[row], people=self.people[row], own_day=self.own_day[row],
            axes={name: column[row] for name, column in self.axes.items()},
            facts={name: column[row] for name, column in self.facts.items()},
            traits={name: column[row] for name, column in self.traits.items()},
            marks={name: column[row] for name, column in self.marks.items()},
        )  # fmt: skip

    @property
    def opening(self) -> int:
        """How many cases were there before day 0."""
        return int(np.searchsorted(self.entered, 0))
