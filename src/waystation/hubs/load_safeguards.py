"""The safeguards from their file, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field

from waystation.base.forms import Form, Spot, Text, known, open_file, read_form
from waystation.base.problems import Problems
from waystation.hubs.load import NUMBER, SHARE, WORK, Want, check_want, read_rule
from waystation.hubs.load_terms import check_claims
from waystation.hubs.safeguard import (
    WEIGHTS,
    ByRule,
    ByStatement,
    ByStructure,
    Check,
    Hold,
    Safeguard,
    Weight,
)
from waystation.hubs.structure import PROPERTIES
from waystation.parameters.book import ParameterBook
from waystation.parameters.checks import find
from waystation.rules.expr import Condition, Facts
from waystation.rules.parse import GRAMMAR

KINDS = ("rule", "structure", "statement")
HOLD_WANTS = {"share": SHARE, "takes": WORK, "stops": SHARE}
MEASURED = {"longest_stay": Want("days", NUMBER)}


class SafeguardForm(Form):
    """One safeguard."""

    title: Text
    test: Annotated[Text, Field(description="say in a sentence what has to be so")]
    weight: Annotated[Text, Field(description=f"write one of {', '.join(WEIGHTS)}")]
    law: list[str] = []
    claims: Annotated[list[str], Field(description="name the claims it rests on")]
    checks: Annotated[list[object], Field(description=f"say how it is checked: by {', '.join(KINDS)}")]
    adds: dict[str, object] | None = None


class CheckForm(Form):
    """One way of checking."""

    by: Annotated[Text, Field(description=f"write one of {', '.join(KINDS)}")]
    never: str = ""
    says: str = ""
    if_stated: bool = False
    has: str = ""
    of: str = ""
    asks: str = ""


class HoldForm(Form):
    """What is added where it is not met."""

    title: Text
    share: Text
    takes: Text
    stops: str = ""


def load_safeguards(
    path: Path, *, facts: Facts, book: ParameterBook, claims: Collection[str], problems: Problems
) -> dict[str, Safeguard]:
    """The safeguards of a file, by id, in order."""
    document = open_file(path, problems)
    if document is None:
        return {}
    found = {}
    for name, content in document.content.items():
        spot = Spot(document, problems, (name,), f"safeguard {name!r}")
        found[name] = _safeguard(name, content, spot, facts, book, claims)
    return found


def _safeguard(
    name: str, content: object, spot: Spot, facts: Facts, book: ParameterBook, claims: Collection[str]
) -> Safeguard:
    form = read_form(SafeguardForm, content, spot)
    known(form.weight, tuple(WEIGHTS), "weight", spot.inside("weight"))
    check_claims(form.claims, claims, spot)
    if not form.claims and not form.law:
        spot.wrong("rests on no law and no claim", "name what sets it, under 'law' or 'claims'")
    items = [spot.inside("checks", index) for index in range(len(form.checks))]
    read = [_check(item, inner, facts, book) for item, inner in zip(form.checks, items, strict=True)]
    checks = tuple(check for check in read if check is not None)
    adds = _hold(name, form.adds, spot.inside("adds"), book)
    if isinstance(content, Mapping) and "checks" in content and not form.checks:
        spot.wrong("is not checked in any way", f"say how: by {', '.join(KINDS)}")
    if form.weight and (form.weight == "soft") != (adds is not None):
        spot.wrong("is soft without adding anything, or adds something without being soft", "give a soft one 'adds'")
    if adds is not None and not all(isinstance(check, ByStatement) for check in checks):
        spot.inside("checks").wrong("is soft, but not by statement alone", "check it by statement")
    return Safeguard(
        name, form.title, form.test, cast(Weight, form.weight), tuple(form.law), tuple(form.claims), checks, adds,
        spot.where,
    )  # fmt: skip


def _check(item: object, spot: Spot, facts: Facts, book: ParameterBook) -> Check | None:
    form = read_form(CheckForm, item, spot)
    match form.by:
        case "rule":
            rule = read_rule(form.never, facts, spot.inside("never")) if form.never else None
            if not form.never or not form.says:
                spot.wrong("is checked by a rule but has no 'never' or no 'says'", GRAMMAR)
            return ByRule(Condition(form.never, form.says, rule), form.if_stated) if rule is not None else None
        case "structure":
            if form.of and form.has in MEASURED and (parameter := find(form.of, book, spot.inside("of"))):
                check_want(parameter, MEASURED[form.has], "of", spot.inside("of"))
            if not form.has or (form.has in MEASURED and not form.of):
                spot.wrong("is checked by structure but lacks 'has' or 'of'", f"known: {', '.join(PROPERTIES)}")
            return ByStructure(form.has, form.of) if known(form.has, PROPERTIES, "property", spot) else None
        case "statement":
            if not form.asks:
                spot.wrong("is checked by statement but asks nothing", "say in 'asks' what an agreement has to state")
            return ByStatement(form.asks)
        case _:
            known(form.by, KINDS, "way of checking", spot.inside("by"))
            return None


def _hold(name: str, content: Mapping[str, object] | None, spot: Spot, book: ParameterBook) -> Hold | None:
    if content is None:
        return None
    form = read_form(HoldForm, content, spot)
    for key, want in HOLD_WANTS.items():
        parameter = find(getattr(form, key), book, spot.inside(key))
        if parameter is not None:
            check_want(parameter, want, key, spot.inside(key))
    return Hold(name, form.title, form.share, form.takes, form.stops or None)
