"""The axes along which a number may vary: nationality, route of entry, time since an event."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """Named classes, or bands of time given by their lower edges in years (the last band is open)."""

    id: str
    title: str
    classes: tuple[str, ...]
    edges: tuple[float, ...] = ()

    @property
    def size(self) -> int:
        """How many classes there are."""
        return len(self.classes)


def band_names(edges: tuple[float, ...]) -> tuple[str, ...]:
    """`0–1`, `1–3`, … and `5 or more` for the open last band."""
    closed = [f"{low:g}–{high:g}" for low, high in zip(edges, edges[1:], strict=False)]
    return (*closed, f"{edges[-1]:g} or more")
