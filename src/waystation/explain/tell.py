"""Lives as text for a terminal: what two worlds share is told once; then they stand side by side, or one by one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from waystation.base.english import plural, say_day
from waystation.explain.life import LUCK, Life, Parting, Visit

NARROW = 100
GAP = 3


@dataclass(frozen=True)
class Telling:
    """A case in one world, or in two with where they part; `rests_on` says what each number that decided rests on."""

    case: int
    draw: int
    seed: int
    who: str
    lives: tuple[Life, ...]
    parting: Parting | None
    notes: tuple[str, ...]
    rests_on: tuple[str, ...]


def tell(told: Telling, width: int) -> str:
    """The whole telling, no line wider than `width` columns."""
    lines = _wrap(f"Case {told.case} (draw {told.draw}, seed {told.seed}): {told.who}", width)
    for note in told.notes:
        lines += _wrap(note, width)
    shared = told.parting.shared if told.parting else 0
    if shared:
        lines += ["", *_wrap(f"In both worlds ({' and '.join(life.title for life in told.lives)}):", width)]
        lines += _visits(told.lives[0].visits[:shared], width)
    if told.parting:
        lines += ["", *_parting(told.parting, width)]
    lines += _apart(told, shared, width)
    lines += ["", *_wrap("Numbers that decided, and what they rest on:", width)] if told.rests_on else []
    lines += [line for text in told.rests_on for line in _wrap(f"- {text}", width, hang=2)]
    return "\n".join(lines)


def _parting(parting: Parting, width: int) -> list[str]:
    day = f"{say_day(parting.day)}. " if parting.day else ""
    return _wrap(f"{day}{parting.why} {LUCK}", width)


def _apart(told: Telling, shared: int, width: int) -> list[str]:
    """What is left to tell of each world once they have parted, or of the only one."""
    same = told.parting is not None and all(len(life.visits) == shared for life in told.lives)
    if same:
        return ["", *_wrap(told.lives[0].end, width)]
    if len(told.lives) == 1 or width < NARROW:
        return [line for life in told.lives for line in ("", *_life(life, shared, width))]
    half = (width - GAP) // 2
    left, right = (_life(life, shared, half) for life in told.lives)
    pairs = zip_longest(left, right, fillvalue="")
    return ["", *(f"{one:<{half}}{' ' * GAP}{other}".rstrip() for one, other in pairs)]


def _life(life: Life, shared: int, width: int) -> list[str]:
    title = _wrap(f"{life.title} ({life.scenario})", width)
    return [*title, "-" * max(map(len, title)), *_visits(life.visits[shared:], width), *_wrap(life.end, width)]


def _visits(visits: Sequence[Visit], width: int) -> list[str]:
    return [line for visit in visits for line in _visit(visit, width)]


def _visit(visit: Visit, width: int) -> Iterator[str]:
    if visit.left is None and not visit.because:
        return  # an end: the last sentence tells it
    yield from _wrap(_heading(visit), width)
    for sentence in _sentences(visit):
        yield from _wrap(sentence, width, indent=2)


def _heading(visit: Visit) -> str:
    when = say_day(visit.entered)
    if visit.left is None:
        return f"From {when}: {visit.title}, {plural(visit.days, 'day')} so far."
    if visit.left == visit.entered:
        return f"{when}: {visit.title}."
    return f"{when} to {say_day(visit.left)}, {plural(visit.days, 'day')}: {visit.title}."


def _sentences(visit: Visit) -> Iterator[str]:
    if visit.left is not None:
        yield f"→ {visit.says[:1].upper()}{visit.says[1:]}."
    yield from visit.because


def _wrap(text: str, width: int, *, indent: int = 0, hang: int = 0) -> list[str]:
    pad = " " * indent
    return textwrap.wrap(
        text, width, initial_indent=pad, subsequent_indent=pad + " " * hang, break_on_hyphens=False
    )  # fmt: skip
