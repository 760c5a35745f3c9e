"""The register from its files, one a source, with every problem found on the way."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field

from waystation.base.forms import Form, Spot, Text, known, list_files, open_file, read_form
from waystation.base.moment import REMEDY, Moment, parse_moment
from waystation.base.problems import Problems, did_you_mean
from waystation.evidence.claim import GRADES, RELATIONS, Claim, Grade, Relation, RelationKind
from waystation.evidence.register import Register
from waystation.evidence.source import KINDS, Kind, Sentence, Source

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
HASH = re.compile(r"[0-9a-f]{12}")
ADDRESS = re.compile(r"https?://\S+")
UNREAD = parse_moment("1900")
NOT_A_SOURCE = ("basis", "index")


class SourceForm(Form):
    """One file."""

    id: Text
    title: Text
    publisher: Text
    kind: Annotated[Text, Field(description=f"write one of {', '.join(KINDS)}")]
    published: Annotated[object, Field(description="write the day, month or year it was published")]
    accessed: Annotated[object, Field(description="write the day on which it was read")]
    licence: Annotated[Text, Field(description="name it, or write 'copyright of the publisher; paraphrased'")]
    url: str = ""
    read_as: str = ""
    note: str = ""
    claims: list[object] = []
    sentences: list[object] = []


class ClaimForm(Form):
    """One claim."""

    id: Text
    says: Annotated[Text, Field(description="say in one sentence of our own what this place says")]
    where: Annotated[Text, Field(description="name the page, table, paragraph or sentence")]
    about: Annotated[Text, Field(description="say who or what it is about")]
    period: Annotated[object, Field(description="write the days it is about")]
    stated: Annotated[object, Field(description="write the day it was said")]
    speaker: Text
    grade: Annotated[Text, Field(description="write A, B, C or D")]
    value: object = None
    unit: str = ""
    office: str = ""
    series: str = ""
    relations: list[object] = []


class RelationForm(Form):
    """One relation."""

    kind: Annotated[Text, Field(description=f"write one of {', '.join(RELATIONS)}")]
    claim: Text
    note: str = ""


class SentenceForm(Form):
    """One sentence of an article."""

    n: int
    hash: Text
    claims: list[str] = []
    no_claim: str = ""


@dataclass
class _Reading:
    """What has been read so far, and the spots to come back to once every file has been read."""

    sources: dict[str, Source] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    sentences: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)
    claimed: dict[str, Spot] = field(default_factory=dict)
    made: dict[str, list[Spot]] = field(default_factory=dict)
    related: list[tuple[str, Relation, Spot]] = field(default_factory=list)


def load_register(folder: Path, problems: Problems) -> Register:
    """Every source of a folder. A claim with a problem is left in where it can be named."""
    held = _Reading()
    for path in list_files(folder.absolute(), problems):
        if path.stem in NOT_A_SOURCE:
            continue
        document = open_file(path, problems)
        if document is not None:
            _read_source(path.stem, document.content, Spot(document, problems), held)
    _check_relations(held)
    for source in held.sentences:
        _check_sentences(source, held)
    articles = {source: found for source, found in held.sentences.items() if found}
    return Register(held.sources, held.claims, articles)


def _read_source(stem: str, content: object, spot: Spot, held: _Reading) -> None:
    form = read_form(SourceForm, content, spot)
    held.sources[stem] = _source(form, stem, spot)
    for index, item in enumerate(form.claims):
        _read_claim(item, stem, spot.inside("claims", index), held)
    held.made[stem] = [spot.inside("sentences", index) for index in range(len(form.sentences))]
    held.sentences[stem] = tuple(
        _sentence(item, index + 1, inner)
        for index, (item, inner) in enumerate(zip(form.sentences, held.made[stem], strict=True))
    )


def _read_claim(item: object, source: str, spot: Spot, held: _Reading) -> None:
    form = read_form(ClaimForm, item, spot)
    ties = list(_relations(form.relations, spot))
    claim = _claim(form, source, tuple(relation for relation, _ in ties), spot)
    if claim.id in held.claims:
        other = held.claims[claim.id].where
        spot.wrong(f"is a second claim called {claim.id!r}", f"rename it; the other is at {other}")
    elif claim.id:
        held.claims[claim.id], held.claimed[claim.id] = claim, spot
        held.related += [(claim.id, relation, inner) for relation, inner in ties]


def read_moment(value: object, key: str, spot: Spot) -> Moment:
    """What a key says of a day; a key that is not there has been complained of already."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    try:
        if not isinstance(value, date | str | int):
            raise ValueError(f"{text!r} is no date: {REMEDY}")
        return parse_moment(text)
    except ValueError as error:
        what, _, remedy = str(error).partition(": ")
        if given(key, spot):
            spot.inside(key).wrong(f"has a mistake: {key!r} " + ("is left blank" if value is None else what), remedy)
        return UNREAD


def given(key: str, spot: Spot) -> bool:
    """Whether the file has a key here, be it blank."""
    return (*spot.place, key) in spot.document.lines


