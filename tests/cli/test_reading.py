"""What the model holds and what it says of a case: `list`, `show` and `why`, without a simulation."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.cli.terminal import waystation
from waystation import uk

ELIGIBLE = ("age=27", "nationality=Iraq", "with_children=no", "unaccompanied_child=no", "vulnerable=no")
HEAVY = ("numpy", "numba", "scipy", "polars", "altair", "pydantic", "jinja2", "ruamel.yaml", "rich", "networkx")


@pytest.mark.parametrize("kind", ["scenarios", "agreements", "schemes", "measures", "parameters", "facts"])
def test_a_list_names_everything_of_its_kind_once(kind: str) -> None:
    model, said = uk.load(), waystation("list", kind)
    held = {
        "scenarios": {name: scenario.title for name, scenario in model.scenarios.items()},
        "agreements": {name: agreement.title for name, agreement in model.agreements.items()},
        "schemes": {name: held.title for name, held in model.arrangements.items()},
        "measures": {measure.id: measure.title for measure in model.measures},
        "parameters": {name: parameter.title for name, parameter in model.book.parameters.items()},
        "facts": {name: fact.says for name, fact in model.facts.items()},
    }[kind]
    rows = dict(line.split(maxsplit=1) for line in said.out.splitlines())
    assert said.code == 0 and not said.err
    assert set(rows) == set(held) and len(said.out.splitlines()) == len(held)
    assert all(rows[name].startswith(title) for name, title in held.items())


def test_a_kind_that_there_is_not() -> None:
    said = waystation("list", "hubs")
    assert said.code == 2 and "'agreements'" in said.err and not said.out


def test_help_answers_without_loading_the_model() -> None:
    code = f"import sys, waystation.cli.__main__; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    said = waystation("--help")
    assert said.code == 0
    assert all(
        f"\n  {command} " in said.out for command in ("life", "list", "run", "safeguards", "show", "verify", "why")
    )


def test_a_command_that_there_is_not() -> None:
    said = waystation("simulate")
    assert said.code == 2 and "simulate" in said.err


# --- why ----------------------------------------------------------------------------------------------------------


def test_why_says_yes_condition_by_condition() -> None:
    said = waystation("why", "--agreement", "kosovo", *ELIGIBLE)
    assert said.code == 0
    assert said.out.startswith("eligible for a hub in Kosovo\n")
    assert "    NO " not in said.out and "nothing would have to change" in said.out
    for condition in uk.load().agreements["kosovo"].who:
        assert f"    yes  {condition.says[:20]}" in said.out


def test_why_says_no_the_reason_its_source_and_what_would_have_to_change() -> None:
    settings = [word for fact in ("age=16", *ELIGIBLE[1:]) for word in ("--set", fact)]
    said = waystation("why", "--agreement", "kosovo", *settings)
    assert said.code == 0
    assert said.out.startswith("not eligible for a hub in Kosovo\n")
    assert said.out.count("    NO ") == 1 and "    NO   is an adult" in said.out
    assert "no: age on the day of the claim is at least 18" in " ".join(said.out.split())
    assert "EU common approach" in said.out
    after = " ".join(said.out.partition("what would have to change:")[2].split())
    assert after.startswith("is an adult: age on the day of the claim is 16; would have to be at least 18")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("kosovo", "age=27"), ("--set nationality=", "--set vulnerable=yes (or no)", "--set with_children=")),
        (("kosovo", *ELIGIBLE, "nationalty=Iraq"), ("no fact called 'nationalty'", "did you mean 'nationality'?")),
        (("kosovo", "age=old", "nationality=Irak"), ("'old' is not a number", "did you mean 'Iraq'")),
        (("kosova", *ELIGIBLE), ("no agreement called 'kosova'", "did you mean 'kosovo'?")),
    ],
    ids=["missing facts", "unknown fact", "values that cannot be", "unknown agreement"],
)
def test_why_says_what_it_was_not_told(words: tuple[str, ...], told: tuple[str, ...]) -> None:
    said = waystation("why", "--agreement", *words)
    assert said.code == 2 and not said.out
    assert all(part in said.err for part in told)


def test_why_on_a_day_says_whether_the_hub_is_in_force_and_as_json() -> None:
    said = waystation("why", "--agreement", "kosovo", "--day", "2026-12-31", "--json", *ELIGIBLE)
    answer = json.loads(said.out)
    assert said.code == 0 and answer["holds"] is False
    assert [reason["id"] for reason in answer["reasons"] if not reason["holds"]] == ["in_force"]
    assert answer["reasons"][0]["change"].startswith("it is 31 December 2026; would have to be on ")


def test_why_at_a_stage_names_every_way_out_and_what_it_rests_on() -> None:
    said, process = waystation("why", "--stage", "appeal", "other_appeal=no"), uk.load().process
    flat = " ".join(said.out.split())
    assert said.code == 0 and flat.count("CLOSED ") == 1 and flat.count("OPEN ") == len(process["appeal"].routes) - 1
    assert all(f"→ {process[route.to].title} ({route.to})" in flat for route in process["appeal"].routes)
    assert "rests on Share of disposals that are withdrawn (appeals.withdrawn_share)" in flat
    assert "would have to change: is an appeal against a refusal in the model; would have to be:" in flat


# --- show ---------------------------------------------------------------------------------------------------------


def test_the_process_as_text_names_every_stage_and_resource() -> None:
    said, process = waystation("show", "process"), uk.load().world("kosovo").process
    assert said.code == 0
    assert all(f"{stage.title} ({stage.id})" in " ".join(said.out.split()) for stage in process.stages)
    assert all(resource.title in " ".join(said.out.split()) for resource in process.resources)


def test_the_process_as_mermaid_has_every_stage() -> None:
    said, process = waystation("show", "process", "--format", "mermaid"), uk.load().world("kosovo").process
    assert said.code == 0 and said.out.startswith("flowchart ")
    assert all(f'"{stage.title}"' in said.out for stage in process.stages)


@pytest.mark.parametrize("more", [(), ("--upright",)])
def test_the_process_as_a_drawing_parses(more: tuple[str, ...]) -> None:
    said = waystation("show", "process", "--format", "svg", *more)
    drawing = ElementTree.fromstring(said.out)
    written = " ".join(" ".join(part.strip() for part in drawing.itertext()).split())
    assert said.code == 0 and drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert all(stage.title.split()[0] in written for stage in uk.load().world("kosovo").process.stages)


def test_a_sheet_holds_the_stages_of_its_part_and_says_which_it_is() -> None:
    model = uk.load()
    part, ids = list(model.parts.items())[1]
    said = waystation("show", "process", "--format", "svg", "--sheet", "2")
    drawing = ElementTree.fromstring(said.out)
    boxes = {
        group.findtext("{*}title") for group in drawing.iterfind(".//{*}g") if group.find("*[@class='t']") is not None
    }
    assert said.code == 0 and f"Sheet 2 of 3: {part}" in said.out
    assert boxes == {model.process[name].title for name in ids}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--format", "svg", "--sheet", "4"), "no sheet 4: this process has 3 sheets"),
        (("--sheet", "1"), "--format svg"),
    ],
)
def test_a_sheet_that_there_is_not(more: tuple[str, ...], told: str) -> None:
    said = waystation("show", "process", *more)
    assert said.code == 2 and told in said.err and not said.out


def test_without_a_hub_the_process_has_none() -> None:
    said = waystation("show", "process", "--scenario", "baseline")
    assert said.code == 0 and "hub_" not in said.out


def test_the_process_of_a_scenario_that_there_is_not() -> None:
    said = waystation("show", "process", "--scenario", "kosova")
    assert said.code in (2, 11) and "did you mean 'kosovo'?" in said.err
