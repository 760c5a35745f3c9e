"""A file with a mistake: exit code, file:line and remedy, for scenarios (11) and for the model itself (10)."""

from __future__ import annotations

import re
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
    "code in a tag": (HEAD + "note: !!python/object/apply:os.abort []\n", 5, "determine a constructor for the tag"),
    "no YAML": (HEAD + "levers: [\n", 6, "is no YAML"),
    "negative places": (
        HEAD + "levers:\n  - {set: removals.detention_places, to: -5}\n",
        6,
        "'removals.detention_places' is -5; a count is at least 0: choose a value that can be",
    ),
}

MODEL = [
    ("parameters/appeals.yaml", "\n  dimension: per_day", "\n  dimensions: per_day", "did you mean 'dimension'"),
    ("parameters/hubs.yaml", "2026-01-01: 0.3\n", "2026-01-01: 1.3\n", "a share is at most 1"),
    ("parameters/hubs.yaml", "2026-01-01: 250\n", "2026-01-01: -250\n", "a count is at least 0"),
    ("agreements/kosovo.yaml", ": hubs.selection_hazard", ": hubs.selection_hazzard",
     "did you mean 'hubs.selection_hazard'"),
    ("agreements/kosovo.yaml", "chance: hubs.kosovo.chance", "chance: hubs.kosovo.places", "'chance' is in share"),
    ("agreements/kosovo.yaml", "  delay: hubs.kosovo.delay", "  until: 2026-05-01\n  delay: hubs.kosovo.delay",
     "ends on 2026-05-01 before it starts on 2027-01-01: put the dates in order"),
    ("agreements/kosovo.yaml", "failure:\n  after: hubs.kosovo.limit_days\n  then: brought_back\n", "",
     "say what happens to people who cannot be returned"),
    ("agreements/kosovo.yaml", "rule: not vulnerable", "rule: __import__('os').abort()",
     "has no place in a rule: use facts"),
    ("levers.yaml", "decisions.a_day: {", "decisions.a_day: [", "is no YAML"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", ["a circular parent", "code in a tag", "no YAML"])
def test_a_mistake_in_a_scenario_of_ones_own(mistake: str, tmp_path: Path) -> None:
    text, line, told = SCENARIOS[mistake]
    path = own_file(tmp_path, text=text)
    said = waystation("run", path, "--out", tmp_path / "results")
    assert said.code == 11 and not said.out
    assert f"{tmp_path.name}/own.yaml:{line}  " in said.err and told in said.err
    assert list(tmp_path.iterdir()) == [path]


def test_every_mistake_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    """And parents that go round from file to file."""
    ring = {
        "hen": OWN.replace("parent: baseline", "parent: egg"),
        "egg": OWN.replace("parent: baseline", "parent: hen"),
    }
    texts = {name.replace(" ", "-"): text for name, (text, _, _) in SCENARIOS.items()} | ring
    files = [own_file(tmp_path, name=name, text=named(name, text)) for name, text in texts.items()]
    said = waystation("run", *files)
    told = said.err.splitlines()
    assert said.code == 11 and not said.out
    assert told[0] == f"{len(SCENARIOS) + 1} problems in the scenario" and len(told) == len(SCENARIOS) + 2
    assert f"  {tmp_path.name}/egg.yaml:4  its parents go round: egg → hen → egg: let one of them" in said.err
    for name, (_, line, what) in zip(texts, SCENARIOS.values(), strict=False):
        (one,) = [part for part in told if f"/{name}.yaml:{line}  " in part]
        assert named(name, what) in one


def named(name: str, text: str) -> str:
    return re.sub(r"\bown\b", name, text)


@pytest.mark.parametrize("folder", ["parameters", "agreements", "levers.yaml"])
def test_mistakes_in_the_model(folder: str, tmp_path: Path) -> None:
    """A copy of the whole package with mistakes in its content; numbers are told before what is built on them."""
    copy = tmp_path / "waystation"
    shutil.copytree(Path(package.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    wrong = [mistake for mistake in MODEL if mistake[0].startswith(folder)]
    places = [spoil(copy / "uk" / name, old, new) for name, old, new, _ in wrong]
    said = waystation("list", "agreements", source=tmp_path)
    assert said.code == 10 and not said.out, said.err
    problems = said.err.splitlines()[1:]
    for place, (_, _, _, told) in zip(places, wrong, strict=True):
        assert any(problem.strip().startswith(place) and told in problem for problem in problems), (
            place,
            told,
            problems,
        )


def spoil(path: Path, old: str, new: str) -> str:
    """Put a mistake into a file; gives `folder/file:` of it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return f"{path.parent.name}/{path.name}:"
