"""A scenario: one question, what it changes, and the scenario it starts from. Data only, never code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from waystation.base.problems import ScenarioError, did_you_mean
from waystation.parameters.book import Change


@dataclass(frozen=True)
class Scenario:
    """What is asked of the model; `changes` are the scenario's own, over those of its parent.

    `despite` says, by safeguard, why it is run although its agreements do not meet it.
    """

    id: str
    title: str
    question: str
    parent: str | None = None
    agreements: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    note: str = ""
    where: str = ""
    despite: Mapping[str, str] = field(default_factory=dict, hash=False)


def inherited(scenarios: Mapping[str, Scenario], id: str) -> Scenario:
    """The scenario with all that it inherits: the eldest's changes first, agreements and waivers united in order."""
    line = _line(scenarios, id)
    agreements = dict.fromkeys(agreement for scenario in line for agreement in scenario.agreements)
    changes = tuple(change for scenario in line for change in scenario.changes)
    despite = {name: why for scenario in line for name, why in scenario.despite.items()}
    return replace(line[-1], agreements=tuple(agreements), changes=changes, despite=despite)


def _line(scenarios: Mapping[str, Scenario], id: str) -> list[Scenario]:
    """The scenario and its forebears, the eldest first."""
    line: list[Scenario] = []
    name: str | None = id
    while name is not None:
        if name not in scenarios:
            raise ScenarioError(f"no scenario called {name!r}: {did_you_mean(name, scenarios)}".rstrip(": "))
        if scenarios[name] in line:
            raise ScenarioError(f"{id!r} is its own forebear: take out one 'parent'")
        line.insert(0, scenarios[name])
        name = scenarios[name].parent
    return line


def ring(parents: Mapping[str, str | None], start: str) -> tuple[str, ...]:
    """The scenarios that are each other's parents, from `start` back to `start`; none if `start` is in no ring."""
    walked = [start]
    while (parent := parents.get(walked[-1])) is not None and parent not in walked:
        walked.append(parent)
    return (*walked, start) if parent == start else ()
