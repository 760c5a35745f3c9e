"""The register from its files, one a source, with every problem found on the way."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field

from waystation.base.forms import Form, Spot, Text, known, list_files, open_file, read_form
from waystation.base.moment import Moment, parse_moment
from waystation.base.problems import Problems, did_you_mean
from waystation.evidence.claim import GRADES, RELATIONS, Claim, Grade, Relation, RelationKind
from waystation.evidence.register import Register
from waystation.evidence.source import KINDS, Kind, Sentence, Source

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
HASH = re.compile(r"[0-9a-f]{12}")
NOT_A_SOURCE = ("basis", "index")


class SourceForm(Form):
    """One file."""

    id: Text
    title: Text
    publisher: Text
    kind: Annotated[Text, Field(description=f"write one of {', '.join(KINDS)}")]
    published: Annotated[object, Field(description="write the day, month or year it was published")]
    accessed: Annotated[object, Field(description="write the day on which it was read")]
    licence: Text
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
    about: Text
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


def load_register(folder: Path, problems: Problems) -> Register:
    """Every source of a folder. A claim with a problem is left in where it can be named."""
    sources: dict[str, Source] = {}
    claims: dict[str, Claim] = {}
    sentences: dict[str, tuple[Sentence, ...]] = {}
    spots: dict[str, Spot] = {}
    for path in list_files(folder, problems):
        if path.stem in NOT_A_SOURCE:
            continue
        document = open_file(path, problems)
        if document is None:
            continue
        spot = Spot(document, problems)
        form = read_form(SourceForm, document.content, spot)
        sources[path.stem] = _source(form, path.stem, spot)
        for index, item in enumerate(form.claims):
            inner = spot.inside("claims", index)
            claim = _claim(item, path.stem, inner)
            if claim.id in claims:
                inner.wrong(
                    f"is a second claim called {claim.id!r}", f"rename it; the other is at {claims[claim.id].where}"
                )
            claims.setdefault(claim.id, claim)
            spots.setdefault(claim.id, inner)
        sentences[path.stem] = tuple(_sentences(form.sentences, spot))
    _check_relations(claims, spots)
    _check_sentences(claims, sentences, spots)
    held = {name: found for name, found in sentences.items() if found}
    return Register(sources, {name: claim for name, claim in claims.items() if name}, held)


def _moment(value: object, key: str, spot: Spot) -> Moment:
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    try:
        return parse_moment(text)
    except ValueError as error:
        what, _, remedy = str(error).partition(": ")
        if value is not None:
            spot.inside(key).wrong(f"has a mistake: {key!r} {what}", remedy)
        return parse_moment("1900")


def _source(form: SourceForm, stem: str, spot: Spot) -> Source:
    if form.id and form.id != stem:
        spot.inside("id").wrong(f"says its id is {form.id!r}", f"the file is called {stem}.yaml; let both be the same")
    known(form.kind, KINDS, "kind of source", spot.inside("kind"))
    if form.read_as:
        known(form.read_as, KINDS, "kind of source", spot.inside("read_as"))
    if not form.claims:
        spot.wrong("makes no claim", "add what it says under 'claims', or take the file out")
    published, accessed = _moment(form.published, "published", spot), _moment(form.accessed, "accessed", spot)
    if accessed.last < published.first:
        spot.inside("accessed").wrong("was read before it was published", "mend one of the dates")
    return Source(
        stem, form.title, form.publisher, cast(Kind, form.kind), published, accessed, form.licence, form.url,
        cast(Kind, form.read_as) if form.read_as else None, form.note, spot.where,
    )  # fmt: skip


def _claim(item: object, source: str, spot: Spot) -> Claim:
    form = read_form(ClaimForm, item, spot)
    if form.id and not ID.fullmatch(form.id):
        spot.inside("id").wrong(f"has a mistake: {form.id!r} is no id", "use lower-case letters, digits and hyphens")
    known(form.grade, tuple(GRADES), "grade", spot.inside("grade"))
    value = _value(form.value, form.unit, spot)
    relations = tuple(_relations(form.relations, spot))
    period, stated = _moment(form.period, "period", spot), _moment(form.stated, "stated", spot)
    return Claim(
        form.id, source, form.says, form.where, form.about, period, stated, form.speaker, cast(Grade, form.grade),
        value, form.unit, form.office, form.series, relations, spot.where,
    )  # fmt: skip


def _value(value: object, unit: str, spot: Spot) -> float | str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        spot.inside("value").wrong(
            "has a value that is neither a number nor text", "write a number, or put it in quotes"
        )
        return None
    if not unit:
        spot.inside("value").wrong("has a number without a unit", "say what it counts under 'unit'")
    return float(value)


def _relations(items: Iterable[object], spot: Spot) -> Iterable[Relation]:
    for index, item in enumerate(items):
        inner = spot.inside("relations", index)
        form = read_form(RelationForm, item, inner)
        if known(form.kind, RELATIONS, "relation", inner.inside("kind")):
            yield Relation(cast(RelationKind, form.kind), form.claim, form.note)


def _sentences(items: Iterable[object], spot: Spot) -> Iterable[Sentence]:
    for index, item in enumerate(items):
        inner = spot.inside("sentences", index)
        form = read_form(SentenceForm, item, inner)
        if form.n != index + 1:
            inner.wrong(f"is sentence {form.n} in place {index + 1}", "number the sentences from 1, leaving none out")
        if form.hash and not HASH.fullmatch(form.hash):
            inner.inside("hash").wrong(f"has a hash {form.hash!r}", "give the first 12 hex digits of its SHA-256")
        if bool(form.claims) == bool(form.no_claim):
            inner.wrong(
                "is mapped neither to claims nor to a reason", "list its claims, or say why it makes none, not both"
            )
        yield Sentence(form.n, form.hash, tuple(form.claims), form.no_claim)


def _check_relations(claims: Mapping[str, Claim], spots: Mapping[str, Spot]) -> None:
    for name, claim in claims.items():
        for index, relation in enumerate(claim.relations):
            spot = spots[name].inside("relations", index)
            if relation.claim not in claims:
                spot.wrong(
                    f"is related to {relation.claim!r}, which nobody claims", did_you_mean(relation.claim, claims)
                )
            elif relation.claim == name:
                spot.wrong("is related to itself", "name another claim")


def _check_sentences(
    claims: Mapping[str, Claim], sentences: Mapping[str, tuple[Sentence, ...]], spots: Mapping[str, Spot]
) -> None:
    """Where a source lists its sentences, every claim of it is made by one, and each names claims of its own."""
    for source, held in sentences.items():
        if not held:
            continue
        named = {name for sentence in held for name in sentence.claims}
        own = {name for name, claim in claims.items() if claim.source == source}
        spot = spots[min(own)] if own else None
        for name in sorted(named - own):
            if spot is not None:
                spot.wrong(f"has a sentence that makes {name!r}, no claim of this source", did_you_mean(name, own))
        for name in sorted(own - named):
            spots[name].wrong(f"is a claim {name!r} that no sentence makes", "add it to the sentence that makes it")
