"""A diagram as Mermaid flowchart text, for pages that draw it themselves."""

from __future__ import annotations

import re

from waystation.explain.diagram import Diagram, Edge, Node, NodeKind

SHAPES: dict[NodeKind, tuple[str, str]] = {"stage": ("[", "]"), "gateway": ("{{", "}}"), "end": ("([", "])")}
SPECIAL = re.compile(r"[^\w ,.:;!?()%/+'’–—-]")


def draw_mermaid(diagram: Diagram) -> str:
    """Flowchart text: a subgraph for each lane, clocks dashed."""
    ids = {node.id: f"n{index}_{_word(node.id)}" for index, node in enumerate(diagram.nodes)}
    lines = ["flowchart LR"]
    for index, lane in enumerate(diagram.lanes):
        inside = [f"    {_node(node, ids[node.id])}" for node in diagram.nodes if node.lane == lane]
        lines += [f"  subgraph lane{index}[{_quoted(lane)}]", *inside, "  end"]
    notes = [f"  note{index}>{_quoted(note)}]" for index, note in enumerate(diagram.notes)]
    return "\n".join([*lines, *(f"  {_edge(edge, ids)}" for edge in diagram.edges), *notes]) + "\n"


def _node(node: Node, name: str) -> str:
    left, right = SHAPES[node.kind]
    return f"{name}{left}{_quoted(node.title)}{right}"


def _edge(edge: Edge, ids: dict[str, str]) -> str:
    arrow = "-->" if edge.kind == "exit" else "-.->"
    return f"{ids[edge.source]} {arrow}|{_quoted(edge.label)}| {ids[edge.target]}"


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")


def _quoted(text: str) -> str:
    """The text in quotes, with whatever Mermaid might read as a command written as a character code."""
    return '"' + SPECIAL.sub(lambda found: f"#{ord(found[0])};", " ".join(text.split())) + '"'
