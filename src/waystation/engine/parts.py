"""Counting apart: the same simulation, with some cases counted by themselves as well, as those of a route of entry."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waystation.engine.counts import Counts
from waystation.engine.tables import Codes


@dataclass(frozen=True)
class Parts:
    """The names of the parts, and the number of the part that each case belongs to, shape (n,)."""

    names: tuple[str, ...]
    of: NDArray[np.int16]


def widened(codes: Codes, parts: Parts | None) -> Codes:
    """Codes with a group for each old group and part, the parts of a group side by side."""
    if parts is None:
        return codes
    return replace(codes, groups=tuple(f"{group} / {name}" for group in codes.groups for name in parts.names))


def placed(groups: NDArray[np.int16], parts: Parts | None) -> NDArray[np.int16]:
    """The widened group of each case; shape (n,)."""
    return groups if parts is None else np.asarray(groups * len(parts.names) + parts.of, np.int16)


def part_of(counts: Counts, codes: Codes, part: int | None) -> Counts:
    """The counts of one part, or of all together, in the groups of `codes`. Resources are not parted."""
    groups = len(codes.groups)

    def narrowed(table: NDArray[np.int64]) -> NDArray[np.int64]:
        apart = table.reshape(*table.shape[:-2], groups, table.shape[-2] // groups, 2)
        held: NDArray[np.int64] = apart.sum(axis=-2) if part is None else apart[..., part, :]
        return held

    if part is None and len(counts.codes.groups) == groups:
        return counts
    return replace(
        counts, codes=codes, opening=narrowed(counts.opening), inflow=narrowed(counts.inflow),
        flow=narrowed(counts.flow), month_end=narrowed(counts.month_end), person_days=narrowed(counts.person_days),
    )  # fmt: skip


def parted(counts: Counts, codes: Codes, parts: Parts | None) -> dict[str, Counts]:
    """The counts of each part by its name; none if the cases were not parted."""
    return {} if parts is None else {name: part_of(counts, codes, row) for row, name in enumerate(parts.names)}
