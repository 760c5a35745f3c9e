"""A lever: a number that a policy-maker may move, and how far."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lever:
    """`id` is the parameter it moves; `low` and `high` are in that parameter's own unit."""

    id: str
    title: str
    low: float
    high: float
    why: str
