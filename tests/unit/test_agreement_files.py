"""Agreements are read from one file a partner; whatever is wrong is said with its line and a remedy."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from waystation.base.problems import ContentError, Problem, Problems
from waystation.base.units import DIMENSIONS
from waystation.hubs.agreement import Agreement, Ended, Failure
from waystation.hubs.load import load_agreement, load_agreements
from waystation.parameters.axis import Axis
from waystation.parameters.book import make_book
from waystation.parameters.parameter import Parameter
from waystation.parameters.spread import Spread
from waystation.process.words import Ramp, Shock, Window
from waystation.rules.expr import Compare, Fact, Not, OneOf

FACTS = {
    fact.name: fact
    for fact in (
        Fact("age", "age", "number"),
        Fact("colour", "colour", "category", ("red", "green", "blue")),
        Fact("frail", "is frail", "truth"),
    )
}
FIXED = Spread("fixed", (("days", (14.0,)),))
ONE = date(2026, 1, 1)


def number(id: str, dimension: str, value: float = 0.5, by: tuple[str, ...] = ()) -> Parameter:
    table = np.full(3 if by else (), value)
    return Parameter(id, "Title", "What.", DIMENSIONS[dimension], "assumed", "", by=by, values=((ONE, table),))


def spread(id: str) -> Parameter:
    return Parameter(id, "Title", "What.", DIMENSIONS["days"], "assumed", "", spread=FIXED)


BOOK = make_book(
    {
        parameter.id: parameter
        for parameter in (
            number("hubs.chance", "share"),
            number("hubs.share", "share", by=("colour",)),
            number("hubs.places", "count", 100),
            number("hubs.intake", "per_day"),
            number("hubs.hazard", "per_year", by=("colour",)),
            number("hubs.rate", "per_year"),
            number("hubs.ratio", "ratio"),
            number("hubs.limit", "days", 730),
            number("hubs.limits", "days", 730, by=("colour",)),
            number("hubs.price", "gbp", 1000),
            spread("hubs.work"),
        )
    },
    {"colour": Axis("colour", "Colour", ("red", "green", "blue"))},
)
GOOD = """\
id: somewhere
title: A hub somewhere
partner: Somewhere
hypothetical: true
summary: Nothing is signed.
in_force: {from: 2027-01-01, delay: hubs.limit, until: 2036-03-31}
chance: hubs.chance
places: hubs.places
intake: hubs.intake
who:
  - {id: adult, says: is an adult, rule: age >= 18, cites: [article 3]}
  - id: listed
    says: is listed
    rule: colour in [red, green] and not frail
selection: hubs.hazard
notice:
  takes: hubs.work
  leaves: hubs.share
  disappears: hubs.share
  claims: hubs.share
  certified: hubs.share
  claim_succeeds: hubs.share
  review_takes: hubs.work
  review_succeeds: hubs.share
  pursues: hubs.share
  unsuspended: hubs.share
stay:
  return_multiplier: hubs.ratio
  voluntary_multiplier: hubs.ratio
  return_takes: hubs.work
  onward: hubs.hazard
  leave_to_stay: hubs.hazard
  brought_back: hubs.hazard
  evidence_multiplier: hubs.ratio
  grounds_multiplier: hubs.share
  documents_take: hubs.work
  claim_ready: hubs.work
  onward_takes: hubs.work
  onward_returns: hubs.share
