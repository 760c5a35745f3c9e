"""Arrangements from their files: the files of the agreements' folder whose kind is not `hub`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field

from waystation.base.forms import Form, Spot, Text, known, list_files, open_file, read_form
from waystation.base.problems import Problems
from waystation.hubs.arrangement import KINDS, Arrangement, Exchange, Kind, Who
from waystation.hubs.load import HUB, NUMBER, Name, Want, check_id, check_want, read_who
from waystation.hubs.load_terms import check_claims, read_figures, read_stated, read_terms
from waystation.parameters.book import ParameterBook
from waystation.parameters.checks import find
from waystation.rules.expr import Facts

EXCHANGE_WANTS = {
    "returns": Want("per_day", NUMBER),
    "admitted": Want("ratio", NUMBER),
    "within": Want("days", NUMBER),
}


class ArrangementForm(Form):
    """One file."""

    id: Text
    kind: Annotated[Text, Field(description=f"write {HUB}, {' or '.join(KINDS)}")]
    title: Text
    sender: Text
    partner: Text
    hypothetical: bool
    summary: Text
    state: Annotated[Text, Field(description="say in a sentence how it stands, and as of when")]
    who: list[object]
    in_force: dict[str, object] | None = None
    capacity: list[object] = []
    moved: list[object] = []
    terms: list[object] = []
    safeguards: dict[str, object] = {}
    exchange: dict[str, object] | None = None
    notes: list[str] = []


class SpanForm(Form):
    """From when to when, as far as it is known."""

    start: date | None = Field(alias="from", default=None)
    until: date | None = None


class WhoForm(Form):
    """Whom it is for."""

    says: Text
    claims: list[str] = []


class ExchangeForm(Form):
    """How returns at the claim stage work."""

    who: list[object]
    returns: Name
    admitted: Name
    within: Name


def load_arrangements(
    folder: Path, *, facts: Facts, book: ParameterBook, claims: Collection[str] | None, problems: Problems
) -> dict[str, Arrangement]:
    """The arrangements of a folder, by id."""
    found = {}
    for path in list_files(folder, problems):
        document = open_file(path, problems)
        if document is None or path.name.startswith("_") or document.content.get("kind", HUB) == HUB:
            continue
        made = _arrangement(document.content, Spot(document, problems), facts=facts, book=book, claims=claims)
        found[made.id] = made
    return found


def _arrangement(
    content: Mapping[str, object], spot: Spot, *, facts: Facts, book: ParameterBook, claims: Collection[str] | None
) -> Arrangement:
    form = read_form(ArrangementForm, content, spot)
    check_id(form.id, spot)
    known(form.kind, (HUB, *KINDS), "kind of agreement", spot.inside("kind"))
    if form.kind in KINDS and (form.kind == "returns") != (form.exchange is not None):
        spot.wrong("is of kind 'returns' without an 'exchange', or has one without being so", "mend 'kind'")
    start, end = _span(form.in_force, spot.inside("in_force"))
    return Arrangement(
        form.id, cast(Kind, form.kind), form.title, form.sender, form.partner, form.hypothetical, form.summary,
        form.state, start, end, tuple(_who(form.who, spot.inside("who"), claims)),
        read_figures(form.capacity, spot.inside("capacity"), claims),
        read_figures(form.moved, spot.inside("moved"), claims),
        read_terms(form.terms, spot.inside("terms"), book=book, claims=claims),
        read_stated(form.safeguards, spot.inside("safeguards"), claims),
        _exchange(form.exchange, spot.inside("exchange"), facts=facts, book=book), tuple(form.notes), spot.where,
    )  # fmt: skip


def _span(content: Mapping[str, object] | None, spot: Spot) -> tuple[date | None, date | None]:
    form = read_form(SpanForm, content or {}, spot)
    if form.start and form.until and form.until < form.start:
        spot.inside("until").wrong(f"ends on {form.until} before it starts on {form.start}", "put the dates in order")
    return form.start, form.until


def _who(items: list[object], spot: Spot, claims: Collection[str] | None) -> Iterator[Who]:
    for index, item in enumerate(items):
        form = read_form(WhoForm, item, spot.inside(index))
        check_claims(form.claims, claims, spot.inside(index))
        yield Who(form.says, tuple(form.claims))


def _exchange(
    content: Mapping[str, object] | None, spot: Spot, *, facts: Facts, book: ParameterBook
) -> Exchange | None:
    if content is None:
        return None
    form = read_form(ExchangeForm, content, spot)
    for key, want in EXCHANGE_WANTS.items():
        if parameter := find(getattr(form, key), book, spot.inside(key)):
            check_want(parameter, want, key, spot.inside(key))
    who = tuple(read_who(form.who, "who" in content, spot.inside("who"), facts))
    return Exchange(who, form.returns, form.admitted, form.within)
