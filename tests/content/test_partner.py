"""A new partner is one file: the template, copied under a new name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.content.small import drawn, made_small
from waystation import uk
from waystation.base.problems import ContentError, ScenarioError
from waystation.parameters.book import Change
from waystation.process.checks import check
from waystation.study.model import Model

SCENARIO = """\
id: exampleland
title: A hub in Exampleland
question: What would a hub in Exampleland change?
parent: baseline
agreements: [exampleland]
"""


def copied(folder: Path, *, id: str = "exampleland", drop: str = "") -> Path:
    """The content of the model with one more agreement."""
    home = folder / "uk"
    shutil.copytree(uk.HOME, home, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    text = (home / "agreements" / "_template.yaml").read_text(encoding="utf-8")
    assert text.count("id: template ") == 1 and drop in text
    new = text.replace("id: template ", f"id: {id} ").replace(drop, "")
    (home / "agreements" / "exampleland.yaml").write_text(new, encoding="utf-8")
    (home / "scenarios" / "exampleland.yaml").write_text(SCENARIO, encoding="utf-8")
    return home


def loaded(folder: Path) -> Model:
    return uk.load(home=copied(folder))


def test_a_copy_of_the_template_is_a_partner(tmp_path: Path) -> None:
    model = loaded(tmp_path)
    assert set(model.agreements) == {*uk.load().agreements, "exampleland"}
    world = model.world("exampleland")
    assert not check(world.process, world.book, world.facts, model.recipe.entries)
    new = {stage.id.removeprefix("hub_exampleland_") for stage in world.process.stages if "exampleland" in stage.id}
    old = {s.id.removeprefix("hub_kosovo_") for s in model.world("kosovo").process.stages if "kosovo" in s.id}
    held = {"held", "held_s06", "held_s20"}  # the template states that it meets every safeguard; Kosovo cannot
    assert new == old - held and held <= old and {"notice", "stay"} <= new
    assert any("Exampleland" in stage.title for stage in world.process.stages)


def test_a_new_partner_runs_to_the_end(tmp_path: Path) -> None:
    model = made_small(loaded(tmp_path))
    found = drawn(model, "exampleland")
    transfers = [measure.id for measure in model.measures].index("transfers_to_hub")
    assert (
        found.runs["exampleland", 1].monthly[transfers].sum() > 0 == found.runs["baseline", 1].monthly[transfers].sum()
    )


def test_hard_safeguards_unmet_keep_a_scenario_from_running_until_it_says_why(tmp_path: Path) -> None:
    home = copied(tmp_path)
    path = home / "agreements" / "exampleland.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("age >= 18", "age >= 16"),
        ("{id: not_vulnerable, says: is not vulnerable, rule: not vulnerable}", "{id: any, says: x, rule: age > 0}"),
        ("  S13: {standing: met, because: The host gives leave for the time of the stay.}\n", ""),
        ("S15: {standing: met, because: A", "S15: {standing: unmet, because: No"),
        ("payer: United Kingdom", "payer: France"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        uk.load(home=home)
    found = {problem.what.split("safeguard ")[1][:3]: problem for problem in told.value.problems}
    assert set(found) == {"S07", "S08", "S13", "S14", "S15"}
    assert {problem.where for problem in found.values()} == {"scenarios/exampleland.yaml:5"}
    line = 1 + text[: text.index("  S15:")].count("\n")
    assert f"is unmet: No monitor has access at all times (agreements/exampleland.yaml:{line})" in found["S15"].what
    assert "is not stated: the agreement does not say (agreements/exampleland.yaml:1)" in found["S13"].what
    assert "came alone and is still a child" in found["S07"].what and "vulnerable" in found["S08"].what
    assert "no term is paid by United Kingdom" in found["S14"].what
    assert all(f"despite: {{{name}: …}}" in problem.remedy for name, problem in found.items())

    waived = SCENARIO + "despite: {S07: a, S08: b, S13: c, S14: d, S15: e}\n"
    (home / "scenarios" / "exampleland.yaml").write_text(waived, encoding="utf-8")
    model = uk.load(home=home, own=())
    assert [(w.finding.safeguard.id, w.why) for w in model.waivers("exampleland")] == [
        ("S07", "a"), ("S08", "b"), ("S13", "c"), ("S14", "d"), ("S15", "e"),
    ]  # fmt: skip


def test_a_waiver_that_nothing_needs_and_a_scheme_that_is_no_hub_are_refused(tmp_path: Path) -> None:
    home = copied(tmp_path)
    spare = SCENARIO + "despite: {S04: for no reason, S99: x}\n"
    (home / "scenarios" / "exampleland.yaml").write_text(spare, encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        uk.load(home=home)
    assert [problem.what for problem in told.value.problems] == [
        "waives 'S04', which none of its agreements fails", "waives 'S99', which none of its agreements fails",
    ]  # fmt: skip
    both = SCENARIO.replace("[exampleland]", "[exampleland, denmark_kosovo, uk_france]")
    (home / "scenarios" / "exampleland.yaml").write_text(both, encoding="utf-8")
    uk.load.cache_clear()
    with pytest.raises(
        ScenarioError, match=r"scenarios/exampleland\.yaml:5 .*'denmark_kosovo' is a template of terms"
    ) as told:
        uk.load(home=home)
    assert "'uk_france' is an arrangement on returns at the claim stage" in str(told.value)


def test_what_is_set_on_the_command_line_is_held_against_the_safeguards_too() -> None:
    model = uk.load()
    model.refuse_unsafe(model.scenarios)
    assert "S09" in model.scenario("kosovo").despite
    bare = replace(
        model.scenarios["kosovo"], despite={k: w for k, w in model.scenarios["kosovo"].despite.items() if k != "S09"}
    )
    with pytest.raises(ScenarioError, match="S09"):
        replace(model, scenarios={**model.scenarios, "kosovo": bare}).refuse_unsafe(["kosovo"])
    longer = model.set((Change("hubs.kosovo.limit_days", 731.0),))
    finding = {one.safeguard.id: one for one in longer.findings("kosovo")}["S09"]
    assert finding.standing == "unmet" and "731 days; the ceiling 'hubs.stay_ceiling_days' is 730" in finding.because[0]


def test_two_partners_are_in_force_together(tmp_path: Path) -> None:
    home = copied(tmp_path)
    path = home / "scenarios" / "exampleland.yaml"
    path.write_text(SCENARIO.replace("parent: baseline", "parent: kosovo"), encoding="utf-8")
    model = uk.load(home=home)
    process = model.world("exampleland").process
    assert {"hub_kosovo_stay", "hub_exampleland_stay"} <= set(process.by_id)
    assert not check(process, model.book, model.facts, model.recipe.entries)


def test_a_copy_that_keeps_the_templates_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"agreements/exampleland\.yaml:\d+ .*'template'"):
        uk.load(home=copied(tmp_path, id="template"))


def test_a_partner_without_a_failure_path_is_refused(tmp_path: Path) -> None:
    home = copied(tmp_path)
    path = home / "agreements" / "exampleland.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("failure:"), text.index("terms:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(ContentError, match="say what happens to people who cannot be returned"):
        uk.load(home=home)
