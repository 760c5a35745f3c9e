"""Simulators so simple that the answer of a calibration is known."""

from __future__ import annotations

import numpy as np

from waystation.study.calibration.emulate import stretched
from waystation.study.calibration.evidence import Evidence, Floats

CHANCE = 0.05


def linear(points: Floats, seed: int) -> Floats:
    """Six outputs, each a sum of the first three of four stretched coordinates, and a little chance; shape (n, 6)."""
    return stretched(points) @ slopes() + np.random.default_rng(seed).normal(0, CHANCE, (len(points), 6))


def slopes() -> Floats:
    """Of six outputs on four coordinates, the last of which moves none."""
    found = np.random.default_rng(3).normal(size=(4, 6))
    found[3] = 0
    return found


def curved(points: Floats, seed: int) -> Floats:
    """Four outputs with bends and an interaction; shape (n, 4)."""
    at = stretched(points)
    parts = [np.sin(at[:, 0]), at[:, 1] ** 2 / 2, at[:, 0] * at[:, 1], at[:, 2]]
    return 5 * np.stack(parts, axis=1) + np.random.default_rng(seed).normal(0, 0.3, (len(points), 4))


def seen(values: Floats, *, sd: float = 0.5, discrepancy: float = 0.5, memory: float = 0.6) -> Evidence:
    """Values of two series of equal length."""
    half = len(values) // 2
    return Evidence(
        tuple(f"value {place}" for place in range(len(values))), values, np.full(len(values), sd),
        np.full(len(values), discrepancy), ("one",) * half + ("two",) * half, (*range(half), *range(half)),
        np.full(len(values), memory),
    )  # fmt: skip
