"""Two parameters for one thing are refused, with the places of both; two things that are only near are not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from waystation import uk
from waystation.base.problems import ContentError, Problems
from waystation.base.units import DIMENSIONS
from waystation.parameters.derive import Basis
from waystation.parameters.parameter import Parameter
from waystation.parameters.twins import check_twins

START = date(2026, 1, 1)
ONE = Parameter(
    "boats.red_share", "Red boats", "Share of boats that are red.", DIMENSIONS["share"], "measured", "A count.",
    values=((START, np.array(0.4)),), where="parameters/boats.yaml:3",
)  # fmt: skip
OTHER = replace(
    ONE, id="ships.scarlet", title="Scarlet ships", what="Ships painted scarlet.", where="parameters/ships.yaml:9",
    values=((START, np.array(0.5)),),
)  # fmt: skip
COUNTED = Basis(
    "", ("count-2024",), "ratio", {"part": "boats"}, {"colour": ["red"], "weight": 2}, {"weight": "A guess."}
)
READ = Basis("", ("count-2024",))
SAME = {
    "the title, whatever its case and spaces": (replace(OTHER, title=" red  Boats"), None, None, "the same title"),
    "what they are": (replace(OTHER, what="share of boats that are red."), None, None, "the same under 'what'"),
    "the derivation": (OTHER, COUNTED, COUNTED, "the same derivation"),
    "the derivation but for a judgement": (OTHER, COUNTED, replace(COUNTED, choices={"colour": ["red"], "weight": 9}),
                                           "the same derivation"),
    "what is read": (replace(OTHER, values=ONE.values), READ, READ, "the same number from the same claims"),
}  # fmt: skip
APART = {
    "another dimension": (replace(OTHER, title=ONE.title, dimension=DIMENSIONS["ratio"]), None, None),
    "other axes": (replace(OTHER, title=ONE.title, by=("colour",)), None, None),
    "another thing taken": (OTHER, COUNTED, replace(COUNTED, takes={"part": "ships"})),
    "another thing asked for": (OTHER, COUNTED, replace(COUNTED, choices={"colour": ["blue"], "weight": 2})),
    "another derivation": (OTHER, COUNTED, replace(COUNTED, how="difference")),
    "another number of the same claims": (OTHER, READ, READ),
    "the same number of other claims": (replace(OTHER, values=ONE.values), READ, Basis("", ("count-2025",))),
    "the same number of no claims": (replace(OTHER, values=ONE.values), None, None),
}  # fmt: skip
PARAMETER = """\
  {title: Sent home, what: Stays that end so., dimension: share, values: {2026-01-01: 0.4}, status: derived,
   source: The table of those who leave detention.}
"""
BASIS = """\
  {rests_on: [ho-2026q1-detention-exits], how: returned_share, takes: {exits: detention_exits}, with: {year: 2025}}
"""


def found(other: Parameter, basis: Basis | None, other_basis: Basis | None) -> Problems:
    """What is wrong with `ONE` and another."""
    bases = {ONE.id: basis or Basis(""), other.id: other_basis or Basis("")}
    check_twins({ONE.id: ONE, other.id: other}, bases, problems := Problems())
    return problems


@pytest.mark.parametrize("name", SAME)
def test_one_thing_under_two_names_is_refused_with_both_places(name: str) -> None:
    other, basis, other_basis, why = SAME[name]
    (problem,) = found(other, basis, other_basis).found
    assert problem.where == other.where and ONE.where in problem.remedy and "keep one" in problem.remedy
    assert repr(ONE.id) in problem.what and repr(other.id) in problem.what and why in problem.what


@pytest.mark.parametrize("name", APART)
def test_two_things_that_are_near_are_let_be(name: str) -> None:
    assert not found(*APART[name]).found


def test_the_model_is_refused_if_a_number_stands_in_it_twice(tmp_path: Path) -> None:
    """With other words and another value, but worked out in the same way from the same figures."""
    home = tmp_path / "uk"
    shutil.copytree(uk.HOME, home, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    for place, entry in (("parameters/removals.yaml", PARAMETER), ("evidence/basis.yaml", BASIS)):
        with (home / place).open("a") as file:
            file.write(f"\nremovals.sent_home:\n{entry}")
    with pytest.raises(ContentError) as refused:
        uk.load(home=home)
    (problem,) = refused.value.problems
    assert problem.where.startswith("parameters/removals.yaml:") and "parameters/removals.yaml:" in problem.remedy
    assert "'removals.sent_home' and 'removals.returned_share' are one thing" in problem.what
