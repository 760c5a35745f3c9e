"""Levers and scenarios from their files, and changes from the command line, with every problem found on the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BeforeValidator, Field

from waystation.base.days import Calendar
from waystation.base.forms import Form, Spot, Text, open_file, read_form
from waystation.base.problems import Problem, Problems, ScenarioError, did_you_mean
from waystation.parameters.book import Change, ParameterBook
from waystation.parameters.checks import find
from waystation.parameters.parameter import Parameter
from waystation.scenario.lever import Lever
from waystation.scenario.scenario import Scenario, inherited, ring

CENTRE = np.array([0.5])
SETTING = "write it as id=40, id=*1.5, id@class=0.1 or id=40@2027-01-01"
ClassName = Annotated[str, BeforeValidator(lambda name: str(name) if type(name) is int else name)]
Faults = Iterator[tuple[str, str, str]]
Waived = Callable[[Scenario, Scenario], Iterable[tuple[tuple[str | int, ...], str, str]]]
NONE_BARRED: Mapping[str, str] = {}


class LeverForm(Form):
    """One lever."""

    title: Text
    low: float
    high: float
    why: Text


class ScenarioForm(Form):
    """One file."""

    id: Text
    title: Text
    question: Text
    parent: Annotated[str, Field(description="name the scenario to start from, or take out 'parent'")] = ""
    agreements: list[str] = []
    levers: list[object] = []
    assumes: list[object] = []
    despite: dict[str, str] = {}
    note: str = ""


class SettingForm(Form):
    """One number set, or multiplied."""

    id: Annotated[Text, Field(alias="set", description="name a parameter, as {set: <id>, to: 40}")]
    to: float = math.nan
    times: float = math.nan
    since: date | None = None
    only: ClassName | None = None


def nobody_waives(whole: Scenario, own: Scenario) -> tuple[()]:
    """No agreement has a safeguard to meet."""
    return ()


def load_levers(path: Path, book: ParameterBook, problems: Problems) -> dict[str, Lever]:
    """The levers of a file, by the parameter they move."""
    document = open_file(path, problems)
    if document is None:
        return {}
    levers = {}
    for name, content in document.content.items():
        spot = Spot(document, problems, (name,))
        form = read_form(LeverForm, content, spot.inside(subject=f"lever {name!r}"))
        levers[name] = Lever(name, form.title, form.low, form.high, form.why)
        _check_lever(levers[name], book, spot)
    return levers


def _check_lever(lever: Lever, book: ParameterBook, spot: Spot) -> None:
    if lever.low > lever.high:
        spot.inside("low").wrong(
            f"lever {lever.id!r} goes from {lever.low:g} down to {lever.high:g}", "let low be lower"
        )
    parameter = find(lever.id, book, spot)
    for key, value in (("low", lever.low), ("high", lever.high)):
        if parameter is not None and (complaint := parameter.dimension.complaint(value)):
            spot.inside(key).wrong(f"the {key} end of {lever.id!r} {complaint}", "mend the range")


def load_scenarios(
    paths: Iterable[Path],
    *,
    levers: Mapping[str, Lever],
    book: ParameterBook,
    agreements: Container[str],
    calendar: Calendar,
    problems: Problems,
    barred: Mapping[str, str] = NONE_BARRED,
    waived: Waived = nobody_waives,
) -> dict[str, Scenario]:
    """The scenarios of some files, by id; one that has a problem is left in where it can be named.

    `barred` says of agreements that exist why no scenario may use them; `waived` gives the faults of a scenario's
    agreements and waivers, and is asked only of scenarios in which nothing else is wrong.
    """
    found: dict[str, Scenario] = {}
    spots: dict[str, Spot] = {}
    for path in paths:
        document = open_file(path, problems)
        if document is None:
            continue
        spot = Spot(document, problems)
        if path.stem in found:
            spot.wrong(
                f"is a second scenario called {path.stem!r}", f"rename it; the other is at {spots[path.stem].where}"
            )
            continue
        form = read_form(ScenarioForm, document.content, spot)
        _check_scenario(form, path.stem, agreements, spot, barred)
        changes = _changes(form, spot, levers=levers, book=book, calendar=calendar)
        found[path.stem] = _scenario(form, path.stem, tuple(changes), spot.where)
        spots[path.stem] = spot
    _check_parents(found, spots)
    if not problems.found:
        for name, spot in spots.items():
            for key, what, remedy in waived(inherited(found, name), found[name]):
                spot.inside(*key).wrong(what, remedy)
    return found


def _scenario(form: ScenarioForm, id: str, changes: tuple[Change, ...], where: str) -> Scenario:
    parent = form.parent or None
    return Scenario(
        id, form.title, form.question, parent, tuple(form.agreements), changes, form.note, where, form.despite
    )


def _check_scenario(
    form: ScenarioForm, stem: str, agreements: Container[str], spot: Spot, barred: Mapping[str, str]
) -> None:
    if form.id and form.id != stem:
        spot.inside("id").wrong(f"says its id is {form.id!r}", f"the file is called {stem}.yaml; let both be the same")
    if form.question and not form.question.endswith("?"):
        spot.inside("question").wrong("asks no question", "write one sentence that ends with a question mark")
    names = [str(name) for name in agreements] if isinstance(agreements, Iterable) else []
    for index, name in enumerate(form.agreements):
        if name in barred:
            remedy = "name a hub, as `waystation list agreements` lists them"
            spot.inside("agreements", index).wrong(f"{name!r} {barred[name]}", remedy)
        elif name not in agreements:
            remedy = did_you_mean(name, names) or "add a file to agreements/"
            spot.inside("agreements", index).wrong(f"no agreement called {name!r}", remedy)


def _check_parents(found: Mapping[str, Scenario], spots: Mapping[str, Spot]) -> None:
    parents = {name: scenario.parent for name, scenario in found.items()}
    for name, parent in parents.items():
        spot = spots[name].inside("parent")
        if parent is not None and parent not in found:
            remedy = did_you_mean(parent, set(found) - {name}) or "take out 'parent', or add the scenario"
            spot.wrong(f"no scenario called {parent!r} to start from", remedy)
        circle = ring(parents, name)
        if circle and name == min(circle):
            spot.wrong(f"its parents go round: {' → '.join(circle)}", "let one of them have no parent, or another one")


def _changes(
    form: ScenarioForm, spot: Spot, *, levers: Mapping[str, Lever], book: ParameterBook, calendar: Calendar
) -> Iterator[Change]:
    earlier: list[Change] = []
    for section, items in (("levers", form.levers), ("assumes", form.assumes)):
        for index, item in enumerate(items):
            inner = spot.inside(section, index)
            setting = read_form(SettingForm, item, inner)
            parameter = _role(setting.id, section, levers, book, inner.inside("set"))
            change = _change(setting, item, inner)
            lever = levers.get(setting.id) if section == "levers" else None
            if change is not None and parameter is not None:
                for key, what, remedy in faults(change, parameter, book, lever=lever, calendar=calendar):
                    inner.inside(key).wrong(what, remedy)
                _check_order(change, earlier, inner.inside("since"))
                earlier.append(change)
                yield change


def _check_order(change: Change, earlier: Iterable[Change], spot: Spot) -> None:
    """Note a date before one that the file has already given for the same number: it would undo that one unseen."""
    dates = [other.since for other in earlier if (other.id, other.only) == (change.id, change.only) and other.since]
    if dates and (change.since is None or change.since < max(dates)):
        begins = f"begins on {change.since}" if change.since else "begins at once"
        spot.wrong(f"{change.id!r} {begins}, after an entry from {max(dates)}", "give its entries in order of date")


def _role(name: str, section: str, levers: Mapping[str, Lever], book: ParameterBook, spot: Spot) -> Parameter | None:
    """The parameter that a setting names, noted if it stands under the wrong heading."""
    if section == "assumes":
        if name in levers:
            spot.wrong(f"{name!r} is a lever, not an uncertainty", "put it under 'levers'")
        return find(name, book, spot)
    if name and name not in levers:
        uncertain = "it is an uncertainty: put it under 'assumes'"
        remedy = uncertain if name in book else did_you_mean(name, levers) or "declare it in levers.yaml"
        spot.wrong(f"no lever called {name!r}", remedy)
    return book.parameters.get(name)


def _change(setting: SettingForm, item: object, spot: Spot) -> Change | None:
    """The change that a setting means, or None where it gives no number to work with."""
    if not isinstance(item, Mapping):
        return None
    given = {"to", "times"} & set(item)
    if len(given) != 1:
        has = "both 'to' and 'times'" if given else "neither 'to' nor 'times'"
        spot.wrong(f"has {has}", "give exactly one of them: {set: <id>, to: 40} or {set: <id>, times: 1.5}")
        return None
    times = "times" in given
    value = setting.times if times else setting.to
    return None if math.isnan(value) else Change(setting.id, value, times, setting.since, setting.only)


def faults(
    change: Change,
    parameter: Parameter,
    book: ParameterBook,
    *,
    lever: Lever | None = None,
    calendar: Calendar | None = None,
) -> Faults:
    """What is wrong with a change: at which key, what, and what would mend it."""
    yield from _date_faults(change, parameter, calendar)
    classes = book.axes[parameter.by[0]].classes if parameter.by else ()
    if change.only is not None and change.only not in classes:
        varies = f"is no {parameter.by[0]}" if parameter.by else f"picks out a class, but {change.id!r} has none"
        yield "only", f"{change.only!r} {varies}", did_you_mean(change.only, classes) or "take out the class"
    else:
        yield from _value_faults(change, parameter, classes, lever)


def _date_faults(change: Change, parameter: Parameter, calendar: Calendar | None) -> Faults:
    since = change.since
    if since is None:
        return
    if since.day != 1:
        yield "since", f"{since} lies within a month", f"begin on the first of a month, as {since.replace(day=1)}"
    if calendar is not None and not calendar.start <= since <= calendar.end:
        yield "since", f"{since} lies outside the years simulated", f"choose from {calendar.start} to {calendar.end}"
    if parameter.spread is not None:
        yield "since", f"{change.id!r} is a spread over cases, which holds for the whole time", "take out the date"


def _value_faults(change: Change, parameter: Parameter, classes: tuple[str, ...], lever: Lever | None) -> Faults:
    key = "times" if change.times else "to"
    said = f"{change.id!r} times {change.value:g}" if change.times else f"{change.id!r}"
    results = list(_results(change, parameter, classes))
    for label, value in dict.fromkeys((min(results, key=_value), max(results, key=_value))) if results else ():
        if complaint := parameter.dimension.complaint(value):
            yield key, f"{said}{label} {complaint}", "choose a value that can be"
        elif lever is not None and not lever.low <= value <= lever.high:
            yield key, f"{said}{label} is {value:g}, outside the lever", f"choose from {lever.low:g} to {lever.high:g}"


def _value(result: tuple[str, float]) -> float:
    return result[1]


def _results(change: Change, parameter: Parameter, classes: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """The values that a change leads to, at the centre of every range, each with the class it is for."""
    if not change.times:
        yield "", change.value
    elif parameter.spread is not None:
        yield "", change.value * float(parameter.spread.ppf(CENTRE)[0])
    else:
        dates = parameter.dates
        for start, following in zip(dates, (*dates[1:], date.max), strict=True):
            if change.since is None or following > change.since:
                for place, value in np.ndenumerate(parameter.at(start)):
                    name = classes[place[0]] if place else ""
                    if change.only in (None, name):
                        yield f" for {name}" if name else "", change.value * float(value)


def parse_setting(text: str, book: ParameterBook) -> Change:
    """A change written on the command line: `id=40`, `id=*1.5`, `id@class=0.1`, `id=40@2027-01-01`."""
    left, equals, right = text.partition("=")
    name, _, only = (part.strip() for part in left.partition("@"))
    number, _, since = (part.strip() for part in right.partition("@"))
    if not equals or not number:
        raise ScenarioError(f"{text!r} sets nothing: {SETTING}")
    if name not in book:
        remedy = did_you_mean(name, book.parameters) or SETTING
        raise ScenarioError(f"no parameter called {name!r}: {remedy}")
    change = Change(name, _parsed(number, text), number.startswith("*"), _since(since, text), only or None)
    wrong = [Problem("", what, remedy) for _, what, remedy in faults(change, book[name], book)]
    if wrong:
        raise ScenarioError(wrong)
    return change


def _parsed(number: str, text: str) -> float:
    try:
        value = float(number.removeprefix("*"))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ScenarioError(f"{number!r} in {text!r} is no number: {SETTING} (a share as 0.4, not 40%)")
    return value


def _since(since: str, text: str) -> date | None:
    try:
        return date.fromisoformat(since) if since else None
    except ValueError:
        raise ScenarioError(f"{since!r} in {text!r} is no date: write it as 2027-01-01") from None
