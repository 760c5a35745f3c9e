"""A file with a mistake: exit code, file:line and remedy, for scenarios (11) and for the model itself (10)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import waystation as package
from tests.cli.terminal import OWN, own_file, waystation

HEAD = OWN.partition("levers:")[0]

SCENARIOS = {
    "an unknown key": (HEAD + "agreement: [kosovo]\n", 5, "unknown key 'agreement': did you mean 'agreements'"),
    "an unknown parameter": (
        HEAD + "assumes:\n  - {set: appeals.lodged_shar, to: 0.4}\n",
        6,
        "no parameter called 'appeals.lodged_shar': did you mean 'appeals.lodged_share'",
    ),
    "a wrong dimension": (
        HEAD + "levers:\n  - {set: appeals.disposals_a_day, to: 40%}\n",
        6,
        "'to' is not a number: write an ordinary number",
    ),
    "a share outside nought and one": (
        HEAD + "assumes:\n  - {set: appeals.lodged_share, to: 1.4}\n",
        6,
        "'appeals.lodged_share' is 1.4; a share is at most 1: choose a value that can be",
    ),
    "dates out of order": (
        OWN + "  - {set: appeals.disposals_a_day, to: 90, since: 2026-07-01}\n",
        7,
        "begins on 2026-07-01, after an entry from 2027-01-01: give its entries in order of date",
    ),
    "a missing parent": (
        OWN.replace("parent: baseline", "parent: baselin"),
        4,
        "no scenario called 'baselin' to start from: did you mean 'baseline'?",
    ),
    "a circular parent": (
        OWN.replace("parent: baseline", "parent: own"),
        4,
        "its parents go round: own → own: let one of them have no parent",
    ),
    "a lever that is none": (
        HEAD + "levers:\n  - {set: appeals.lodged_share, to: 0.4}\n",
        6,
        "no lever called 'appeals.lodged_share': it is an uncertainty: put it under 'assumes'",
    ),
    "code for a number": (
        HEAD + "assumes:\n  - {set: \"__import__('os').abort()\", to: 1}\n",
        6,
        "no parameter called \"__import__('os').abort()\"",
    ),
    "code in a tag": (HEAD + "note: !!python/object/apply:os.abort []\n", 5, "'note' is not text"),
    "no YAML": (HEAD + "levers: [\n", 6, "is no YAML"),
    "negative places": (
        HEAD + "levers:\n  - {set: removals.detention_places, to: -5}\n",
        6,
        "'removals.detention_places' is -5; a count is at least 0: choose a value that can be",
    ),
}

MODEL = {
    "an unknown key": ("parameters/appeals.yaml", "\n  dimension: per_day", "\n  dimensions: per_day", "'dimension'"),
    "an unknown parameter": ("agreements/kosovo.yaml", "hubs.selection_hazard", "hubs.selection_hazzard",
                             "did you mean 'hubs.selection_hazard'"),
    "a wrong dimension": ("agreements/kosovo.yaml", "chance: hubs.kosovo.chance", "chance: hubs.kosovo.places",
                          "share"),
    "a share outside nought and one": ("parameters/hubs.yaml", "2026-01-01: 0.3\n", "2026-01-01: 1.3\n",
                                       "a share is at most 1"),
    "dates out of order": ("agreements/kosovo.yaml", "  delay: hubs.kosovo.delay",
                           "  until: 2026-05-01\n  delay: hubs.kosovo.delay", "2026-05-01"),
    "no failure path": ("agreements/kosovo.yaml", "failure:\n  after: hubs.kosovo.limit_days\n  then: brought_back\n",
                        "", "say what happens to people who cannot be returned"),
    "code in a rule": ("agreements/kosovo.yaml", "rule: not vulnerable", "rule: __import__('os').abort()",
                       "has no place in a rule: use facts"),
    "no YAML": ("levers.yaml", "decisions.a_day: {", "decisions.a_day: [", "is no YAML"),
    "negative places": ("parameters/hubs.yaml", "2026-01-01: 250\n", "2026-01-01: -250\n", "a count is at least 0"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", SCENARIOS)
def test_a_mistake_in_a_scenario_of_ones_own(mistake: str, tmp_path: Path) -> None:
    text, line, told = SCENARIOS[mistake]
    path = own_file(tmp_path, text=text)
    said = waystation("run", path, "--out", tmp_path / "results")
    assert said.code == 11 and not said.out
    assert f"{tmp_path.name}/own.yaml:{line}  " in said.err and told in said.err
    assert list(tmp_path.iterdir()) == [path]


def test_parents_that_go_round_from_file_to_file_and_all_mistakes_at_once(tmp_path: Path) -> None:
    here = [own_file(tmp_path, name=name, text=text) for name, text in (
        ("hen", OWN.replace("own", "hen").replace("parent: baseline", "parent: egg")),
        ("egg", OWN.replace("own", "egg").replace("parent: baseline", "parent: hen")),
        ("fox", OWN.replace("own", "fox") + "agreements: [kosova]\n"),
    )]  # fmt: skip
    said = waystation("run", *here)
    assert said.code == 11 and said.err.startswith("2 problems in the scenario\n")
    assert "egg.yaml:4  its parents go round: egg → hen → egg" in said.err
    assert "fox.yaml:7  no agreement called 'kosova': did you mean 'kosovo'?" in said.err


@pytest.mark.parametrize("mistake", MODEL)
def test_a_mistake_in_the_model(mistake: str, tmp_path: Path) -> None:
    """A copy of the whole package with one mistake in its content."""
    name, old, new, told = MODEL[mistake]
    copy = tmp_path / "waystation"
    shutil.copytree(Path(package.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    path = copy / "uk" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + old[: len(old) - len(old.lstrip("\n"))].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    said = waystation("list", "agreements", source=tmp_path)
    assert said.code == 10 and not said.out, said.err
    assert told in said.err
    file = path.parent.name + "/" + path.name
    lines = [
        int(part.split(":")[1].split()[0]) for part in said.err.splitlines() if part.strip().startswith(file + ":")
    ]
    assert lines and (mistake == "no failure path" or min(abs(line - found) for found in lines) <= 2)