failure: {after: hubs.limit, then: brought_back}
terms:
- {id: a, says: X, amount: hubs.price, currency: GBP, per: person, payer: A, payee: B, claims: [], status: hypothetical}
safeguards: {S04: {standing: open, because: Nobody knows.}}
notes: [One note.]
ended: {then: run_on, pace: hubs.hazard}
start: {share: hubs.chance, days: hubs.limit}
injunction: {rate: hubs.rate, luck: hubs.chance, lasts: hubs.limit}
termination: {rate: hubs.rate, luck: hubs.chance}
"""


def load(folder: Path, text: str, name: str = "somewhere.yaml") -> tuple[Agreement | None, list[Problem]]:
    path = folder / "agreements" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    return load_agreement(path, facts=FACTS, book=BOOK, problems=problems), problems.found


def instead(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old!r} should stand in the good file once"
    return GOOD.replace(old, new)


def test_a_good_file_becomes_an_agreement(tmp_path: Path) -> None:
    agreement, problems = load(tmp_path, GOOD)
    assert not problems and agreement is not None
    assert agreement.in_force == Window(date(2027, 1, 1), "hubs.limit", date(2036, 3, 31))
    assert (agreement.chance, agreement.places, agreement.intake) == ("hubs.chance", "hubs.places", "hubs.intake")
    adult, listed = agreement.who
    assert adult.rule == Compare("age", ">=", 18.0) and adult.cites == ("article 3",)
    assert OneOf("colour", ("red", "green")) in listed.rule.parts  # type: ignore[union-attr]
    assert agreement.notice.review_takes == "hubs.work" and agreement.stay.onward == "hubs.hazard"
    assert agreement.failure == Failure("hubs.limit", "brought_back")
    assert agreement.ended == Ended("run_on", "hubs.hazard") and agreement.start == Ramp("hubs.chance", "hubs.limit")
    assert agreement.injunction == Shock("hubs.rate", "hubs.chance", "hubs.limit")
    assert agreement.termination == Shock("hubs.rate", "hubs.chance")
    (term,) = agreement.terms
    assert (term.parameter, term.amount, term.per, term.payer) == ("hubs.price", None, "person", "A")
    assert (
        agreement.stated["S04"].standing == "open" and agreement.stated["S04"].where == "agreements/somewhere.yaml:43"
    )
    assert agreement.notes == ("One note.",) and agreement.where == "agreements/somewhere.yaml:1"


def test_what_is_optional_may_be_left_out(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("terms:")] + "ended: {then: run_on, pace: hubs.hazard}\n"
    text = text.replace(", delay: hubs.limit, until: 2036-03-31", "")
    agreement, problems = load(tmp_path, text)
    assert not problems and agreement is not None
    assert agreement.start is agreement.injunction is agreement.termination is None
    assert agreement.terms == () == agreement.notes and agreement.stated == {}
    assert agreement.in_force == Window(date(2027, 1, 1))


WRONG = {
    "unknown key": ("partner: Somewhere", "partner: Somewhere\nnote: x", 4, "unknown key 'note'", "'notes'"),
    "missing key": ("partner: Somewhere\n", "", 1, "has no 'partner'", "add 'partner: …'"),
    "another id": ("id: somewhere", "id: elsewhere", 1, "says its id is 'elsewhere'", "called somewhere.yaml"),
    "not a truth": ("hypothetical: true", "hypothetical: maybe", 4, "neither true nor false", "write true or false"),
    "number for a name": ("chance: hubs.chance", "chance: 0.3", 7, "'chance' is not text", "name a parameter"),
    "unknown parameter": (
        "places: hubs.places",
        "places: hubs.place",
        8,
        "no parameter called 'hubs.place'",
        "'hubs.places'",
    ),
    "unknown, far inside": (
        "review_takes: hubs.work",
        "review_takes: hubs.wrok",
        23,
        "'hubs.wrok'",
        "did you mean 'hubs.work'",
    ),
    "wrong dimension": (
        "intake: hubs.intake",
        "intake: hubs.places",
        9,
        "is in count; 'intake' is in per_day",
        "another",
    ),
    "chance no share": ("chance: hubs.chance", "chance: hubs.ratio", 7, "is in ratio; 'chance' is in share", "another"),
    "selection no hazard": (
        "selection: hubs.hazard",
        "selection: hubs.share",
        15,
        "'selection' is in per_year",
        "another",
    ),
    "multiplier no ratio": (
        "return_multiplier: hubs.ratio",
        "return_multiplier: hubs.hazard",
        28,
        "is in ratio",
        "another",
    ),
    "delay no days": ("delay: hubs.limit", "delay: hubs.ratio", 6, "'delay' is in days", "mend its dimension"),
    "price no money": ("amount: hubs.price", "amount: hubs.ratio", 42, "an amount is one number in gbp", "another"),
    "work without spread": (
        "return_takes: hubs.work",
        "return_takes: hubs.limit",
        30,
        "no spread over cases",
        "'spread'",
    ),
    "delay with spread": ("delay: hubs.limit", "delay: hubs.work", 6, "'delay' wants one number", "'values'"),
    "chance with axes": (
        "chance: hubs.chance",
        "chance: hubs.share",
        7,
        "varies by colour; 'chance' wants one",
        "'by'",
    ),
    "limit with axes": ("after: hubs.limit", "after: hubs.limits", 40, "varies by colour; 'after' wants one", "'by'"),
    "no failure path": (
        "failure: {after: hubs.limit, then: brought_back}\n",
        "",
        1,
        "has no 'failure'",
        "say what happens to people who cannot be returned",
    ),
    "failure without end": (", then: brought_back", "", 40, "has no 'then'", "brought_back or leave_in_host"),
    "failure to nowhere": (
        "then: brought_back",
        "then: forgotten",
        40,
        "'forgotten'",
        "known: brought_back, leave_in_host",
    ),
    "unknown fact": ("rule: age >= 18", "rule: agee >= 18", 11, "no fact called 'agee'", "did you mean 'age'"),
    "unknown class": ("colour in [red, green]", "colour in [red, grey]", 14, "knows no class 'grey'", "'green'"),
    "code in a rule": ("rule: age >= 18", "rule: \"__import__('os')\"", 11, "has no place in a rule", "since(stage)"),
    "a call in a rule": ("rule: age >= 18", "rule: \"exec('1') >= 18\"", 11, "cannot be compared", "use facts"),
    "no rule at all": ("rule: age >= 18", "rule: age >=", 11, "cannot be read as a rule", "use facts"),
    "rule without end": (
        "rule: age >= 18",
        "rule: " + "not " * 2000 + "frail",
        11,
        "cannot be read as a rule",
        "use facts",
    ),
    "number without end": (
        "rule: age >= 18",
        "rule: age >= 1" + "0" * 400,
        11,
        "cannot be read as a rule",
        "use facts",
    ),
    "condition misspelt": ("says: is listed", "say: is listed\n    says: x", 13, "unknown key 'say'", "'says'"),
    "condition without rule": ("rule: age >= 18, ", "", 11, "has no 'rule'", "use facts, numbers"),
    "condition is text": (
        "  - id: listed\n    says: is listed\n    rule:",
        "  -",
        12,
        "should hold keys",
        "id, says, rule",
    ),
    "two of one id": ("id: listed", "id: adult", 12, "two conditions called 'adult'", "its own id"),
    "until before from": (
        "until: 2036-03-31",
        "until: 2026-03-31",
        6,
        "ends on 2026-03-31 before it starts",
        "in order",
    ),
    "no start": ("from: 2027-01-01, ", "", 6, "has no 'from'", "add 'from: …'"),
    "start no date": ("from: 2027-01-01", "from: soon", 6, "'from' is not a date", "2027-01-01"),
    "start at an hour": ("from: 2027-01-01", "from: 2027-01-01 12:00:00", 6, "'from' is", "2027-01-01"),
    "part is no mapping": ("{after: hubs.limit, then: brought_back}", "free", 40, "'failure' does not", "say what"),
    "unknown key in a part": ("then: brought_back", "then: brought_back, than: x", 40, "unknown key 'than'", "'then'"),
    "a term too few keys": ("per: person, ", "", 42, "has no 'per'", "write one of once, year"),
    "a measure of payment unknown": ("per: person", "per: persons", 42, "no measure of payment", "'person'"),
    "a currency unknown": ("currency: GBP", "currency: CHF", 42, "no currency we know: 'CHF'", "known: AUD"),
    "a parameter in another currency": ("currency: GBP", "currency: EUR", 42, "is in EUR", "write GBP"),
    "an amount below nothing": ("amount: hubs.price", "amount: -5", 42, "negative amount", "change places"),
    "an amount that is a list": ("amount: hubs.price", "amount: [1]", 42, "no number and no name", "whole units"),
    "a trigger without people": ("per: person", "per: trigger", 42, "without a trigger", "{people: 300}"),
    "a trigger at nobody": ("per: person", "per: trigger, trigger: {people: 0}", 42, "due at 0 people", "above 0"),
    "reported by nobody": ("status: hypothetical", "status: reported", 42, "rests on no claim", "hypothetical"),
    "a standing unknown": ("standing: open", "standing: maybe", 43, "no standing we know: 'maybe'", "known: met"),
    "a statement without a reason": (", because: Nobody knows.", "", 43, "has no 'because'", "say in a sentence"),
    "notes are text": ("notes: [One note.]", "notes: One note.", 44, "'notes' is not a list", "[a, b]"),
    "then nowhere": ("then: run_on", "then: forgotten", 45, "'forgotten'", "known: brought_back, run_on"),
    "nothing said of the end": (
        "ended: {then: run_on, pace: hubs.hazard}\n",
        "",
        1,
        "has no 'ended'",
        "say what happens to people in the hub when the agreement ends",
    ),
    "shock in shares": ("injunction: {rate: hubs.rate", "injunction: {rate: hubs.chance", 47, "is in share", "mend"),
    "luck with axes": ("hubs.chance, lasts", "hubs.share, lasts", 47, "varies by colour", "'by'"),
    "shock of no length": (", lasts: hubs.limit", "", 47, "has no 'lasts'", "name a parameter"),
    "end with a length": ("termination: {", "termination: {lasts: hubs.limit, ", 48, "unknown key 'lasts'", "rate"),
    "ramp without a length": ("hubs.chance, days: hubs.limit", "hubs.chance", 46, "has no 'days'", "name a parameter"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_said_with_its_line_and_remedy(name: str, tmp_path: Path) -> None:
    old, new, line, what, remedy = WRONG[name]
    agreement, problems = load(tmp_path, instead(old, new))
    assert agreement is None
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert problems[0].where == f"agreements/somewhere.yaml:{line}", str(problems[0])
    assert what in problems[0].what
    assert remedy in problems[0].remedy


def test_who_must_say_something(tmp_path: Path) -> None:
    start, end = GOOD.index("who:"), GOOD.index("selection:")
    _, problems = load(tmp_path, GOOD[:start] + "who: []\n" + GOOD[end:])
    assert [problem.where for problem in problems] == ["agreements/somewhere.yaml:10"]
    assert "no condition" in problems[0].what and "say who may be sent" in problems[0].remedy


def test_all_problems_of_a_file_are_said_together(tmp_path: Path) -> None:
    text = instead("places: hubs.places", "places: hubs.plaices").replace("age >= 18", "agee >= 18")
    text = text.replace("onward: hubs.hazard", "onwards: hubs.hazard").replace("then: brought_back", "then: nowhere")
    path = tmp_path / "somewhere.yaml"
    path.write_text(text)
    problems = Problems()
    load_agreement(path, facts=FACTS, book=BOOK, problems=problems)
    with pytest.raises(ContentError) as caught:
        problems.raise_if_any()
    lines = [int(problem.where.rpartition(":")[2]) for problem in caught.value.problems]
    assert lines == [8, 11, 27, 31, 40]
    assert str(caught.value).startswith("5 problems in the model\n")


def test_a_folder_gives_every_agreement_but_not_its_templates(tmp_path: Path) -> None:
    folder = tmp_path / "agreements"
    load(tmp_path, GOOD)
    load(tmp_path, GOOD.replace("id: somewhere", "id: far").replace("article 3", "article 4"), "far.yaml")
    (folder / "_template.yaml").write_text("id: <partner>\nanything: goes\n")
    problems = Problems()
    found = load_agreements(folder, facts=FACTS, book=BOOK, problems=problems)
    assert list(found) == ["far", "somewhere"] and not problems.found
    assert not isinstance(found["far"].who[0].rule, Not)


def test_a_template_must_be_yaml(tmp_path: Path) -> None:
    (tmp_path / "_template.yaml").write_text("id: [\n")
    problems = Problems()
    assert load_agreements(tmp_path, facts=FACTS, book=BOOK, problems=problems) == {}
    assert "is no YAML" in problems.found[0].what and "/_template.yaml:" in problems.found[0].where


def test_the_same_mistake_read_twice_is_still_a_mistake(tmp_path: Path) -> None:
    text = instead("intake: hubs.intake", "intake: hubs.places")
    load(tmp_path, text)
    problems = Problems()
    path = tmp_path / "agreements" / "somewhere.yaml"
    for _ in range(2):
        assert load_agreement(path, facts=FACTS, book=BOOK, problems=problems) is None
    assert len(problems.found) == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    problems = Problems()
    assert load_agreement(tmp_path / "none.yaml", facts=FACTS, book=BOOK, problems=problems) is None
    assert "cannot be read" in problems.found[0].what and problems.found[0].remedy
