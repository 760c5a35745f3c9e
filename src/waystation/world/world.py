"""A world: a process, its numbers, its facts, its calendar and its recipe for cases, resolved but not sampled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from waystation.base.days import Calendar
from waystation.parameters.book import ParameterBook
from waystation.process.process import Process
from waystation.rules.expr import Fact


@dataclass(frozen=True)
class World:
    """What determines a simulation but for the draw, the cases and the seed; `group` is the axis counts are kept by."""

    process: Process
    book: ParameterBook
    facts: Mapping[str, Fact]
    calendar: Calendar
    group: str
