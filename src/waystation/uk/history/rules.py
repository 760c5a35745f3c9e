"""The judgements behind back-casts and forecasts, each with its reason, from their file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from waystation.base.forms import read_value
from waystation.base.problems import ContentError, Problems
from waystation.study.wander import Rule

STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Choice:
    """One number and why it was chosen."""

    __pydantic_config__ = STRICT
    value: float
    why: str


@dataclass(frozen=True)
class Rules:
    """How each series outside the simulator is carried on, and single numbers by name."""

    __pydantic_config__ = STRICT
    processes: Mapping[str, Rule]
    choices: Mapping[str, Choice]

    def number(self, name: str) -> float:
        """A choice by name."""
        return self.choices[name].value

    def whole(self, name: str) -> int:
        """A choice that is a whole number."""
        return int(self.choices[name].value)


@cache
def rules() -> Rules:
    """The rules of this model. Raises ContentError with every fault of their file."""
    problems = Problems()
    found = read_value(TypeAdapter(Rules), Path(__file__).parent / "rules.yaml", problems)
    problems.raise_if_any(ContentError)
    assert found
    return found
