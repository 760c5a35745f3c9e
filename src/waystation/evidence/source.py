"""A source: a document or data set that says something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from waystation.base.moment import Moment

Kind = Literal[
    "official_statistics", "government", "audit", "parliament", "court", "international", "press", "research", "ngo"
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Source:
    """Title, publisher, kind, date published, address, licence and day read; `read_as` if read second hand."""

    id: str
    title: str
    publisher: str
    kind: Kind
    published: Moment
    accessed: Moment
    licence: str
    url: str = ""
    read_as: Kind | None = None
    note: str = ""
    where: str = ""

    def cite(self) -> str:
        """Publisher, title and date, as a reader wants to see them."""
        return f"{self.publisher}, {self.title} ({self.published})"


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article by its place and hash (never its text), and the claims it makes."""

    number: int
    hash: str
    claims: tuple[str, ...]
    no_claim: str = ""
