"""A new partner is one file: the template, copied under a new name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from waystation import uk
from waystation.base.problems import ContentError
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
    assert new == old and {"notice", "stay"} <= new
    assert any("Exampleland" in stage.title for stage in world.process.stages)


def test_two_partners_are_in_force_together(tmp_path: Path) -> None:
    home = copied(tmp_path)
    path = home / "scenarios" / "exampleland.yaml"
    path.write_text(SCENARIO.replace("[exampleland]", "[kosovo, exampleland]"), encoding="utf-8")
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
    start, end = text.index("failure:"), text.index("price:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(ContentError, match="say what happens to people who cannot be returned"):
        uk.load(home=home)
