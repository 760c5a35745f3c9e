"""`waystation schemes`: published figures beside the same figures worked out again."""

from __future__ import annotations

import json

from tests.cli.terminal import waystation
from waystation.uk import money

KEYS = ("scheme", "figure", "published", "computed", "ratio", "passes", "counts", "source")


def test_every_figure_is_printed_as_json() -> None:
    said = waystation("schemes", "--json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0 and [row["id"] for row in rows] == list(money.load().schemes)
    assert all(tuple(row)[: len(KEYS)] == KEYS and row["source"] for row in rows)
    assert sum(row["passes"] and row["counts"] for row in rows) >= 8
    (at_300,) = [row for row in rows if row["id"] == "rwanda_at_300"]
    assert (at_300["published"], at_300["passes"], at_300["counts"]) == (541_000_000, True, True)
    assert abs(at_300["computed"] - 541_262_200) < 1 and abs(at_300["ratio"] - 541.2622 / 541) < 1e-9
    assert at_300["where"].startswith("uk/schemes.yaml:") and "nao-rwanda-fixed" in at_300["claims"]


def test_the_table_says_what_is_met_and_what_is_missing() -> None:
    said = waystation("schemes")
    assert said.code == 0 and "denmark_kosovo" in said.out and "541,262,200" in said.out
    passed = sum(held.passes and held.counts for held in money.load().schemes.values())
    assert f"{passed} of " in said.out.splitlines()[-1]
    assert "worked out by this project" in said.out and max(map(len, said.out.splitlines())) <= 118
