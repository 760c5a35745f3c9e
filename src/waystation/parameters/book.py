"""The parameter book: look up, change, list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from waystation.base.problems import ScenarioError, did_you_mean
from waystation.parameters.axis import Axis
from waystation.parameters.parameter import Parameter


@dataclass(frozen=True)
class Change:
    """A value set, or multiplied, for a scenario: from a day on, for one class or all."""

    id: str
    value: float
    times: bool = False
    since: date | None = None
    only: str | None = None

    def say(self) -> str:
        """The change as a clause."""
        verb = "multiplied by" if self.times else "set to"
        tail = f" for {self.only}" if self.only else ""
        return f"{self.id} {verb} {self.value:g}{tail}" + (f" from {self.since.isoformat()}" if self.since else "")


@dataclass(frozen=True)
class ParameterBook:
    """Every parameter of a model, the axes, the coordinates of a draw, and the changes a scenario makes.

    The coordinates are fixed when the book is loaded, so that the same point means the same world in every scenario.
    """

    parameters: Mapping[str, Parameter]
    axes: Mapping[str, Axis]
    coordinates: tuple[str, ...]
    changes: tuple[Change, ...] = ()

    def __getitem__(self, name: str) -> Parameter:
        if name not in self.parameters:
            raise ScenarioError(f"no parameter called {name!r}: {did_you_mean(name, self.parameters)}")
        return self.parameters[name]

    def __contains__(self, name: object) -> bool:
        return name in self.parameters

    def changed(self, changes: tuple[Change, ...]) -> ParameterBook:
        """The book with further changes, later ones over earlier ones."""
        return replace(self, changes=(*self.changes, *changes)) if changes else self

    def changes_of(self, name: str) -> tuple[Change, ...]:
        """The changes that touch one parameter, in order."""
        return tuple(change for change in self.changes if change.id == name)


def make_book(parameters: Mapping[str, Parameter], axes: Mapping[str, Axis]) -> ParameterBook:
    """A book whose coordinates are the uncertain parameters in order of name, but those that go against another."""
    priors = sorted((name, parameter.prior) for name, parameter in parameters.items() if parameter.prior)
    uncertain = tuple(name for name, prior in priors if not prior.against)
    return ParameterBook(dict(parameters), dict(axes), uncertain)
