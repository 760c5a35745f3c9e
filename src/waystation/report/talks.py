"""Who has said what about hosting: map, timeline, today's table, everything said, and where reports disagree."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO

import polars as pl

from waystation.base.english import join, plural
from waystation.base.moment import Moment
from waystation.charts import render
from waystation.charts.map import stance_map
from waystation.charts.stances import STANCE_LOOKS, word
from waystation.charts.timeline import timeline
from waystation.hubs.position import Position, Positions
from waystation.report.content import Picture, Statement, TalksNote
from waystation.report.evidence import Shelf, disagreements, ref, said_on
from waystation.study.model import Model

MARK = "*"
COLUMNS = ("country", "scheme", "stance", "approached", "on", "by", "sets_stance", "asks", "offers", "claims", "note")
APPROACHED = {"yes": "yes", "no": "no", "unknown": "not said"}


def claims_of(model: Model) -> set[str]:
    """The claims that the positions rest on."""
    return {name for held in model.positions.all for name in held.claims}


def talks(model: Model, shelf: Shelf) -> TalksNote | None:
    """The talks on the scheme of the story; None if nobody has said anything on it."""
    scheme, positions = model.story.talks.scheme, model.positions
    history = [held for held in positions.all if held.scheme == scheme]
    if not history:
        return None
    latest = positions.today(scheme)
    today = [_statement(held, positions, shelf, positions.approached(held.country, scheme)) for held in latest.values()]
    told = [
        _statement(held, positions, shelf) for held in sorted(history, key=lambda held: (held.country, held.on.last))
    ]
    others = [_statement(held, positions, shelf) for held in positions.all if held.scheme != scheme]
    rest_on = claims_of(model)
    return TalksNote(
        positions.schemes[scheme].title, known_until(model, history), _map(model, latest, history),
        _timeline(model, history), tuple(today), tuple(told), tuple(others),
        disagreements(shelf, lambda group: bool(rest_on & set(group))), _csv((*told, *others)),
    )  # fmt: skip


def known_until(model: Model, history: Sequence[Position]) -> str:
    """The day up to which statements are shown, in words."""
    day = _until(model, history)
    return f"{day.day} {day:%B %Y}"


def _until(model: Model, history: Sequence[Position]) -> date:
    return model.known or max(held.on.last for held in history)


def _statement(held: Position, positions: Positions, shelf: Shelf, approached: str = "") -> Statement:
    by = f"{held.speaker}, {held.office}" if held.office and held.sets_stance else held.speaker
    return Statement(
        held.country, positions.schemes[held.scheme].title, held.stance, APPROACHED[approached or held.approached],
        said_on(held.on), by, held.asks, held.offers, held.sets_stance,
        tuple(ref(shelf.register, name) for name in held.claims if name in shelf.shown), held.note,
    )  # fmt: skip


def _map(model: Model, latest: Mapping[str, Position], history: Sequence[Position]) -> Picture | None:
    if not model.shapes or not latest:
        return None
    table = pl.DataFrame([{"country": name, "stance": held.stance} for name, held in latest.items()])
    footnotes = model.story.talks.footnotes
    drawn = stance_map(table, model.shapes, dict.fromkeys(footnotes, MARK))
    asked = [name for name in _asked(model.shapes) if name not in latest]
    silent = f" {join(asked)}: no statement of an office-holder." if asked else ""
    until = known_until(model, history)
    return Picture(
        "stances",
        f"Where countries of the region stand, {until}",
        f"Stance on {model.positions.schemes[model.story.talks.scheme].title}, as the country's own office-holders "
        f"last gave it by {until}",
        render.svg(drawn, name="stances"),
        _by_stance(latest) + silent,
        tuple(f"{MARK} {text}" for text in footnotes.values()),
    )


def _asked(shapes: Mapping[str, object]) -> list[str]:
    features = shapes["features"]
    assert isinstance(features, list)
    return [str(shape["properties"]["name"]) for shape in features if shape["properties"]["asked"]]


def _by_stance(latest: Mapping[str, Position]) -> str:
    """The countries of each stance: `Willing: Kosovo. Never: Albania and North Macedonia.`"""
    said = []
    for stance in STANCE_LOOKS:
        names = [name for name, held in latest.items() if held.stance == stance]
        if names:
            said.append(f"{word(stance).capitalize()}: {join(names)}.")
    return " ".join(said)


def _timeline(model: Model, history: Sequence[Position]) -> Picture:
    until = _until(model, history)
    table = pl.DataFrame(
        [
            {"country": held.country, "stance": held.stance, "day": held.on.last, "when": _short(held.on)}
            | {"sets_stance": held.sets_stance}
            for held in history
        ]
    )
    return Picture(
        "positions-timeline",
        "Who took which stance when",
        "Filled: the country's own office-holders, and how long each stance has held. Hollow: reports by others, which "
        "set no stance. A statement known by its month or year stands at its end.",
        render.svg(timeline(table, until=until), name="positions-timeline"),
        " ".join(_course(country, held) for country, held in _by_country(history)),
    )


def _short(on: Moment) -> str:
    """`16 May`, `June`, `2025`: the year stands on the axis."""
    words = said_on(on).split()
    return " ".join(words[:-1]) or words[0]


def _by_country(history: Sequence[Position]) -> list[tuple[str, list[Position]]]:
    names = sorted({held.country for held in history})
    return [(name, [held for held in history if held.country == name]) for name in names]


def _course(country: str, history: Sequence[Position]) -> str:
    """A country's stances in order: `Kosovo: open (16 May 2025), willing (21 October 2025).`"""
    own = [held for held in history if held.sets_stance]
    turns = [
        held for held, before in zip(own, [None, *own], strict=False) if not before or before.stance != held.stance
    ]
    if not turns:
        return f"{country}: nothing by its own office-holders, {plural(len(history), 'report')} by others."
    return f"{country}: {', '.join(f'{word(held.stance)} ({said_on(held.on)})' for held in turns)}."


def _csv(statements: Iterable[Statement]) -> str:
    stream = StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(COLUMNS)
    for held in statements:
        claims = "; ".join(claim.id for claim in held.claims)
        table.writerow(
            [held.country, held.scheme, held.stance, held.approached, held.on, held.by, held.sets_stance,
             "; ".join(held.asks), "; ".join(held.offers), claims, held.note]
        )  # fmt: skip
    return stream.getvalue()
