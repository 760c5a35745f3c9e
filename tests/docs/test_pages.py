"""The pages made from the model are current, complete and whole: no empty item, no broken table or link."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.unit.picture import boxes_titles, overlapping, parsed
from waystation import uk
from waystation.cli.documents import main
from waystation.explain.diagram import diagram
from waystation.hubs.expand import expand
from waystation.report.catalogue import Catalogue, Table
from waystation.report.documents import (
    ASKED,
    HISTORY,
    SAFEGUARDS,
    TEMPLATES,
    documents,
    drawings,
    markdown,
    stale,
    write,
)  # fmt: skip

HOME = Path(__file__).parents[2]
SCENARIO = "kosovo"
ODD = {
    "1. Purpose and patterns": ("Purpose", "Patterns"),
    "2. Entities, state variables and scales": (
        "Entities", "State of a case", "State of a stage and of a resource", "Scales",
    ),
    "3. Process overview and scheduling": (),
    "4. Design concepts": (
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
        "Stochasticity", "Collectives", "Observation",
    ),
    "5. Initialisation": (),
    "6. Input data": (),
    "7. Submodels": ("Stages, routes and clocks", "Hazards", "Resources", "A hub", "Numbers"),
}  # fmt: skip
STRESS = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5", "3.1",
          "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1")  # fmt: skip
SPACE = ("1.", "2.", "2.5 ", "3.", "4.", "5.", "6.")  # headings that only hold others
ENOUGH = 60  # letters


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return documents(uk.load(), SCENARIO, HOME)


@pytest.fixture(scope="module")
def held() -> Catalogue:
    return Catalogue(uk.load(), SCENARIO)


def test_every_page_is_current(pages: dict[str, str]) -> None:
    assert stale(pages, HOME) == [], "the model has changed: run `make docs` and commit what it writes"


def test_what_is_missing_or_changed_is_stale_and_is_written_again(tmp_path: Path) -> None:
    pages = {"docs/a.md": "a\n", "b.md": "b\n"}
    assert write(pages, tmp_path) == ["docs/a.md", "b.md"]
    assert stale(pages, tmp_path) == [] == write(pages, tmp_path)
    (tmp_path / "b.md").write_text("c\n", encoding="utf-8")
    assert stale(pages, tmp_path) == ["b.md"]


def test_another_process_makes_every_page_of_it_stale(pages: dict[str, str]) -> None:
    model = uk.load()
    others = [replace(stage, title=f"{stage.title}!") for stage in model.process.stages]
    other = documents(replace(model, process=model.process.with_stages(*others)), SCENARIO, HOME)
    fitted = {place for place in pages if place.startswith("docs/explanation/calibration")}
    assert {place for place in pages if pages[place] != other[place]} == set(pages) - {SAFEGUARDS, HISTORY} - fitted


def test_the_command_writes_every_page_once(pages: dict[str, str], tmp_path: Path) -> None:
    for name in (*TEMPLATES, *ASKED):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((HOME / name).read_bytes())
    said = CliRunner().invoke(main, [str(tmp_path)])
    assert sorted(said.output.splitlines()) == sorted(f"written: {place}" for place in {*pages, *drawings(uk.load())})
    assert CliRunner().invoke(main, [str(tmp_path)]).output == ""


def test_the_command_says_what_is_wrong_without_a_traceback(tmp_path: Path) -> None:
    elsewhere = CliRunner().invoke(main, [str(tmp_path)])
    unknown = CliRunner().invoke(main, [str(HOME), "--scenario", "kosovoo"])
    assert elsewhere.exit_code == 1 and "it has no docs/odd.md.j2" in elsewhere.output
    assert unknown.exit_code == 1 and "no scenario called 'kosovoo'" in unknown.output


# --- no empty item -------------------------------------------------------------------------------------------------


def sections(text: str) -> dict[str, str]:
    """What stands under each heading, up to the next one of any depth."""
    parts = re.split(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_odd_has_every_element_and_none_is_empty(pages: dict[str, str]) -> None:
    found = sections(pages["docs/reference/odd.md"])
    assert [heading for heading in found if heading[0].isdigit()] == list(ODD)
    for heading, items in ODD.items():
        assert len(found[heading].strip()) > ENOUGH
        said = dict(re.findall(r"^\*\*([^*]+)\.\*\* (.*?)(?=^\*\*|\Z)", found[heading], flags=re.MULTILINE | re.DOTALL))
        assert [item for item in items if len(said.get(item, "")) < ENOUGH] == []


def test_stress_has_every_item_and_none_is_empty(pages: dict[str, str]) -> None:
    found = {heading.split()[0]: text for heading, text in sections(pages["docs/reference/stress-des.md"]).items()}
    assert [number for number in found if re.fullmatch(r"\d\.\d(\.\d)?", number)] == list(STRESS)
    empty = [number for number in STRESS if len(found[number].strip()) < ENOUGH]
    assert empty == ["2.5"]  # its five parts follow


def test_every_section_of_the_glossary_says_something(pages: dict[str, str]) -> None:
    found = sections(pages["GLOSSARY.md"])
    assert [heading for heading, text in found.items() if not text.strip()] == []
    assert {"Terms", "Facts of a case", "Traits", "Stages", "Resources", "Responses", "Measures"} <= set(found)


# --- everything is there -------------------------------------------------------------------------------------------


def test_the_glossary_has_every_fact_trait_stage_resource_and_measure(pages: dict[str, str], held: Catalogue) -> None:
    process = held.world.process
    names = [
        *held.model.facts,
        *process.traits,
        *process.by_id,
        *process.resource,
        *(m.id for m in held.model.measures),
    ]
    assert [name for name in names if f"| `{name}` |" not in pages["GLOSSARY.md"]] == []


def test_odd_has_every_stage_and_route_with_its_number_and_words(pages: dict[str, str], held: Catalogue) -> None:
    process, node = held.world.process, held.drawn.node
    routes = re.findall(r"^\| (\d+) → (\d+) \|", pages["docs/reference/odd.md"], flags=re.MULTILINE)
    declared = [(str(node[stage.id].number), str(node[route.to].number)) for stage, route in process.routes()]
    assert sorted(routes) == sorted(declared)
    for stage, route in process.routes():
        assert route.says in pages["docs/reference/odd.md"]
        assert f"`{stage.id}`" in pages["docs/reference/odd.md"]
        for number in (route.share, route.after and route.after.of):
            assert number is None or f"`{number}`" in pages["docs/reference/odd.md"]


def test_stress_has_every_number_with_its_status(pages: dict[str, str], held: Catalogue) -> None:
    rows = re.findall(r"^\| `([^`]+)` \|.*\| (\w+) \|$", pages["docs/reference/stress-des.md"], flags=re.MULTILINE)
    found = dict(rows)
    assert {name: one.status for name, one in held.model.book.parameters.items()}.items() <= found.items()


def test_the_statuses_add_up_to_the_numbers(held: Catalogue) -> None:
    assert sum(int(row[2]) for row in held.statuses.rows) == len(held.model.book.parameters)
    assert sum(int(row[3]) for row in held.statuses.rows) == sum(
        parameter.prior is not None for parameter in held.model.book.parameters.values()
    )


# --- tables and links are whole ------------------------------------------------------------------------------------


def test_every_row_of_a_table_has_as_many_cells_as_its_heading(pages: dict[str, str]) -> None:
    for place in ("docs/reference/odd.md", "docs/reference/stress-des.md", "GLOSSARY.md"):
        for table in re.findall(r"(?:^\|.*\n)+", pages[place], flags=re.MULTILINE):
            cells = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
            assert len(cells) == 1, table.splitlines()[0]


def test_a_line_of_text_never_touches_a_table(pages: dict[str, str]) -> None:
    for text in pages.values():
        assert not re.search(r"^[^|\n].*\n\|", text, flags=re.MULTILINE)
        assert not re.search(r"^\|.*\n[^|\n]", text, flags=re.MULTILINE)


def test_a_bar_in_a_cell_is_no_column_and_no_row_is_said() -> None:
    assert markdown(Table(("a", "b"), (("x|y", "two\nlines"),))) == "| a | b |\n| --- | --- |\n| x\\|y | two lines |"
    assert markdown(Table(("a",), ())) == "None."


def test_every_link_inside_the_repository_leads_somewhere(pages: dict[str, str]) -> None:
    for place, text in pages.items():
        links = re.findall(r"\]\(((?!http)[^)#]+)(?:#[^)]*)?\)", text)
        for link in (*links, *re.findall(r'(?:src|srcset|href)="([^"]+)"', text)):
            assert (HOME / place).parent.joinpath(link).is_file(), f"{place}: {link}"


# --- the pictures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hubs", [0, 1, 2], ids=["no hub", "one hub", "two hubs"])
@pytest.mark.parametrize("upright", [False, True], ids=["wide", "tall"])
def test_the_pictures_can_be_read(hubs: int, upright: bool) -> None:
    model = uk.load()
    agreement, process, agreements = model.agreements[SCENARIO], model.process, {}
    for partner in ("Kosovo", "North Macedonia")[:hubs]:
        other = replace(agreement, id=partner.lower().replace(" ", "_"), partner=partner)
        process, agreements[other.id] = expand(process, other, model.joins), other
    drawn = diagram(process, replace(model, agreements=agreements).sheets(process))
    assert len(drawn.sheets) == 2 + hubs
    for sheet in range(1, len(drawn.sheets) + 1):
        tree = parsed(drawn.sheet(sheet), upright=upright)
        width, height = (float(tree.get(name) or 0) for name in ("width", "height"))
        assert overlapping(tree) == []
        assert [title for title in boxes_titles(tree) if title.endswith("…")] == []
        assert width == 390 if upright else 12 * min(277 / width, 190 / height) / 25.4 * 72 >= 6  # points on A4


def test_every_stage_is_on_the_sheet_that_names_it() -> None:
    model = uk.load()
    named = [name for names in model.parts.values() for name in names]
    assert sorted(named) == sorted(model.process.by_id)
    world = model.world(SCENARIO).process
    drawn, sheets = diagram(world, model.sheets(world)), list(model.sheets(world).values())
    assert {node.id for node in drawn.nodes} == {name for names in sheets for name in names}
    assert all(node.id in sheets[node.sheet - 1] for node in drawn.nodes)
    assert {node.id for node in drawn.nodes if node.sheet == 3} == set(world.by_id) - set(model.process.by_id)


def test_no_picture_is_left_of_a_sheet_that_there_is_no_more(pages: dict[str, str]) -> None:
    kept = {path.relative_to(HOME).as_posix() for path in (HOME / "docs/reference").glob("*.svg")}
    assert kept == {place for place in pages if place.endswith(".svg") and place.startswith("docs/reference/")}
