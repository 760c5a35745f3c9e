"""Scenario to world: agreements expanded, the book changed, the process checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from waystation.base.days import Calendar
from waystation.base.problems import ContentError, Problem
from waystation.hubs.agreement import Agreement
from waystation.hubs.expand import expand
from waystation.hubs.joins import Joins
from waystation.parameters.book import ParameterBook
from waystation.parameters.draw import Values
from waystation.process.checks import check
from waystation.process.process import Process
from waystation.rules.expr import Facts
from waystation.world.world import World


def resolve(
    process: Process,
    agreements: Iterable[Agreement],
    joins: Joins,
    *,
    book: ParameterBook,
    facts: Facts,
    calendar: Calendar,
    group: str,
    entries: Iterable[str],
) -> World:
    """The world with the given agreements in force. Raises ContentError if the process does not hold together."""
    for agreement in agreements:
        process = expand(process, agreement, joins)
    problems: list[Problem] = check(process, book, facts, entries)
    if problems:
        raise ContentError(problems)
    return World(process, book, dict(facts), calendar, group)


def offers(agreement: Agreement, values: Values, calendar: Calendar) -> bool:
    """Whether an agreement ever offers a place and an intake; one that does not is closed, and changes nothing."""
    return any(
        values.number(agreement.places, month) > 0 and values.number(agreement.intake, month) > 0
        for month in calendar.months
    )
