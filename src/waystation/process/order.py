"""The process as a graph: what can be reached, what can end, what could go round without time passing."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from waystation.process.process import Process


def graph(process: Process) -> nx.DiGraph[str]:
    """Stages as nodes, routes as edges (those to unknown stages left out)."""
    drawn: nx.DiGraph[str] = nx.DiGraph()
    drawn.add_nodes_from(stage.id for stage in process.stages)
    drawn.add_edges_from((stage.id, route.to) for stage, route in process.routes() if route.to in process.by_id)
    return drawn


def reachable(process: Process, starts: Iterable[str]) -> frozenset[str]:
    """The stages that a case starting in any of `starts` can come to."""
    drawn = graph(process)
    found = {start for start in starts if start in drawn}
    for start in tuple(found):
        found |= nx.descendants(drawn, start)
    return frozenset(found)


def can_end(process: Process) -> frozenset[str]:
    """The stages from which some end can be reached."""
    turned = graph(process).reverse()
    ends = [stage.id for stage in process.stages if stage.is_end]
    return frozenset(ends).union(*(nx.descendants(turned, end) for end in ends))


def timeless_loops(process: Process) -> list[list[str]]:
    """Loops of gateways: a case could go round them for ever within a day."""
    gateways = [stage.id for stage in process.stages if stage.is_gateway]
    return [sorted(loop) for loop in nx.simple_cycles(graph(process).subgraph(gateways))]


def revisitable(process: Process) -> frozenset[str]:
    """The stages that a case can enter more than once."""
    drawn = graph(process)
    loops = (part for part in nx.strongly_connected_components(drawn) if len(part) > 1)
    return frozenset().union(*loops) | {node for node in drawn if drawn.has_edge(node, node)}


def ranks(process: Process) -> dict[str, int]:
    """How far along each stage is: its longest way from the start, once loops are cut where they lead back."""
    drawn = graph(process)
    drawn.remove_edges_from(_back(process, drawn))
    found = dict.fromkeys(drawn, 0)
    for stage in nx.topological_sort(drawn):
        for following in drawn[stage]:
            found[following] = max(found[following], found[stage] + 1)
    return found


def _back(process: Process, drawn: nx.DiGraph[str]) -> list[tuple[str, str]]:
    """Of the routes within a loop, those to a stage that is reached sooner; a clock counts as two steps, an exit one."""
    for stage, route in process.routes():
        if route.to in process.by_id:
            steps = 1 if route.after is None else 2
            drawn.edges[stage.id, route.to]["steps"] = min(steps, drawn.edges[stage.id, route.to].get("steps", steps))
    far = nx.single_source_dijkstra_path_length(drawn, process.start, weight="steps")
    sooner = {name: (far.get(name, len(drawn)), place) for place, name in enumerate(drawn)}
    loop = {name: place for place, part in enumerate(nx.strongly_connected_components(drawn)) for name in part}
    return [(one, two) for one, two in drawn.edges if loop[one] == loop[two] and sooner[two] <= sooner[one]]
