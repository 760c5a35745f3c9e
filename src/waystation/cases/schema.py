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
    """Cases in order of entry; those of the opening caseload have entered before day 0 and come first. Spare cases, who
    enter only if arrivals rise above the central level, come after all others, in order of entry.

    `entered` (n,) day of entry into `stage`; `people` (n,) applicant and dependants; `axes` class indices by axis id,
    the first axis being the one results are counted by; `facts` a column per fixed fact; `own_day` (n,) the day a fact
    of kind own_day comes true; `traits` uniform on (0, 1); `marks` first entry into remembered stages, where known.
    `level` (n,) is the lowest level of arrivals at which a case comes: 0 if it always does (as all do if None), in
    (0, 1] for central arrivals that respond, in (1, `headroom`] for spare ones.
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
    level: NDArray[np.float64] | None = None
    headroom: float = 1.0

    def __post_init__(self) -> None:
        parts = (self.entered[: self.central], self.entered[self.central :])
        if any(np.any(np.diff(part) < 0) for part in parts):
            raise ValueError("cases must stand in order of entry, and spare ones after the others")
        if self.level is not None and np.any(self.level[: self.central] > 1):
            raise ValueError("spare cases must stand after the others")
        if np.any(self.entered[self.central :] < 0):
            raise ValueError("a spare case cannot have entered before day 0")

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
    def central(self) -> int:
        """How many cases come at the central level of arrivals; the others are spare."""
        return len(self.entered) if self.level is None else int((self.level <= 1).sum())

    @property
    def opening(self) -> int:
        """How many cases were there before day 0."""
        return int(np.searchsorted(self.entered[: self.central], 0))
