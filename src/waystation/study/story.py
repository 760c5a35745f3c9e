"""What a report tells of a model: which stocks it draws, which sentences it writes, how it groups where people end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from waystation.base.forms import read_value
from waystation.base.problems import Problems

STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Sentence:
    """A sentence about a measure in a period; `whole` is the measure it is a part of, if it is."""

    __pydantic_config__ = STRICT
    measure: str
    period: str
    says: str
    whole: str = ""


@dataclass(frozen=True)
class Chart:
    """A stock through time: the measure, and what the chart of the difference shows."""

    __pydantic_config__ = STRICT
    measure: str
    headline: str
    difference: str


@dataclass(frozen=True)
class Talks:
    """The scheme whose talks a report shows, and what stands below its map, by the country it is about."""

    __pydantic_config__ = STRICT
    scheme: str
    footnotes: dict[str, str]


@dataclass(frozen=True)
class Story:
    """`levels` and `parts` hold {amount} (and {whole}); `changes` name a subject; `ends` group stages by patterns."""

    __pydantic_config__ = STRICT
    periods: tuple[str, ...]
    charts: tuple[Chart, ...]
    levels: tuple[Sentence, ...]
    changes: tuple[Sentence, ...]
    parts: tuple[Sentence, ...]
    occupancy: str
    places: str
    ends: tuple[tuple[str, tuple[str, ...]], ...]
    talks: Talks
    attribution: tuple[str, ...]


def load_story(path: Path, problems: Problems) -> Story | None:
    """The story in a file."""
    return read_value(TypeAdapter(Story), path, problems)
