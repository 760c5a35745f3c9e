"""The answer in sentences, written from the headline table: what would happen, how it differs, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from waystation.base.english import percent
from waystation.base.problems import ResultsError, did_you_mean
from waystation.report.amounts import MINUS, Spread, between, counts, is_zero, range_name, singular, with_unit

NO_WHOLE = "The whole is nil in every draw, so it has no parts."
POINTS = " percentage points"
HARDLY = 0.5  # a change of fewer whole things than this is said to be hardly any


@dataclass(frozen=True)
class Cell:
    """One place of the headline table: a measure, in a scenario, in a period."""

    scenario: str
    measure: str
    period: str


@dataclass(frozen=True)
class Level:
    """Asks how much. `says` holds `{amount}`: "If the hub opens, {amount} would be transferred in 2030"."""

    cell: Cell
    says: str


@dataclass(frozen=True)
class Change:
    """Asks how much more or less than in the scenario compared with; `lead` names what would bring it about, if said.

    `subject` as in "the number of people refused and still in the UK at the end of 2035".
    """

    cell: Cell
    subject: str
    lead: str = ""


@dataclass(frozen=True)
class Part:
    """Asks how many of a whole. `says` holds `{whole}` and `{amount}`, both measured in one scenario and period."""

    cell: Cell
    whole: str
    says: str
    empty: str = NO_WHOLE


Asked = Level | Change | Part


def answer(table: pl.DataFrame, asked: Sequence[Asked], *, draws: int) -> tuple[str, ...]:
    """A sentence for each thing asked, from the headline table."""
    return tuple(sentence(table, one, draws=draws) for one in asked)


def sentence(table: pl.DataFrame, asked: Asked, *, draws: int) -> str:
    """The sentence that answers one thing asked."""
    row = _row(table, asked.cell)
    if isinstance(asked, Level):
        return level(asked.says, _spread(row), draws=draws)
    if isinstance(asked, Part):
        whole = _row(table, Cell(asked.cell.scenario, asked.whole, asked.cell.period))
        return part(asked.says, _spread(row), whole=_spread(whole), draws=draws, empty=asked.empty)
    return change(asked.subject, _spread(row, "diff_"), lead=asked.lead, draws=draws)


def level(says: str, spread: Spread, *, draws: int) -> str:
    """How much: "If the hub opens, 410 people a year would be transferred in 2030 (90% range: 120 to 900)."."""
    return _finished(says.format(amount=amount(spread)), _range(spread, between(spread), draws))


def part(says: str, spread: Spread, *, whole: Spread, draws: int, empty: str = NO_WHOLE) -> str:
    """How many of a whole; when the whole is empty, what to say instead."""
    if whole.low == whole.mid == whole.high == 0:
        return empty
    said = says.format(amount=_bare(spread), whole=amount(whole))
    return _finished(said, _range(spread, between(spread), draws))


def change(subject: str, spread: Spread, *, lead: str = "", draws: int) -> str:
    """How much higher or lower, and whether the range includes no change."""
    extent = max(abs(spread.low), abs(spread.mid), abs(spread.high))
    if extent == 0:
        said = f"{lead} would make no difference to {subject}" if lead else f"{subject} would be no different"
        return _finished(said, "in the one draw" if draws == 1 else f"in each of {draws} draws")
    if counts(spread.unit) and extent < HARDLY:
        bound = f"by less than {with_unit('1', spread.unit)}"
        said = f"{lead} would hardly change {subject}" if lead else f"{subject} would hardly change"
        return _finished(f"{said}, {bound}", range_name(draws))
    return _finished(_moved(subject, spread, lead), _range(spread, _from_to(spread), draws))


def amount(spread: Spread) -> str:
    """The middle value with its unit; `no people` for none, `fewer than 10 people` where the range bears no more."""
    text = spread.text(spread.mid)
    if not is_zero(text):
        return with_unit(text, spread.unit)
    if spread.mid == 0:
        return f"no {spread.unit}" if counts(spread.unit) else with_unit(text, spread.unit)
    fewer = "fewer" if counts(spread.unit) and spread.smallest != "1" else "less"
    return f"{fewer} than {with_unit(spread.smallest, spread.unit)}"


def _bare(spread: Spread) -> str:
    """The middle value without the noun of its unit: `18`, `none`, `fewer than 10`."""
    if counts(spread.unit) and spread.mid == 0:
        return "none"
    noun = next(noun for noun in (spread.unit, singular(spread.unit), "") if amount(spread).endswith(noun))
    return amount(spread).removesuffix(noun).strip() if counts(spread.unit) else amount(spread)


def chance(share: float, *, hub: str, by: str) -> str:
    """The chance that a hub opens, said before figures that assume it."""
    if share >= 1:
        return f"The figures take it as certain that {hub} opens by {by}."
    if share <= 0:
        return f"The figures give {hub} no chance of opening by {by}; what follows shows what it would do if it did."
    return (
        f"The chance that {hub} opens by {by} is put at {percent(share)}, a judgement rather than a measurement. "
        "The figures that follow say what would happen if it does."
    )


def ranges(draws: int) -> str:
    """What the ranges of the report are."""
    if draws == 1:
        return "The figures come from one draw of the uncertain numbers, so they have no ranges: do not rely on them."
    if range_name(draws) == "90% range":
        return (
            f"Ranges are 90% ranges over {draws:,} draws of the uncertain numbers: one draw in ten lies outside them."
        )
    return (
        f"Ranges run from the lowest to the highest of {draws} draws of the uncertain numbers. "
        "More draws would make them wider or steadier; 100 or more give a 90% range."
    )


def _moved(subject: str, spread: Spread, lead: str) -> str:
    size = _size(spread.mid, spread)
    if is_zero(size):
        said = f"{lead} would hardly change {subject}" if lead else f"{subject} would be about the same"
        return said
    if lead:
        return f"{lead} would {'raise' if spread.mid > 0 else 'lower'} {subject} by {size}"
    return f"{subject} would be {size} {_way(spread.mid)}"


def _from_to(spread: Spread) -> str:
    """The two ends of a difference, smaller first when both go one way; says when no change lies between them."""
    if spread.low == spread.high:
        return _end(spread.low, spread)
    if spread.low > 0 or spread.high < 0:
        near, far = sorted((spread.low, spread.high), key=abs)
        least, most = (_end(value, spread).removesuffix(f" {_way(value)}") for value in (near, far))
        if least != most:
            most = f"{least.removesuffix(POINTS)} to {most}"
        return f"{most} {_way(far)}"
    return f"{_end(spread.low, spread)} to {_end(spread.high, spread)}; the range includes no change"


def _end(value: float, spread: Spread) -> str:
    if value == 0:
        return "no change"
    size = _size(value, spread)
    return f"{_points('less than ' + spread.smallest, spread) if is_zero(size) else size} {_way(value)}"


def _size(value: float, spread: Spread) -> str:
    return _points(spread.text(value).removeprefix(MINUS), spread)


def _points(text: str, spread: Spread) -> str:
    """A difference between shares is in percentage points."""
    if spread.unit != "share":
        return text
    number = text.removesuffix("%")
    return f"{number} percentage point{'' if number == '1' or number.endswith(' 1') else 's'}"


def _way(value: float) -> str:
    return "higher" if value > 0 else "lower"


def _range(spread: Spread, words: str, draws: int) -> str:
    name = range_name(draws)
    if draws == 1:
        return name
    if spread.low == spread.high:
        return f"{name}: all the same"
    return f"{name}: {words}"


def _finished(said: str, aside: str) -> str:
    return f"{_capital(said)} ({aside})."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spread(row: dict[str, object], prefix: str = "") -> Spread:
    low, mid, high = (row[prefix + edge] for edge in ("low", "mid", "high"))
    if not (isinstance(low, int | float) and isinstance(mid, int | float) and isinstance(high, int | float)):
        place = f"{row['measure']} in {row['scenario']}, {row['period']}"
        raise ResultsError(f"there is no {'difference' if prefix else 'value'} of {place} to write a sentence from")
    return Spread(low, mid, high, str(row["unit"]))


def _row(table: pl.DataFrame, cell: Cell) -> dict[str, object]:
    asked = {"scenario": cell.scenario, "measure": cell.measure, "period": cell.period}
    for column, value in asked.items():
        known = table[column].cast(pl.String).unique().to_list()
        if value not in known:
            raise ResultsError(f"the headline table has no {column} {value!r}; {did_you_mean(value, known)}")
        table = table.filter(pl.col(column).cast(pl.String) == value)
    return table.row(0, named=True)
