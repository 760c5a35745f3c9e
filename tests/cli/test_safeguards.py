"""`waystation safeguards`: where an agreement stands, as a table, as JSON, and all at a glance."""

from __future__ import annotations

import json

from tests.cli.conftest import Ran
from tests.cli.terminal import waystation
from waystation import uk


def test_the_list_says_where_a_hub_stands_and_why() -> None:
    said = waystation("safeguards", "kosovo", "--json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0 and [row["id"] for row in rows] == list(uk.load().safeguards)
    assert {row["id"]: row["standing"] for row in rows}["S04"] == "open"
    assert all(row["because"] and row["where"].startswith("agreements/kosovo.yaml:") for row in rows)
    table = waystation("safeguards", "kosovo")
    assert table.code == 0 and all(f" {name} " in table.out for name in uk.load().safeguards)
    assert "Hard and not met: S04, S05" in table.out and "'despite'" in table.out


def test_a_scheme_that_is_not_simulated_shows_what_it_states() -> None:
    said = waystation("safeguards", "uk_rwanda")
    assert said.code == 0 and "real risk" in said.out and "not simulated" in said.out


def test_all_at_a_glance() -> None:
    said = waystation("safeguards")
    assert said.code == 0
    assert {line.split()[0] for line in said.out.splitlines()} == {*uk.load().agreements, *uk.load().arrangements}


def test_an_agreement_that_there_is_not() -> None:
    said = waystation("safeguards", "kosova")
    assert said.code == 2 and "did you mean 'kosovo'" in said.err and not said.out


def test_a_run_says_what_it_waives(as_text: Ran) -> None:
    printed = " ".join(as_text.said.out.split())
    assert "9 hard safeguards of 'kosovo' are open or unmet (S04, S05," in printed
    page = (as_text.directory / "report.html").read_text(encoding="utf-8")
    assert 'id="waivers"' in page and 'id="safeguard-kosovo-S20"' in page
    for why in uk.load().scenarios["kosovo"].despite.values():
        assert page.count(why.rstrip(".").replace("'", "&#39;")) >= 2
