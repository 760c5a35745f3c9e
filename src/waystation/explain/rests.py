"""What a number or a condition rests on, in a line: title, status, and the sources of its claims."""

from __future__ import annotations

from collections.abc import Iterable

from waystation.evidence.register import Register
from waystation.parameters.book import ParameterBook

MOST_SOURCES = 3


def rests(name: str, book: ParameterBook, register: Register) -> str:
    """Title, id and status of a parameter, and the sources it rests on (the first few; `trace` prints them all)."""
    parameter = book[name]
    sources = list(dict.fromkeys(cited(claim, register) for claim in parameter.rests_on if claim in register.claims))
    more = len(sources) - MOST_SOURCES
    tail = f", and {more} more" if more > 0 else ""
    found = "; ".join(sources[:MOST_SOURCES]) + tail
    return f"{parameter.title} ({name}), {parameter.status}: {found or parameter.source or 'no source'}"


def cited(cite: str, register: Register) -> str:
    """A claim as its source is cited; other words (a law, a decision of the model) as they stand."""
    return register.sources[register.claims[cite].source].cite() if cite in register.claims else cite


def all_cited(cites: Iterable[str], register: Register) -> tuple[str, ...]:
    """Every cite in words, each once."""
    return tuple(dict.fromkeys(cited(cite, register) for cite in cites))
