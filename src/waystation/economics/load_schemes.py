"""The comparators from their file, with every problem found on the way."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from waystation.base.english import join
from waystation.base.forms import Form, Spot, Text, open_file, read_form
from waystation.base.problems import Problems, did_you_mean
from waystation.economics.formula import GRAMMAR, FormulaError, names_of, parse
from waystation.economics.money import STERLING
from waystation.economics.schemes import EXACT, Compared, Named, Row, compare_row
from waystation.evidence.claim import Claim
from waystation.evidence.register import Register

OURS = "this register"
SCALES = {"million": 1e6, "billion": 1e9}
PER_CENT = "per cent"
REFERENCE = "write 'claim ID', 'term SCHEME.TERM', 'trigger SCHEME.TERM', 'line ID' or 'row ID'"


class RowForm(Form):
    """One figure."""

    scheme: Text
    figure: Annotated[Text, Field(description="say in a few words which figure it is")]
    unit: Annotated[Text, Field(description="write its unit, as 'GBP a person' or 'share'")]
    formula: str = ""
    takes: Annotated[dict[str, str], Field(description=REFERENCE)] = {}
    choices: Annotated[dict[str, float], Field(alias="with")] = {}
    why: dict[str, str] = {}
    published: str = ""
    to: float | None = None
    missing: str = ""


def claims_named(register: Register) -> dict[str, Named]:
    """Every claim that gives a number, in whole units and shares, as a formula may name it."""
    return {f"claim {name}": _named(claim) for name, claim in register.claims.items() if _is_number(claim)}


def _is_number(claim: Claim) -> bool:
    return isinstance(claim.value, int | float)


def _named(claim: Claim) -> Named:
    words = claim.unit.replace(",", "").split()
    scale = next((SCALES[word] for word in words if word in SCALES), 0.01 if claim.unit.startswith(PER_CENT) else 1.0)
    return Named(float(claim.value or 0) * scale, currency_of(claim.unit), (claim.id,), claim.speaker.startswith(OURS))


def currency_of(unit: str) -> str:
    """The currency with which a unit begins, or nothing."""
    first = unit.partition(" ")[0]
    return first if len(first) == len(STERLING) and first.isupper() else ""


def load_schemes(path: Path, named: Mapping[str, Named], problems: Problems) -> dict[str, Compared]:
    """The rows of a file by id, in order, worked out."""
    document = open_file(path, problems)
    found: dict[str, Compared] = {}
    for name, content in document.content.items() if document else ():
        assert document is not None
        spot = Spot(document, problems, (name,), f"figure {name!r}")
        row = _row(name, read_form(RowForm, content, spot), spot)
        if row is not None and _fits(row, named, found, spot):
            _work_out(row, named, found, spot)
    return found


def _row(name: str, form: RowForm, spot: Spot) -> Row | None:
    tree = _tree(form, spot)
    used = names_of(tree) if tree is not None else ()
    for key in sorted(set(form.choices) - set(form.why)):
        spot.inside("with", key).wrong(f"chooses {key!r} without a reason", "say under 'why' why this number")
    given = {**form.takes, **form.choices}
    for key in (key for key in used if key not in given):
        spot.inside("formula").wrong(f"uses {key!r}, which it does not take", did_you_mean(key, given) or REFERENCE)
    for key in (key for key in given if key not in used):
        spot.wrong(f"takes {key!r}, which its formula does not use", "use it, or take it out")
    if set(used) != set(given) or (form.formula and tree is None):
        return None
    return Row(
        name, form.scheme, form.figure, form.unit, form.formula, tree, form.takes, form.choices, form.why,
        form.published, float(form.to or 0), form.missing, spot.where,
    )  # fmt: skip


def _tree(form: RowForm, spot: Spot) -> ast.expr | None:
    try:
        return parse(form.formula) if form.formula else None
    except FormulaError as error:
        spot.inside("formula").wrong(str(error), GRAMMAR)
        return None


def _fits(row: Row, named: Mapping[str, Named], before: Mapping[str, Compared], spot: Spot) -> bool:
    """Whether every number it names is there, in one currency, and the published figure can be met."""
    known = {*named, *(f"row {name}" for name, held in before.items() if held.computed is not None)}
    unknown = {key: name for key, name in row.takes.items() if name not in known}
    for key, name in unknown.items():
        spot.inside("takes", key).wrong(f"takes {name!r}, which is not there", did_you_mean(name, known) or REFERENCE)
    if row.published and f"claim {row.published}" not in named:
        remedy = did_you_mean(row.published, [name.removeprefix("claim ") for name in named]) or "name a claim"
        spot.inside("published").wrong(f"names {row.published!r}, no claim that gives a number", remedy)
        return False
    own = {key: name for key, name in row.takes.items() if not name.startswith("line ") and name in named}
    for key in (key for key, name in own.items() if named[name].ours):
        what = f"takes {row.takes[key]!r}, which this project worked out"
        spot.inside("takes", key).wrong(what, "take the published figures that it was worked out from")
    if unknown:
        return False
    return _one_currency(row, named, before, spot) and _precise(row, named, spot)


def _one_currency(row: Row, named: Mapping[str, Named], before: Mapping[str, Compared], spot: Spot) -> bool:
    units = [before[name.removeprefix("row ")].row.unit for name in row.takes.values() if name not in named]
    taken = [named[name].currency for name in row.takes.values() if name in named]
    published = [named[f"claim {row.published}"].currency] if row.published else []
    found = {*taken, *map(currency_of, (row.unit, *units)), *published} - {""}
    if len(found) > 1:
        spot.wrong(f"mixes {join(sorted(found))} without a rate", "keep to one currency, or take a rate as a claim")
    return len(found) <= 1


def _precise(row: Row, named: Mapping[str, Named], spot: Spot) -> bool:
    """Whether `to` is given with a published figure, and is no coarser than its last digit other than 0."""
    if not row.published:
        return True
    value = named[f"claim {row.published}"].value
    steps = value / row.to if row.to > 0 else 0.0
    if steps < 1 - EXACT or not math.isclose(steps, round(steps), rel_tol=EXACT):
        spot.inside("to").wrong(
            f"is to be rounded to {row.to:g}, but {value:g} was published", "write its last digit's unit"
        )
        return False
    return True


def _work_out(row: Row, named: Mapping[str, Named], found: dict[str, Compared], spot: Spot) -> None:
    try:
        held = compare_row(row, named, found)
    except FormulaError as error:
        spot.inside("formula").wrong(str(error), "mend the formula or the numbers it takes")
        return
    if row.published in held.claims:
        spot.inside("takes").wrong(
            f"takes {row.published!r}, the figure that it should give", "take its inputs instead"
        )
    if held.published is not None and not held.passes and not row.missing:
        spot.wrong("does not give the published figure and says nothing of it", "say under 'missing' what is missing")
    if held.passes and row.missing:
        spot.inside("missing").wrong("gives the published figure, yet says what is missing", "take 'missing' out")
    found[row.id] = held