def _source(form: SourceForm, stem: str, spot: Spot) -> Source:
    if form.id and form.id != stem:
        spot.inside("id").wrong(f"says its id is {form.id!r}", f"the file is called {stem}.yaml; let both be the same")
    _named(form.id, spot)
    known(form.kind, KINDS, "kind of source", spot.inside("kind"))
    if form.read_as:
        known(form.read_as, KINDS, "kind of source", spot.inside("read_as"))
    if form.url and not ADDRESS.fullmatch(form.url):
        spot.inside("url").wrong(f"has an address {form.url!r}", "begin it with https://, or leave it out")
    if not form.claims:
        spot.wrong("makes no claim", "add what it says under 'claims', or take the file out")
    published, accessed = read_moment(form.published, "published", spot), read_moment(form.accessed, "accessed", spot)
    if UNREAD not in (published, accessed) and accessed.last < published.first:
        spot.inside("accessed").wrong("was read before it was published", "mend one of the dates")
    return Source(
        stem, form.title, form.publisher, cast(Kind, form.kind), published, accessed, form.licence, form.url,
        cast(Kind, form.read_as) if form.read_as else None, form.note, spot.where,
    )  # fmt: skip


def _named(name: str, spot: Spot) -> None:
    if name and not ID.fullmatch(name):
        spot.inside("id").wrong(f"has a mistake: {name!r} is no id", "use lower-case letters, digits and hyphens")


def _claim(form: ClaimForm, source: str, relations: tuple[Relation, ...], spot: Spot) -> Claim:
    _named(form.id, spot)
    known(form.grade, tuple(GRADES), "grade", spot.inside("grade"))
    value = _value(form.value, form.unit, spot)
    period, stated = read_moment(form.period, "period", spot), read_moment(form.stated, "stated", spot)
    return Claim(
        form.id, source, form.says, form.where, form.about, period, stated, form.speaker, cast(Grade, form.grade),
        value, form.unit, form.office, form.series, relations, spot.where,
    )  # fmt: skip


def _value(value: object, unit: str, spot: Spot) -> float | str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
        spot.inside("value").wrong(
            "has a value that is neither a number nor text", "write an ordinary number, or put it in quotes"
        )
        return None
    if not unit:
        spot.inside("value").wrong("has a number without a unit", "say what it counts under 'unit'")
    return float(value)


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _relations(items: Iterable[object], spot: Spot) -> Iterator[tuple[Relation, Spot]]:
    for index, item in enumerate(items):
        inner = spot.inside("relations", index)
        form = read_form(RelationForm, item, inner)
        if known(form.kind, RELATIONS, "relation", inner.inside("kind")) and form.claim:
            yield Relation(cast(RelationKind, form.kind), form.claim, form.note), inner


def _sentence(item: object, place: int, spot: Spot) -> Sentence:
    form = read_form(SentenceForm, item, spot)
    if form.n != place:
        spot.wrong(f"is sentence {form.n} in place {place}", "number the sentences from 1, leaving none out")
    if form.hash and not HASH.fullmatch(form.hash):
        spot.inside("hash").wrong(f"has a hash {form.hash!r}", "give the first 12 hex digits of its SHA-256")
    if bool(form.claims) == bool(form.no_claim):
        mapped = "both to claims and to a reason" if form.claims else "neither to claims nor to a reason"
        spot.wrong(f"is mapped {mapped}", "list its claims, or say under 'no_claim' why it makes none")
    return Sentence(form.n, form.hash, tuple(form.claims), form.no_claim)


def _check_relations(held: _Reading) -> None:
    """A relation is to another claim that somebody makes, and is stated once, from either side."""
    stated: dict[tuple[str, ...], Spot] = {}
    for name, relation, spot in held.related:
        pair = (relation.kind, *sorted((name, relation.claim)))
        if relation.claim not in held.claims:
            spot.wrong(
                f"is related to {relation.claim!r}, which nobody claims",
                did_you_mean(relation.claim, held.claims) or "name a claim of this register, or take it out",
            )
        elif relation.claim == name:
            spot.wrong("is related to itself", "name another claim")
        elif pair in stated:
            spot.wrong(
                f"states again how {name!r} and {relation.claim!r} are related",
                f"state it once; it is also at {stated[pair].where}",
            )
        stated.setdefault(pair, spot)


def _check_sentences(source: str, held: _Reading) -> None:
    """Where a source lists its sentences, every claim of it is made by one, and each names claims of its own."""
    sentences = held.sentences[source]
    if not sentences:
        return
    own = {name for name, claim in held.claims.items() if claim.source == source}
    for sentence, spot in zip(sentences, held.made[source], strict=True):
        for name in (name for name in sentence.claims if name not in own):
            spot.wrong(
                f"makes {name!r}, no claim of this source", did_you_mean(name, own) or "add the claim, or take it out"
            )
    for name in sorted(own.difference(*(sentence.claims for sentence in sentences))):
        held.claimed[name].wrong(f"is a claim {name!r} that no sentence makes", "add it to the sentence that makes it")
