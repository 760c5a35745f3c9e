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
    """Loops of exits without work or queue: a case could go round them for ever within a day, if places are free."""
    quick: nx.DiGraph[str] = nx.DiGraph()
    for stage in process.stages:
        if not (stage.takes or stage.queue):
            quick.add_edges_from((stage.id, route.to) for route in stage.exits)
    return [sorted(loop) for loop in nx.simple_cycles(quick)]


def revisitable(process: Process) -> frozenset[str]:
    """The stages that a case can enter more than once."""
    drawn = graph(process)
    loops = (part for part in nx.strongly_connected_components(drawn) if len(part) > 1)
    return frozenset().union(*loops) | {node for node in drawn if drawn.has_edge(node, node)}


def ranks(process: Process) -> dict[str, int]:
    """How far along each stage is: its longest way from the start, once loops are cut where they lead back."""
    drawn = _ahead(process)
    found = dict.fromkeys(drawn, 0)
    for stage in nx.topological_sort(drawn):
        for following in drawn[stage]:
            found[following] = max(found[following], found[stage] + 1)
    return found


def _ahead(process: Process) -> nx.DiGraph[str]:
    """The graph without the routes that lead back: first those to stages reached later, then all that close no loop.

    How soon a stage is reached counts an exit as one step and a clock as two.
    """
    whole = graph(process)
    for stage, route in process.routes():
        if route.to in process.by_id:
            steps = 1 if route.after is None else 2
            edge = whole.edges[stage.id, route.to]
            edge["steps"] = min(steps, edge.get("steps", steps))
    far = nx.single_source_dijkstra_path_length(whole, process.start, weight="steps")
    sooner = {name: (far.get(name, len(whole)), place) for place, name in enumerate(whole)}
    drawn = nx.DiGraph((one, two) for one, two in whole.edges if sooner[one] < sooner[two])
    drawn.add_nodes_from(whole)
    for one, two in sorted(whole.edges, key=lambda edge: (sooner[edge[0]][0] - sooner[edge[1]][0], sooner[edge[0]])):
        if not nx.has_path(drawn, two, one):
            drawn.add_edge(one, two)
    return drawn
