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
    """How far along each stage is: its longest way from the start once loops are cut at their first return."""
    order: list[str] = []
    seen: set[str] = set()
    back: set[tuple[str, str]] = set()
    _walk(process, process.start, seen, (), order, back)
    for stage in process.stages:
        _walk(process, stage.id, seen, (), order, back)
    found = {stage.id: 0 for stage in process.stages}
    for stage_id in reversed(order):
        for route in process[stage_id].routes:
            if route.to in found and (stage_id, route.to) not in back:
                found[route.to] = max(found[route.to], found[stage_id] + 1)
    return found


def _walk(
    process: Process, stage: str, seen: set[str], path: tuple[str, ...], order: list[str], back: set[tuple[str, str]]
) -> None:
    if stage in seen or stage not in process.by_id:
        return
    seen.add(stage)
    here = (*path, stage)
    for route in process[stage].routes:
        if route.to in here:
            back.add((stage, route.to))
        else:
            _walk(process, route.to, seen, here, order, back)
    order.append(stage)
