"""The picture of the process: everything declared is in it, and lines keep clear of boxes."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from tests.unit.explain_fixture import PROCESS
from tests.unit.picture import SVG, boxes, boxes_titles, chips, crosses, lines, overlapping, parsed, titles, words

from waystation.base.english import join, spans
from waystation.base.problems import UsageError
from waystation.explain.channels import Cell, columns, eased, link, pack
from waystation.explain.diagram import ENDS, Diagram, Edge, diagram
from waystation.explain.draw_mermaid import draw_mermaid
from waystation.explain.draw_svg import draw_svg
from waystation.process.order import ranks
from waystation.process.process import Process
from waystation.process.words import Clock, Route, Stage

DRAWN = diagram(PROCESS)
AWKWARD = diagram(
    Process(
        start="a",
        stages=(
            Stage(
                "a",
                'Says "no" & <leaves>',
                "A & B; end",
                takes="x",
                routes=(Route("a", after=Clock("h"), says="again | and [again]"), Route("b"), Route("gone")),
            ),
            Stage("b", "Anunusuallylongwordthatcannotbewrappedanywhere at all", "A lane whose name is very long " * 3),
        ),
    )
)
WORDS = ("waiting", "claim", "appeal", "removal", "decision", "withdrawn", "consideration", "detention", "documents")


def large(stages: int = 48, seed: int = 2) -> Process:
    """A process of made-up stages: each leads on to some and by clocks back or far ahead, as real ones do."""
    luck = random.Random(seed)
    made = []
    for place in range(stages):
        ahead = sorted({min(stages - 1, place + luck.choice((1, 1, 2, 3, 9))) for _ in range(luck.choice((1, 2, 2)))})
        others = luck.sample(range(1, stages), luck.choice((0, 0, 1, 2, 4)))
        exits = [Route(f"s{to}", says="goes on", label=f"on{to}") for to in ahead]
        clocks = [Route(f"s{to}", after=Clock("h"), says="may go there", label=f"by{to}") for to in others]
        ends = place % 6 == 5 or place == stages - 1
        made.append(
            Stage(
                f"s{place}",
                f"Stage {'ABCDEFGH'[place % 8]}{place} {' '.join(luck.sample(WORDS, luck.choice((1, 2, 4))))}",
                f"Actor {place % 5}",
                takes="t",
                routes=() if ends else (*exits, *clocks),
            )
        )
    return Process(start="s0", stages=tuple(made))


LARGE = diagram(large())
HALVES = {"First half": [f"s{place}" for place in range(24)], "Second half": [f"s{place}" for place in range(24, 48)]}
PARTED = diagram(large(), HALVES)
SHEETS = [PARTED.sheet(1), PARTED.sheet(2)]
each_sheet = pytest.mark.parametrize("drawn", SHEETS, ids=HALVES)
both_ways = pytest.mark.parametrize("upright", [False, True], ids=["across", "upright"])


def says(drawn: Diagram, edge: Edge) -> str:
    when = f" (if it {join(edge.when)})" if edge.when else ""
    return f"{drawn.node[edge.source].title} → {drawn.node[edge.target].title}: {edge.label}{when}"


# --- the diagram ---------------------------------------------------------------------------------------------------


def test_lanes_are_actors_in_order_of_first_use() -> None:
    assert DRAWN.lanes == (
        "Home Office: asylum",
        "Tribunal",
        "Home Office: returns",
        "Detention and escorts",
        "Host",
        "Higher courts",
        ENDS,
    )


def test_every_stage_is_a_node_of_its_kind_and_rank() -> None:
    far = ranks(PROCESS)
    for stage in PROCESS.stages:
        node = DRAWN.node[stage.id]
        assert (node.title, node.lane, node.rank) == (stage.title, ENDS if stage.is_end else stage.actor, far[stage.id])
        assert node.kind == ("end" if stage.is_end else "gateway" if stage.is_gateway else "stage")


def test_every_route_is_an_edge_in_order() -> None:
    declared = [(stage.id, route.to, route.after is not None) for stage, route in PROCESS.routes()]
    assert [(edge.source, edge.target, edge.kind == "clock") for edge in DRAWN.edges] == declared
    assert all(edge.label for edge in DRAWN.edges)


def test_a_label_says_the_route_or_for_whom_or_what_decides() -> None:
    labels = {(edge.source, edge.target): edge.label for edge in DRAWN.edges}
    assert labels["refused", "appeal"] == "appeals"
    assert labels["exhausted", "hub_accepted"] == (
        "is an adult, is of a listed nationality, may be moved and was never sent"
    )
    assert labels["awaiting_decision", "granted"] == "grant share"
    assert labels["hub_stay", "returned_from_hub"] == "voluntary hazard"
    assert labels["awaiting_decision", "refused"] == "otherwise"
    assert labels["voluntary_departure", "returned_voluntary"] == "then"


def test_edges_of_one_kind_between_two_nodes_are_bundled() -> None:
    bundled = [edge for edge in DRAWN.bundles if (edge.source, edge.target) == ("detained", "removal")]
    assert bundled == [
        Edge("detained", "removal", "exit", "documents at hand", ("is Albanian",)),
        Edge("detained", "removal", "exit", "documents come"),
    ]
    assert len([edge for edge in DRAWN.bundles if (edge.source, edge.target) == ("detained", "exhausted")]) == 2
    one = Stage(
        "one", "One", "A", routes=(Route("two", label="a", says="first"), Route("two", label="b", says="second"))
    )
    two = Diagram(("A",), (), tuple(Edge("one", "two", "exit", route.says) for route in one.routes)).bundles
    assert [edge.label for edge in two] == ["first or second"]


def test_columns_keep_the_order_of_ranks_and_the_room_of_each_lane() -> None:
    size = dict.fromkeys(DRAWN.node, 1.0)
    for room in (1, 2, 3):
        column = columns(DRAWN, size=size, room=room)
        order = [column[node.id] for node in sorted(DRAWN.nodes, key=lambda node: node.rank)]
        assert order == sorted(order)
        assert set(order) == set(range(max(order) + 1))
        for lane in DRAWN.lanes:
            for at in set(order):
                inside = {node.rank for node in DRAWN.nodes if node.lane == lane and column[node.id] == at}
                pile = sum(node.lane == lane and column[node.id] == at for node in DRAWN.nodes)
                assert pile <= room or len(inside) == 1  # what shares a rank stays together


def test_eased_columns_are_lower_and_keep_every_forward_route_forward() -> None:
    size = dict.fromkeys(LARGE.node, 1.0)
    first = columns(LARGE, size=size, room=6)
    found = eased(LARGE, first, size)
    assert set(found) == set(first) and max(found.values()) <= max(first.values())
    assert all(LARGE.goes_back(edge) or found[edge.source] <= found[edge.target] for edge in LARGE.bundles)

    assert piles(found) < piles(first)


def piles(column: dict[str, int]) -> tuple[int, int]:
    """How many boxes the lanes are high together, and how unevenly they are piled."""
    found = Counter((LARGE.node[name].lane, at) for name, at in column.items())
    high = sum(max(count for (lane, _), count in found.items() if lane == one) for one in LARGE.lanes)
    return high, sum(count * count for count in found.values())


def test_what_leads_back_does_not_push_a_stage_along() -> None:
    """Release from removal leads back to the claim withdrawn; a longer way round does push."""

    def to(*names: str, after: Clock | None = None) -> tuple[Route, ...]:
        return tuple(Route(name, after=after) for name in names)

    clock = Clock("h")
    process = Process(
        start="claim",
        stages=(
            Stage("claim", "", "", routes=(*to("withdrawn", after=clock), *to("refused"))),
            Stage("refused", "", "", routes=to("appeal", "cleared")),
            Stage("appeal", "", "", routes=to("cleared")),
            Stage("cleared", "", "", routes=to("removal")),
            Stage("withdrawn", "", "", routes=to("removal", after=clock)),
            Stage("removal", "", "", routes=(*to("withdrawn", "cleared", after=clock), *to("removed"))),
            Stage("removed", "", ""),
        ),
    )
    expected = {"claim": 0, "refused": 1, "appeal": 2, "cleared": 3, "withdrawn": 1, "removal": 4, "removed": 5}
    assert ranks(process) == expected


@pytest.mark.parametrize(
    ("here", "there", "way"),
    [
        (Cell(0, 0), Cell(2, 0), ("right", "left", 1, 2)),
        (Cell(2, 0), Cell(0, 1), ("left", "right", 2, 1)),
        (Cell(1, 0), Cell(1, 2), ("right", "right", 2, 2)),
        (Cell(1, 2), Cell(1, 0), ("left", "left", 1, 1)),
        (Cell(1, 0), Cell(1, 0), ("left", "left", 1, 1)),
    ],
)
def test_the_way_of_a_line(here: Cell, there: Cell, way: tuple[str, str, int, int]) -> None:
    found = link(Edge("a", "b", "exit", ""), {"a": here, "b": there})
    assert (found.out, found.into, found.first, found.last) == way


def test_packed_spans_never_touch_on_a_track() -> None:
    spans = {"a": (0.0, 2.0), "b": (2.0, 3.0), "c": (3.0, 4.0), "d": (0.0, 9.0)}
    tracks = pack(spans, gap=1)
    assert sorted(key for track in tracks for key in track) == sorted(spans)
    assert len(tracks) == 3
    for track in tracks:
        assert all(spans[one][1] + 1 <= spans[two][0] for one, two in zip(track, track[1:], strict=False))


# --- sheets --------------------------------------------------------------------------------------------------------


def test_numbers_run_on_from_sheet_to_sheet_and_by_rank_within_each() -> None:
    assert sorted(node.number for node in PARTED.nodes) == list(range(1, 49))
    for sheet, (names, start) in enumerate(zip(HALVES.values(), (1, 25), strict=True), start=1):
        inside = sorted((node for node in PARTED.nodes if node.sheet == sheet), key=lambda node: node.number)
        assert {node.id for node in inside} == set(names)
        assert [node.number for node in inside] == list(range(start, start + 24))
        assert [node.rank for node in inside] == sorted(node.rank for node in inside)


def test_sheets_share_the_stages_and_the_ways_out_and_keep_their_numbers() -> None:
    assert sorted(node.id for sheet in SHEETS for node in sheet.nodes) == sorted(PARTED.node)
    assert Counter(edge for sheet in SHEETS for edge in sheet.bundles) == Counter(PARTED.bundles)
    assert all(sheet.node == PARTED.node for sheet in SHEETS)
    assert not any({line.source, line.target} & sheet.away for sheet in SHEETS for line in sheet.lines)


@each_sheet
def test_a_stage_says_from_where_on_other_sheets_it_is_reached(drawn: Diagram) -> None:
    tree = parsed(drawn, upright=False)
    told = {
        group.findtext(f"{SVG}title"): " ".join(text.text or "" for text in group if text.get("class") == "w")
        for group in tree.iter(f"{SVG}g")
    }
    for node in drawn.nodes:
        sources = {edge.source for edge in PARTED.edges if edge.target == node.id} & drawn.away
        assert told[node.title] == (f"from {spans(drawn.reached_from(node.id))}" if sources else "")
        assert drawn.reached_from(node.id) == sorted(PARTED.node[name].number for name in sources)


@both_ways
@each_sheet
def test_a_chip_is_grey_if_its_number_is_on_another_sheet_which_is_named(drawn: Diagram, upright: bool) -> None:
    tree = parsed(drawn, upright=upright)
    away = {says(drawn, edge) for edge in drawn.bundles if edge.target in drawn.away}
    grey = {
        title
        for group in tree.iter(f"{SVG}g")
        if any("away" in (shape.get("class") or "").split() for shape in group)
        for title in (group.findtext(f"{SVG}title") or "").split("\n")
    }
    assert away and grey == away
    other = 3 - drawn.nodes[0].sheet
    first = 1 if other == 1 else 25
    assert f"Numbers {first} to {first + 23} are on sheet {other}: {PARTED.sheets[other - 1]}" in words(tree)
    assert drawn.heading in words(tree) and drawn.heading in (tree.findtext(f"{SVG}desc") or "")


def test_what_is_waited_for_and_noted_is_told_on_its_sheet() -> None:
    names = [stage.id for stage in PROCESS.stages]
    drawn = diagram(PROCESS, {"One": names[:3], "Two": names[3:6]})  # what stands in no part is on the last sheet
    one, two = drawn.sheet(1), drawn.sheet(2)
    assert {node.id for node in two.nodes} == set(names[3:])
    for sheet in (one, two):
        stages = [PROCESS[node.id] for node in sheet.nodes]
        asked = {name for stage in stages for name in (stage.queue, *stage.holds)}
        asked |= {name for stage in stages for route in stage.routes for name in (route.through, *route.offered)}
        assert sheet.limits == tuple(each.title for each in PROCESS.resources if each.id in asked)
    assert set(one.limits) | set(two.limits) == set(drawn.limits)
    assert one.notes == drawn.notes and not two.notes


def test_there_is_no_sheet_but_those_of_the_parts() -> None:
    for drawn, number in ((PARTED, 3), (PARTED, 0), (LARGE, 1)):
        with pytest.raises(UsageError, match=f"no sheet {number}"):
            drawn.sheet(number)
    assert not LARGE.heading and not PARTED.heading


@pytest.mark.parametrize(
    ("numbers", "said"), [([], ""), ([4], "4"), ([1, 2], "1, 2"), ([1, 2, 3, 5], "1–3, 5"), ([4, 7, 8, 9], "4, 7–9")]
)
def test_runs_of_numbers_are_short(numbers: list[int], said: str) -> None:
    assert spans(numbers) == said


# --- SVG -----------------------------------------------------------------------------------------------------------


@both_ways
def test_every_title_lane_and_route_is_in_the_picture(upright: bool) -> None:
    tree = parsed(DRAWN, upright=upright)
    shown, said = words(tree), titles(tree)
    assert [stage.title for stage in PROCESS.stages if stage.title not in shown] == []
    assert [lane for lane in DRAWN.lanes if lane not in shown] == []
    for edge in DRAWN.bundles:
        assert says(DRAWN, edge) in said
    desc = tree.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert all(resource.title in desc for resource in PROCESS.resources)


@pytest.mark.parametrize("drawn", [DRAWN, LARGE, *SHEETS], ids=["fixture", "large", *HALVES])
def test_across_a_way_out_has_a_line_or_a_chip_and_upright_always_a_chip(drawn: Diagram) -> None:
    every = Counter(says(drawn, edge) for edge in drawn.bundles)
    tree = parsed(drawn, upright=False)
    assert Counter(title for title, _ in lines(tree)) + Counter(title for title, _ in chips(tree)) == every
    tree = parsed(drawn, upright=True)
    assert Counter(title for title, _ in chips(tree)) == every
    assert {title for title, _ in lines(tree)} <= set(every)


@both_ways
def test_a_chip_has_the_number_of_its_target_and_points_to_it(upright: bool) -> None:
    tree = parsed(LARGE, upright=upright)
    number = {node.title: node.number for node in LARGE.nodes}
    shown = {int(text.split()[0]): text.split(maxsplit=1)[1] for text in boxes_titles(tree)}
    for title, text in chips(tree):
        source, target = title.split(": ")[0].split(" → ")
        ahead, back = "↓↑" if upright else "→←"
        assert text == f"{ahead if number[target] > number[source] else back}{number[target]}"
        assert re.sub(" …$", "", shown[number[target]]) in target


def test_every_stage_but_the_first_is_reached_by_a_line() -> None:
    for drawn in (DRAWN, LARGE, *SHEETS):
        without = {node.id for node in drawn.nodes} - {edge.target for edge in drawn.lines}
        assert all(drawn.node[name].rank == 0 or drawn.reached_from(name) for name in without)
        assert not any(drawn.goes_back(edge) for edge in drawn.lines)


@both_ways
@pytest.mark.parametrize("drawn", [DRAWN, LARGE, *SHEETS], ids=["fixture", "large", *HALVES])
def test_no_text_leaves_its_box_or_the_page_or_runs_into_another(drawn: Diagram, upright: bool) -> None:
    tree = parsed(drawn, upright=upright)
    assert overlapping(tree) == []


@pytest.mark.parametrize("drawn", [DRAWN, LARGE, *SHEETS], ids=["fixture", "large", *HALVES])
def test_it_can_be_read_on_a4_and_on_a_phone(drawn: Diagram) -> None:
    across, upright = parsed(drawn, upright=False), parsed(drawn, upright=True)
    width, height = (float(across.get(name) or 0) for name in ("width", "height"))
    shrunk = min(277 / width, 190 / height)  # millimetres of A4 within margins of a centimetre
    assert 12 * shrunk / 25.4 * 72 >= 6  # points
    assert upright.get("width") == "390"


@both_ways
def test_it_is_self_contained_and_says_what_it_is(upright: bool) -> None:
    text = draw_svg(DRAWN, upright=upright)
    tree = ET.fromstring(text)
    ids = {element.get("id") for element in tree.iter() if element.get("id")}
    assert tree.get("role") == "img"
    assert set((tree.get("aria-labelledby") or "").split()) == ids
    assert tree.findtext(f"{SVG}title") == "How a case moves"
    assert "20 stages, 10 ends and 67 routes" in (tree.findtext(f"{SVG}desc") or "")
    assert text.replace("http://www.w3.org/2000/svg", "").count("http") == 0
    assert not re.search(r"<script|<image|<use|href|url\(|@import|@font-face|currentColor", text)
    background = tree.find(f"{SVG}rect")
    assert background is not None
    assert (background.get("fill"), background.get("width")) == ("#fff", tree.get("width"))


@both_ways
def test_no_text_is_smaller_than_eleven_pixels_at_natural_size(upright: bool) -> None:
    text = draw_svg(DRAWN, upright=upright)
    tree = ET.fromstring(text)
    sizes = [float(size) for size in re.findall(r"font-size\D*([\d.]+)", text)]
    assert sizes
    assert min(sizes) >= 11
    assert tree.get("viewBox") == f"0 0 {tree.get('width')} {tree.get('height')}"
    assert "transform" not in text


@both_ways
@pytest.mark.parametrize("drawn", [DRAWN, AWKWARD, LARGE, *SHEETS], ids=["fixture", "awkward", "large", *HALVES])
def test_boxes_do_not_overlap_and_lie_inside(drawn: Diagram, upright: bool) -> None:
    tree = parsed(drawn, upright=upright)
    found = boxes(tree)
    assert len(found) == len(drawn.nodes)
    for (_, one), (_, two) in combinations(found.items(), 2):
        assert not crosses((one[0], one[1]), (one[2], one[3]), two)
    width, height = float(tree.get("width") or 0), float(tree.get("height") or 0)
    assert all(0 <= box[0] < box[2] <= width and 0 <= box[1] < box[3] <= height for box in found.values())


@both_ways
@pytest.mark.parametrize("drawn", [DRAWN, AWKWARD, LARGE, *SHEETS], ids=["fixture", "awkward", "large", *HALVES])
def test_lines_join_their_boxes_and_run_through_none(drawn: Diagram, upright: bool) -> None:
    tree = parsed(drawn, upright=upright)
    found = boxes(tree)
    for title, points in lines(tree):
        source, onwards = title.split(" → ")
        target = next(name for name in found if onwards.startswith(f"{name}: "))
        assert points[-1][0] in (found[source][0], found[source][2])
        assert found[source][1] < points[-1][1] < found[source][3]
        assert min(abs(points[0][0] - found[target][side]) for side in (0, 2)) < 5  # the tip covers the rest
        assert found[target][1] < points[0][1] < found[target][3]
        for start, end in zip(points, points[1:], strict=False):
            assert [name for name, box in found.items() if crosses(start, end, box)] == []


@both_ways
def test_lines_to_different_targets_never_share_a_stretch(upright: bool) -> None:
    tree = parsed(DRAWN, upright=upright)
    stretches: dict[tuple[str, float], list[tuple[float, float, str]]] = {}
    for title, points in lines(tree):
        target = title.split(" → ")[1].split(":")[0]
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            if x0 == x1 and abs(y0 - y1) > 1:
                stretches.setdefault(("up", x0), []).append((min(y0, y1), max(y0, y1), target))
            elif y0 == y1 and abs(x0 - x1) > 1:
                stretches.setdefault(("along", y0), []).append((min(x0, x1), max(x0, x1), target))
    for shared in stretches.values():
        for one, two in combinations(shared, 2):
            assert one[2] == two[2] or one[1] <= two[0] or two[1] <= one[0]


def test_clocks_are_dashed_and_exits_are_not() -> None:
    tree = parsed(DRAWN, upright=False)
    kinds = [path.get("class") for group in tree.iter(f"{SVG}g") for path in group if path.get("stroke")]
    assert kinds.count("line clock") == sum(edge.kind == "clock" for edge in DRAWN.lines)
    assert kinds.count("line exit") == sum(edge.kind == "exit" for edge in DRAWN.lines)
    assert ".line.clock,.chip.clock{stroke-dasharray" in (tree.findtext(f"{SVG}style") or "")


def test_ends_and_gateways_have_shapes_of_their_own_and_a_legend() -> None:
    tree = parsed(DRAWN, upright=False)
    classes = [element.get("class") for element in tree.iter()]
    for kind in ("stage", "gateway", "end"):
        assert classes.count(f"box {kind}") == 1 + sum(node.kind == kind for node in DRAWN.nodes)
    assert "by a clock of its own, at any time" in words(tree)


@pytest.mark.parametrize("upright", [False, True])
def test_who_goes_first_and_how_arrivals_respond_are_noted_under_the_picture(upright: bool) -> None:
    drawn = diagram(PROCESS)
    assert drawn.notes == (
        "Asylum decision makers, served first: the unfit and a pilot",
        "Arrivals: fewer come when more are sent to the hub",
    )
    texts = [text for text in ET.fromstring(draw_svg(drawn, upright=upright)).iter() if text.tag.endswith("text")]
    said = " ".join(str(text.text) for text in texts)
    assert all(note in said for note in drawn.notes) and all(note in draw_mermaid(drawn) for note in drawn.notes)
    assert not diagram(replace(PROCESS, resources=(), responses=())).notes


def test_the_same_process_gives_the_same_bytes() -> None:
    assert draw_svg(diagram(PROCESS)) == draw_svg(diagram(replace(PROCESS)))


# --- Mermaid -------------------------------------------------------------------------------------------------------


def test_mermaid_names_every_lane_stage_and_route() -> None:
    text = draw_mermaid(DRAWN)
    rows = [row.strip() for row in text.splitlines()]
    assert rows[0] == "flowchart LR"
    assert rows.count("end") == sum(row.startswith("subgraph ") for row in rows) == len(DRAWN.lanes)
    assert sum(" -->|" in row for row in rows) == sum(edge.kind == "exit" for edge in DRAWN.edges)
    assert sum(" -.->|" in row for row in rows) == sum(edge.kind == "clock" for edge in DRAWN.edges)
    for node in DRAWN.nodes:
        declared = re.compile(rf'n\d+_{node.id}\W+"{re.escape(node.title)}"\W+')
        assert len([row for row in rows if declared.fullmatch(row)]) == 1


def test_mermaid_text_holds_nothing_that_could_be_a_command() -> None:
    for row in draw_mermaid(AWKWARD).splitlines()[1:]:
        assert re.fullmatch(
            r'  (  )?(subgraph lane\d+\["[^"]*"\]|end|n\d+_\w+(\["[^"]*"\]|\(\["[^"]*"\]\)|\{\{"[^"]*"\}\})'
            r'|n\d+_\w+ (-->|-\.->)\|"[^"|<>\[\]]*"\| n\d+_\w+)',
            row,
        )
    assert "#34;no#34; #38; #60;leaves#62;" in draw_mermaid(AWKWARD)


def test_a_route_to_nowhere_is_left_out() -> None:
    assert {edge.target for edge in AWKWARD.edges} == {"a", "b"}
