"""The model on a past day: the caseload of that day, numbers from rows ended by then, flows given or forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import lru_cache

from waystation import uk
from waystation.base.days import Calendar
from waystation.parameters.book import ParameterBook
from waystation.parameters.parameter import Parameter
from waystation.study.forecasts import quarter_end, quarters_after
from waystation.study.model import Model
from waystation.uk.history.ages import appeal_ages, early_share, stock_ages, waiting_ages
from waystation.uk.history.flows import given, outlook
from waystation.uk.history.overlay import CARRIED, Tuning, fixed, france_off
from waystation.uk.history.process import PAST_PROCESS, withdrawn_parameters
from waystation.uk.history.rules import Rules, rules
from waystation.uk.history.setting import Mode, Past, Setting
from waystation.uk.history.state import State, at_end_of_model, state
from waystation.uk.history.tables import Tables, published, until
from waystation.uk.history.tune import tuned


def past(origin: date, *, start: date | None = None, quarters: int, mode: Mode, tables: Tables | None = None) -> Past:
    """The model started the day after `start` (a quarter's end by `origin`), for some quarters.

    Nothing in it rests on a row that ends after `start`, but the published flows of the mode "given". Raises ValueError
    for days that are no quarter's end, or out of order, or flows that are not published.
    """
    start = start or origin
    if quarter_end(start) != start or quarter_end(origin) != origin or start > origin:
        raise ValueError(f"start {start} and origin {origin} have to be ends of quarters, in this order")
    if tables is None:
        return _kept(origin, start, quarters, mode)
    return _made(origin, start, quarters, mode, tables)


@lru_cache(maxsize=1)
def _kept(origin: date, start: date, quarters: int, mode: Mode) -> Past:
    """The last one made from the published tables."""
    return _made(origin, start, quarters, mode, published())


def _made(origin: date, start: date, quarters: int, mode: Mode, held: Tables) -> Past:
    found, seen = rules(), until(held, start)
    model, ends = uk.load(), quarters_after(start, quarters)
    known = at_end_of_model(model, seen) if _is_last(model, start) else state(model, seen, found)
    ahead = outlook(seen, found, quarters)
    flows = {**ahead.central, **(given(held, found, ends) if mode == "given" else {})}
    base = _base(model, known, seen, found, start)
    setting = Setting(origin, start, ends, mode, seen, found, known, ahead, flows, Tuning.none(known, quarters), base)
    return _set(model, replace(setting, flows=setting.limited(flows)) if mode == "blind" else setting)


def _is_last(model: Model, day: date) -> bool:
    """Whether a day is the eve of the model itself, so that its own numbers hold."""
    return day + timedelta(days=1) == model.calendar.start


def _base(model: Model, known: State, seen: Tables, found: Rules, start: date) -> ParameterBook:
    """The book of the day without what flows move."""
    part, years = found.number("exhausted_part"), model.book.axes["years_since"].edges
    ages = {
        "opening.awaiting_age": waiting_ages(seen, known, found),
        "opening.appeals_age": appeal_ages(seen, found),
        "opening.exhausted_age": stock_ages(seen, "refused", known.exhausted.sum(), found, part=part, years=years),
        "opening.withdrawn_age": stock_ages(seen, "withdrawn", known.withdrawn.sum(), found, part=1, years=years),
    }
    if _is_last(model, start):
        ages = {}
    numbers = fixed(model.book, known, ages, early_share(seen, known), found)
    if not _is_last(model, start):
        numbers |= france_off(model.book)
    numbers |= withdrawn_parameters(model.book["decisions.grant_share"], known.gone)
    bare: Mapping[str, Parameter] = {**model.book.parameters, **numbers}
    bare = {name: replace(each, prior=None) if name in CARRIED else each for name, each in bare.items()}
    return replace(model.book, parameters=bare)


def _set(model: Model, setting: Setting) -> Past:
    """The model with a setting: its calendar, its numbers at the middle of the flows."""
    calendar = Calendar(setting.start + timedelta(days=1), setting.ends[-1])
    cohort = replace(model.cohort, year=calendar.start.year, until=calendar.days)
    kept = {each.name: getattr(model, each.name) for each in fields(Model)}
    kept |= {"calendar": calendar, "cohort": cohort, "book": setting.book(setting.flows), "process": PAST_PROCESS}
    return tuned(Past(**kept, setting=setting))
