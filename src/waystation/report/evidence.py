"""What a report shows of the register: each claim once, beside those that contradict it or else under its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from waystation.base.moment import Moment
from waystation.evidence.claim import Claim
from waystation.evidence.register import Register
from waystation.report.content import ClaimNote, ClaimRef, Disagreement, RelationNote, RestNote, SourceNote

AGAINST = ("contradicts", "is contradicted by")
MONTH_LENGTH, DAY_LENGTH = len("2025-10"), len("2025-10-21")


@dataclass(frozen=True)
class Shelf:
    """The claims of a register that something on the page rests on, and those related to them."""

    register: Register
    named: frozenset[str]

    @cached_property
    def shown(self) -> frozenset[str]:
        """The claims named, those related to them, and all that these contradict."""
        related = {other.claim.id for name in self.named for other in self.register.related(name)}
        groups = (group for name in self.named | related for group in _contradicting(self.register, name))
        return self.named | related | frozenset(groups)

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The claims shown that contradict one another, group by group, in order."""
        found = {tuple(sorted(_contradicting(self.register, name))) for name in self.shown}
        return tuple(sorted(group for group in found if len(group) > 1))

    def disputes(self, names: Iterable[str]) -> tuple[str, ...]:
        """The ids of the groups that any of some claims belongs to."""
        held = set(names)
        return tuple(f"disagreement-{group[0]}" for group in self.groups if held & set(group))


def shelf(register: Register, names: Iterable[str]) -> Shelf:
    """The shelf for what rests on some claims; those that the register does not hold are left out."""
    return Shelf(register, frozenset(name for name in names if name in register.claims))


def _contradicting(register: Register, name: str) -> set[str]:
    """A claim with all that contradict it, directly or through others."""
    found, waiting = {name}, [name]
    while waiting:
        near = [other.claim.id for other in register.related(waiting.pop()) if other.says in AGAINST]
        waiting += [other for other in near if other not in found]
        found.update(near)
    return found


def said_on(moment: Moment) -> str:
    """`21 October 2025`, `October 2025`, `2025`: as precisely as it is known."""
    day = moment.last
    if len(moment.text) == DAY_LENGTH:
        return f"{day.day} {day:%B %Y}"
    if len(moment.text) == MONTH_LENGTH:
        return f"{day:%B %Y}"
    return moment.text


def amount(claim: Claim) -> str:
    """The number of a claim with its unit, or its value if that is a word."""
    if isinstance(claim.value, int | float):
        return f"{claim.value:,.10g} {claim.unit}".replace("-", "−").strip()
    return str(claim.value) if claim.value is not None else ""


def ref(register: Register, name: str) -> ClaimRef:
    """A claim in short."""
    claim = register.claims[name]
    number = amount(claim) if isinstance(claim.value, int | float) else ""
    publisher = register.sources[claim.source].publisher
    return ClaimRef(name, number or claim.about, claim.grade, _said(claim, publisher), publisher)


def _said(claim: Claim, publisher: str = "") -> str:
    """Who said it and when; the publisher, who is named beside it, is not named again."""
    office = f", {claim.office}" if claim.office else ""
    speaker = "" if claim.speaker == publisher else f"{claim.speaker}{office}, "
    return f"{speaker}{said_on(claim.stated)}"


def note(held: Shelf, claim: Claim, *, together: Sequence[str] = ()) -> ClaimNote:
    """A claim in full, with its relations; those that stand `together` say only at one of two that they contradict."""
    source = held.register.sources[claim.source]
    relations = tuple(
        RelationNote(other.says, ref(held.register, other.claim.id), other.note)
        for other in held.register.related(claim.id)
        if other.claim.id in held.shown and not (other.claim.id in together and other.says == AGAINST[1])
    )
    return ClaimNote(
        claim.id, claim.says, amount(claim), claim.grade, _said(claim), claim.place, source.id, source.cite(), relations
    )


def disagreements(held: Shelf, wanted: Callable[[tuple[str, ...]], bool]) -> tuple[Disagreement, ...]:
    """The groups wanted of claims that contradict one another, each with the reason where it is stated."""
    return tuple(_disagreement(held, group) for group in held.groups if wanted(group))


def _disagreement(held: Shelf, group: tuple[str, ...]) -> Disagreement:
    claims = sorted((held.register.claims[name] for name in group), key=lambda claim: (claim.stated.last, claim.id))
    told = tuple(note(held, claim, together=group) for claim in claims)
    return Disagreement(f"disagreement-{group[0]}", claims[0].about, told)


def sources(held: Shelf) -> tuple[SourceNote, ...]:
    """Every source of a claim shown, in order of publisher; its claims in their order."""
    apart = {name for group in held.groups for name in group}
    named = sorted({held.register.claims[name].source for name in held.shown})
    found = sorted(
        (held.register.sources[name] for name in named), key=lambda s: (s.publisher.lower(), s.published.last)
    )
    notes = []
    for source in found:
        claims = [claim for claim in held.register.of(source.id) if claim.id in held.shown]
        notes.append(
            SourceNote(
                source.id,
                source.title,
                source.publisher,
                source.kind,
                said_on(source.published),
                source.url,
                source.note,
                tuple(note(held, claim) for claim in claims if claim.id not in apart),
                tuple(ref(held.register, claim.id) for claim in claims if claim.id in apart),
            )  # fmt: skip
        )
    return tuple(notes)


def rests(register: Register, names: Sequence[str]) -> tuple[RestNote, ...]:
    """Claims by source, in the order in which they are named; those not in the register are left out."""
    claims = [register.claims[name] for name in names if name in register.claims]
    found = []
    for source in dict.fromkeys(claim.source for claim in claims):
        held = register.sources[source]
        taken = tuple(ref(register, claim.id) for claim in claims if claim.source == source)
        found.append(RestNote(source, held.cite(), held.url, taken))
    return tuple(found)
