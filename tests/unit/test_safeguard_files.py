"""Safeguards and schemes are read from files; whatever is wrong is said with its line and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.test_agreement_files import BOOK, FACTS

from waystation.base.problems import Problem, Problems
from waystation.hubs.arrangement import Arrangement
from waystation.hubs.load_arrangements import load_arrangements
from waystation.hubs.load_safeguards import load_safeguards
from waystation.hubs.safeguard import ByRule, ByStatement, ByStructure, Hold, Safeguard

CLAIMS = ("law-says", "act-says")
GOOD = """\
S01:
  title: Children stay
  test: Nobody below 18 is sent.
  weight: hard
  law: [The Act]
  claims: [law-says]
  checks:
    - {by: rule, never: age < 18, says: is a child}
    - {by: structure, has: longest_stay, of: hubs.limit}
S02:
  title: Published
  test: The terms are published.
  weight: soft
  claims: [act-says]
  checks:
    - {by: statement, asks: where they stand}
  adds: {title: Waits, share: hubs.chance, takes: hubs.work}
"""
SCHEME = """\
id: somewhere
kind: returns
title: Exchange
sender: Here
partner: There
hypothetical: false
summary: People are exchanged.
state: Running in 2025.
in_force: {from: 2025-08-06, until: 2026-06-11}
who:
  - {says: came by boat, claims: [law-says]}
capacity:
  - {says: a week, value: 50, unit: people a week, on: 2025-08, claims: [law-says]}
terms: []
safeguards: {S01: {standing: met, because: The law says so., claims: [act-says]}}
exchange:
  who: [{id: a, says: is, rule: age >= 18}]
  returns: hubs.intake
  admitted: hubs.ratio
  within: hubs.limit
