"""Positions from their file, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field

from waystation.base.forms import Form, Spot, Text, known, open_file, read_form
from waystation.base.problems import Problems, did_you_mean
from waystation.evidence.load import given, read_moment
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


def load_positions(path: Path, claims: Collection[str], problems: Problems) -> Positions:
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
    _check_days(zip(found, (spot.inside("positions", index) for index in range(len(found))), strict=True))
    return Positions(schemes, tuple(sorted(found, key=lambda held: (held.on.last, held.country))))


def _position(item: object, schemes: Mapping[str, Scheme], claims: Collection[str], spot: Spot) -> Position:
    form = read_form(PositionForm, item, spot)
    approached = _answer(form.approached)
    known(form.scheme, schemes, "scheme", spot.inside("scheme"))
    known(form.stance, STANCES, "stance", spot.inside("stance"))
    if given("approached", spot):
        known(approached, APPROACHED, "answer", spot.inside("approached"))
    if form.sets_stance and not form.office:
        spot.wrong("sets the stance, but its speaker has no office", "name the office, or write sets_stance: false")
    if not form.claims:
        spot.wrong("rests on no claim", "name the claims it rests on")
    for index, name in enumerate(form.claims):
        if name not in claims:
            remedy = did_you_mean(name, claims) or "add the claim to a source in evidence/"
            spot.inside("claims", index).wrong(f"rests on {name!r}, which nobody claims", remedy)
    on = read_moment(form.on, "on", spot)
    return Position(
        form.country, form.scheme, cast(Stance, form.stance), cast(Approached, approached), on, form.speaker,
        form.office, tuple(form.asks), tuple(form.offers), form.sets_stance, tuple(form.claims), form.note, spot.where,
    )  # fmt: skip


def _check_days(found: Iterable[tuple[Position, Spot]]) -> None:
    """A country has one stance on a scheme a day, or nobody could tell which holds."""
    setting: dict[tuple[str, str, str], str] = {}
    for held, spot in found:
        if held.sets_stance and held.country and held.scheme:
            first = setting.setdefault((held.country, held.scheme, held.on.text), spot.where)
            if first != spot.where:
                spot.wrong(
                    f"is a second stance of {held.country} on {held.scheme} on {held.on}",
                    f"let one of them stand beside (sets_stance: false); the other is at {first}",
                )


def _answer(value: object) -> str:
    """YAML reads an unquoted yes as text or as a truth value, by its version."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else str(value)
