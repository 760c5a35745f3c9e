"""Positions from their file, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field

from waystation.base.forms import Form, Spot, Text, known, open_file, read_form
from waystation.base.moment import Moment, parse_moment
from waystation.base.problems import Problems, did_you_mean
from waystation.hubs.position import APPROACHED, STANCES, Approached, Position, Positions, Scheme, Stance


class FileForm(Form):
    """The whole file."""

    schemes: dict[str, object]
    positions: list[object]


class SchemeForm(Form):
    """One scheme."""

    title: Text
    sender: Text


class PositionForm(Form):
    """One position."""

    country: Text
    scheme: Text
    stance: Annotated[Text, Field(description=f"write one of {', '.join(STANCES)}")]
    approached: Annotated[object, Field(description="write yes, no or unknown")]
    on: Annotated[object, Field(description="write the day it was said")]
    speaker: Text
    office: str = ""
    asks: list[str] = []
    offers: list[str] = []
    sets_stance: bool
    claims: list[str]
    note: str = ""


def load_positions(path: Path, claims: Container[str], problems: Problems) -> Positions:
    """The positions of a file, in order of day; `claims` are those that may be named."""
    document = open_file(path, problems)
    if document is None:
        return Positions({}, ())
    spot = Spot(document, problems)
    form = read_form(FileForm, document.content, spot)
    schemes = {}
    for name, content in form.schemes.items():
        held = read_form(SchemeForm, content, spot.inside("schemes", name, subject=f"scheme {name!r}"))
        schemes[name] = Scheme(name, held.title, held.sender)
    found = [
        _position(item, schemes, claims, spot.inside("positions", index)) for index, item in enumerate(form.positions)
    ]
    return Positions(schemes, tuple(sorted(found, key=lambda held: (held.on.last, held.country))))


def _position(item: object, schemes: Mapping[str, Scheme], claims: Container[str], spot: Spot) -> Position:
    form = read_form(PositionForm, item, spot)
    approached = {True: "yes", False: "no"}.get(form.approached, str(form.approached))  # type: ignore[call-overload]
    known(form.scheme, schemes, "scheme", spot.inside("scheme"))
    known(form.stance, STANCES, "stance", spot.inside("stance"))
    known(approached, APPROACHED, "answer", spot.inside("approached"))
    if form.sets_stance and not form.office:
        spot.wrong("sets the stance, but its speaker has no office", "name the office, or write sets_stance: false")
    if not form.claims:
        spot.wrong("rests on no claim", "name the claims it rests on")
    for index, name in enumerate(form.claims):
        if name not in claims:
            remedy = did_you_mean(name, claims) if isinstance(claims, Mapping) else ""
            spot.inside("claims", index).wrong(f"rests on {name!r}, which nobody claims", remedy or "add the claim")
    return Position(
        form.country, form.scheme, cast(Stance, form.stance), cast(Approached, approached), _day(form.on, spot),
        form.speaker, form.office, tuple(form.asks), tuple(form.offers), form.sets_stance, tuple(form.claims),
        form.note, spot.where,
    )  # fmt: skip


def _day(value: object, spot: Spot) -> Moment:
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    try:
        return parse_moment(text)
    except ValueError as error:
        what, _, remedy = str(error).partition(": ")
        if value is not None:
            spot.inside("on").wrong(f"has a mistake: 'on' {what}", remedy)
        return parse_moment("1900")