"""


def load(folder: Path, text: str) -> tuple[dict[str, Safeguard], list[Problem]]:
    path, problems = folder / "safeguards.yaml", Problems()
    path.write_text(text, encoding="utf-8")
    return load_safeguards(path, facts=FACTS, book=BOOK, claims=CLAIMS, problems=problems), problems.found


def load_scheme(folder: Path, text: str) -> tuple[dict[str, Arrangement], list[Problem]]:
    (folder / "agreements").mkdir(exist_ok=True)
    (folder / "agreements" / "somewhere.yaml").write_text(text, encoding="utf-8")
    problems = Problems()
    found = load_arrangements(folder / "agreements", facts=FACTS, book=BOOK, claims=CLAIMS, problems=problems)
    return found, problems.found


def test_a_good_file_becomes_safeguards(tmp_path: Path) -> None:
    held, problems = load(tmp_path, GOOD)
    assert not problems
    rule, structure = held["S01"].checks
    assert isinstance(rule, ByRule) and rule.never.says == "is a child" and not rule.if_stated
    assert structure == ByStructure("longest_stay", "hubs.limit")
    assert held["S02"].checks == (ByStatement("where they stand"),)
    assert held["S02"].adds == Hold("S02", "Waits", "hubs.chance", "hubs.work")
    assert held["S02"].law == () and held["S02"].where.endswith("/safeguards.yaml:10")


WRONG = {
    "weight unknown": ("weight: hard", "weight: heavy", 4, "no weight we know: 'heavy'", "known: advisory"),
    "claim unknown": ("claims: [law-says]", "claims: [law-say]", 6, "which nobody claims", "did you mean 'law-says'"),
    "no claim and no law": ("claims: [act-says]", "claims: []", 10, "no law and no claim", "'law' or 'claims'"),
    "not checked": ("\n    - {by: statement, asks: where they stand}", " []", 10, "not checked in any way", "say how"),
    "way unknown": ("by: structure", "by: structur", 9, "no way of checking we know", "'structure'"),
    "rule unknown": ("never: age < 18", "never: agee < 18", 8, "no fact called 'agee'", "did you mean 'age'"),
    "rule missing": ("never: age < 18, ", "", 8, "no 'never' or no 'says'", "use facts"),
    "property unknown": ("has: longest_stay", "has: longest", 9, "no property we know: 'longest'", "'longest_stay'"),
    "ceiling in people": ("of: hubs.limit", "of: hubs.places", 9, "'of' is in days", "another parameter"),
    "ceiling missing": (", of: hubs.limit", "", 9, "lacks 'has' or 'of'", "longest_stay"),
    "asks nothing": (", asks: where they stand", "", 16, "asks nothing", "'asks'"),
    "soft adds nothing": (
        "  adds: {title: Waits, share: hubs.chance, takes: hubs.work}\n",
        "",
        10,
        "is soft",
        "'adds'",
    ),
    "hard adds": ("weight: soft", "weight: hard", 10, "adds something without being soft", "'adds'"),
    "soft by rule": (
        "{by: statement, asks: where they stand}",
        "{by: rule, never: frail, says: is}",
        15,
        "not by",
        "by st",
    ),
    "adds no days": ("takes: hubs.work", "takes: hubs.limit", 17, "no spread over cases", "'spread'"),
    "adds no share": ("share: hubs.chance", "share: hubs.ratio", 17, "'share' is in share", "another"),
    "key unknown": ("test: Nobody", "tests: x\n  test: Nobody", 3, "unknown key 'tests'", "'test'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_in_safeguards_is_said_with_its_line(name: str, tmp_path: Path) -> None:
    old, new, line, what, remedy = WRONG[name]
    assert GOOD.count(old) == 1
    _, problems = load(tmp_path, GOOD.replace(old, new))
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert problems[0].where.endswith(f"/safeguards.yaml:{line}"), str(problems[0])
    assert what in problems[0].what and remedy in problems[0].remedy


def test_a_good_file_becomes_a_scheme(tmp_path: Path) -> None:
    held, problems = load_scheme(tmp_path, SCHEME)
    assert not problems
    scheme = held["somewhere"]
    assert scheme.kind == "returns" and scheme.exchange is not None and scheme.exchange.within == "hubs.limit"
    assert scheme.who[0].claims == ("law-says",) and scheme.capacity[0].value == 50 and scheme.moved == ()
    assert scheme.stated["S01"].standing == "met" and scheme.stated["S01"].where == "agreements/somewhere.yaml:15"


WRONG_SCHEMES = {
    "kind unknown": ("kind: returns", "kind: return", 2, "no kind of agreement we know", "'returns'"),
    "terms with an exchange": ("kind: returns", "kind: terms", 1, "of kind 'returns' without", "mend 'kind'"),
    "another id": ("id: somewhere", "id: elsewhere", 1, "says its id is 'elsewhere'", "somewhere.yaml"),
    "ends before it starts": ("until: 2026-06-11", "until: 2025-06-11", 9, "before it starts", "in order"),
    "who by nobody": (
        "claims: [law-says]}\ncapacity",
        "claims: [x]}\ncapacity",
        11,
        "which nobody claims",
        "known: act-says",
    ),
    "a figure by nobody": (
        "on: 2025-08, claims: [law-says]",
        "on: 2025-08, claims: []",
        13,
        "rests on no claim",
        "name",
    ),
    "a figure in cases": ("unit: people a week", "unit: cases", 13, "no unit we know", "people"),
    "a figure of no day": ("on: 2025-08", "on: soon", 13, "no date", "2025-10-21"),
    "no state": ("state: Running in 2025.\n", "", 1, "has no 'state'", "how it stands"),
    "within a ratio": ("within: hubs.limit", "within: hubs.ratio", 20, "'within' is in days", "another"),
    "exchange of nobody": ("rule: age >= 18", "rule: agee >= 18", 17, "no fact called 'agee'", "'age'"),
}


@pytest.mark.parametrize("name", WRONG_SCHEMES)
def test_a_mistake_in_a_scheme_is_said_with_its_line(name: str, tmp_path: Path) -> None:
    old, new, line, what, remedy = WRONG_SCHEMES[name]
    assert SCHEME.count(old) == 1
    _, problems = load_scheme(tmp_path, SCHEME.replace(old, new))
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert problems[0].where == f"agreements/somewhere.yaml:{line}", str(problems[0])
    assert what in problems[0].what and remedy in problems[0].remedy
