"""One life from the terminal: in words that do not change from run to run, as JSON, or refused with a remedy."""

from __future__ import annotations

import json

import pytest

from tests.cli.terminal import smaller, waystation

STAY = "hub_kosovo_stay"


def test_a_life_is_told_beside_the_same_life_without_the_hub_in_the_same_words_each_time() -> None:
    words = ("life", "--through", STAY, *smaller())
    first, again = waystation(*words), waystation(*words)
    assert first.code == 0 and not first.err
    assert first.out == again.out
    assert "Baseline (baseline)" in first.out and "A hub in Kosovo (kosovo)" in first.out
    assert "They part in 'Rights exhausted, in contact'" in first.out
    assert max(map(len, first.out.splitlines())) <= 118


def test_a_life_as_json() -> None:
    told = json.loads(waystation("life", "--through", STAY, "--json", *smaller()).out)
    baseline, hub = told["lives"]
    assert (baseline["scenario"], hub["scenario"]) == ("baseline", "kosovo")
    assert STAY in {visit["stage"] for visit in hub["visits"]}
    assert told["parting"]["day"] == next(
        visit["left"] for visit in hub["visits"] if visit["route"] == "hub_kosovo_notice"
    )  # fmt: skip
    for life in told["lives"]:
        for before, after in zip(life["visits"], life["visits"][1:], strict=False):
            assert before["left"] == after["entered"] and before["because"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--case", "99999999"), "there is no case 99999999: in this draw cases are numbered 0 to "),
        (("--scenario", "kosova", "--case", "1"), "did you mean 'kosovo'?"),
        (("--case", "-1"), "-1 is not in the range"),
        (("--case", "1", "--seed", "-1"), "-1 is not in the range"),
        (("--case", "1", "--scenario", "mine.yaml"), "there is no file mine.yaml"),
        ((), "--through STAGE for the first case that passes it"),
    ],
)
def test_a_life_that_cannot_be_told_says_why(words: tuple[str, ...], told: str) -> None:
    said = waystation("life", *words, *smaller())
    assert said.code == 2 and not said.out
    assert told in said.err
