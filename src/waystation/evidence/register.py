"""The register: every source and claim, how claims stand to one another, and what was known on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from waystation.base.problems import UsageError, did_you_mean
from waystation.evidence.claim import SAID, Claim
from waystation.evidence.source import Sentence, Source


@dataclass(frozen=True)
class Related:
    """Another claim, how it stands to the first in words, and why."""

    says: str
    claim: Claim
    note: str


@dataclass(frozen=True)
class Register:
    """Sources and claims by id, and each article's sentences."""

    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    sentences: Mapping[str, tuple[Sentence, ...]] = field(default_factory=dict)

    def __getitem__(self, claim: str) -> Claim:
        if claim not in self.claims:
            raise UsageError(f"no claim called {claim!r}: {did_you_mean(claim, self.claims)}")
        return self.claims[claim]

    def as_of(self, day: date) -> Register:
        """What had been stated by a day; relations to what had not are dropped with it."""
        known = {name: claim for name, claim in self.claims.items() if self._known_by(claim, day)}
        named = {claim.source for claim in known.values()}
        sources = {name: source for name, source in self.sources.items() if name in named}
        articles = {name for name, source in sources.items() if source.published.known_by(day)}
        return Register(sources, known, {name: held for name, held in self.sentences.items() if name in articles})

    def _known_by(self, claim: Claim, day: date) -> bool:
        """What was stated at a time known only roughly is known at the latest when its source is out."""
        out = self.sources[claim.source].published
        return claim.stated.known_by(day) or (claim.stated.first <= out.last and out.known_by(day))

    @cached_property
    def _relations(self) -> dict[str, list[Related]]:
        found: dict[str, list[Related]] = {}
        for claim in self.claims.values():
            for relation in claim.relations:
                if relation.claim not in self.claims:
                    continue
                ahead, back = SAID[relation.kind]
                other = self.claims[relation.claim]
                found.setdefault(claim.id, []).append(Related(ahead, other, relation.note))
                found.setdefault(other.id, []).append(Related(back, claim, relation.note))
        return found

    def related(self, claim: str) -> tuple[Related, ...]:
        """The claims related to one, whichever side states the relation."""
        return tuple(self._relations.get(claim, ()))

    def with_value(self, value: float, tolerance: float = 1e-9) -> Iterator[Claim]:
        """The claims that give a number."""
        for claim in self.claims.values():
            if isinstance(claim.value, int | float) and abs(claim.value - value) <= tolerance * max(1.0, abs(value)):
                yield claim

    def of(self, source: str) -> tuple[Claim, ...]:
        """The claims of a source, in order."""
        return tuple(claim for claim in self.claims.values() if claim.source == source)
