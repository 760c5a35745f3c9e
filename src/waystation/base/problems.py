"""Problems are collected and reported all at once, each with its place and its remedy.

WaystationError            exit code
├── UsageError                  2   the command or call itself is wrong
├── ContentError               10   a file of the model is wrong
├── ScenarioError              11   a scenario, a lever or a value set for it is wrong
├── ResultsError               12   results could not be read or written
├── CheckError                 13   a check of the model failed
└── RecordError                14   a record does not verify
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where it stands, what it is, and what would mend it."""

    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.where}  {self.what}" + (f": {self.remedy}" if self.remedy else "")


class WaystationError(Exception):
    """Something a user can mend; shown without a traceback."""

    exit_code = 1
    subject = "the request"

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        found = (Problem("", problems),) if isinstance(problems, str) else tuple(problems)
        self.problems = found
        super().__init__(self.report())

    def report(self) -> str:
        """The whole report: one line if there is one problem without a place, else a list."""
        if len(self.problems) == 1 and not self.problems[0].where:
            return str(self.problems[0]).strip()
        count = len(self.problems)
        title = f"{count} problem{'s' if count > 1 else ''} in {self.subject}"
        return "\n".join([title, *(f"  {problem}" for problem in self.problems)])


class UsageError(WaystationError):
    """The command or call itself is wrong."""

    exit_code = 2


class ContentError(WaystationError):
    """A file of the model is wrong."""

    exit_code = 10
    subject = "the model"


class ScenarioError(WaystationError):
    """A scenario, a lever or a value set for it is wrong."""

    exit_code = 11
    subject = "the scenario"


class ResultsError(WaystationError):
    """Results could not be read or written."""

    exit_code = 12
    subject = "the results"


class CheckError(WaystationError):
    """A check of the model failed."""

    exit_code = 13
    subject = "the check"


class RecordError(WaystationError):
    """A record does not verify."""

    exit_code = 14
    subject = "the record"


class Interrupted(KeyboardInterrupt):
    """Ctrl-C stopped a run that has something to say about what is left of it."""


@dataclass
class Problems:
    """A collector: add problems as they are found, raise them together."""

    found: list[Problem] = field(default_factory=list)

    def add(self, where: str, what: str, remedy: str = "") -> None:
        """Note one problem, once."""
        problem = Problem(where, what, remedy)
        if problem not in self.found:
            self.found.append(problem)

    def raise_if_any(self, error: type[WaystationError] = ContentError) -> None:
        """Raise all that was found, in order of place, or do nothing."""
        if self.found:
            raise error(sorted(self.found, key=lambda problem: _place(problem.where)))


def _place(where: str) -> tuple[str, int]:
    file, _, line = where.rpartition(":")
    return (file, int(line)) if line.isdecimal() else (where, 0)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy for a misspelt name: the nearest known ones, or all of them when they are few."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=3, cutoff=0.55)
    if near:
        return f"did you mean {' or '.join(repr(name) for name in near)}?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= 12 else ""
