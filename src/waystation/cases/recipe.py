"""How a caseload is made: streams of arrivals, the caseload already there, and what is known of each case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from waystation.base.forms import read_value
from waystation.base.problems import Problems

STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Level:
    """The level of arrivals over the years: mean-reverting in logarithms, one standard normal coordinate in all."""

    __pydantic_config__ = STRICT
    sd: str
    reversion: str
    coordinate: str


@dataclass(frozen=True)
class Stream:
    """Cases that keep coming: so many a year by class, month and route, or so many a day in a fixed mix.

    Only a stream that `responds` can be lowered or raised by a response of the process.
    """

    __pydantic_config__ = STRICT
    id: str
    into: str
    a_year: str | None = None
    split: str | None = None
    season: str | None = None
    path: Level | None = None
    a_day: str | None = None
    mix: str | None = None
    is_a: tuple[str, ...] = ()
    responds: bool = False


@dataclass(frozen=True)
class Opening:
    """Cases there before day 0: how many by class, times shares (`not x` is the complement), how long they have waited.

    `since` names an earlier stage whose first entry was when the waiting began; `accompanied_times` multiplies the
    share that is accompanied.
    """

    __pydantic_config__ = STRICT
    id: str
    into: str
    count: str
    waited: str
    times: tuple[str, ...] = ()
    since: str | None = None
    accompanied_times: str | None = None
    is_a: tuple[str, ...] = ()


@dataclass(frozen=True)
class Truth:
    """A truth that holds in a share of cases: among those for whom another holds, or does not."""

    __pydantic_config__ = STRICT
    share: str
    among: str | None = None
    unless: str | None = None


@dataclass(frozen=True)
class Number:
    """A number drawn from a spread; from another for those for whom a truth holds."""

    __pydantic_config__ = STRICT
    spread: str
    instead: dict[str, str]


@dataclass(frozen=True)
class OwnDay:
    """The day on which a number of years is reached, counted from the number at entry."""

    __pydantic_config__ = STRICT
    fact: str
    years: float


@dataclass(frozen=True)
class Recipe:
    """The whole recipe. `dependants` is the mean number of dependants of a case for which `accompanied` holds;
    `headroom` is the level to which arrivals are made where a scenario can raise them.
    """

    __pydantic_config__ = STRICT
    group: str
    split: str
    split_by: str
    streams: tuple[Stream, ...]
    opening: tuple[Opening, ...]
    truths: dict[str, Truth]
    numbers: dict[str, Number]
    accompanied: str
    dependants: str
    own_day: OwnDay
    headroom: str | None = None

    @property
    def entries(self) -> tuple[str, ...]:
        """The stages where cases stand at the start or come in."""
        return (*(part.into for part in self.opening), *(stream.into for stream in self.streams))


def load_recipe(path: Path, problems: Problems) -> Recipe | None:
    """The recipe in a file; what is wrong goes into `problems`."""
    return read_value(TypeAdapter(Recipe), path, problems)


def parameters_used(recipe: Recipe) -> set[str]:
    """The names of all parameters a recipe asks for."""
    names = {recipe.split, recipe.dependants, *([recipe.headroom] if recipe.headroom else [])}
    for stream in recipe.streams:
        asked = (stream.a_year, stream.split, stream.season, stream.a_day, stream.mix)
        names |= {name for name in asked if name}
        if stream.path:
            names |= {stream.path.sd, stream.path.reversion, stream.path.coordinate}
    for part in recipe.opening:
        names |= {part.accompanied_times} if part.accompanied_times else set()
        names |= {part.count, part.waited, *(name.removeprefix("not ") for name in part.times)}
    names |= {truth.share for truth in recipe.truths.values()}
    for number in recipe.numbers.values():
        names |= {number.spread, *number.instead.values()}
    return names
