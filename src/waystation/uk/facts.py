"""What is known of a case in the UK system; the words here are the ones people read."""

from __future__ import annotations

from collections.abc import Mapping

from waystation.parameters.axis import Axis
from waystation.rules.expr import Fact

HUB_BARRED = "hub_barred"


def facts(axes: Mapping[str, Axis]) -> dict[str, Fact]:
    """Every fact by name; the classes of nationality and route are those of the axes."""
    known = (
        Fact("age", "age on the day of the claim", "number"),
        Fact("nationality", "nationality", "category", axes["nationality"].classes),
        Fact("route", "route of entry", "category", axes["route"].classes),
        Fact("accompanied", "has dependants", "truth", unless="has no dependants"),
        Fact("with_children", "has a child among the dependants", "truth", unless="has no child among the dependants"),
        Fact("unaccompanied_child", "came as an unaccompanied child", "truth",
             unless="did not come as an unaccompanied child"),
        Fact("vulnerable", "is vulnerable as the agreement defines it", "truth",
             unless="is not vulnerable as the agreement defines it"),
        Fact("documented", "holds a document to travel on", "truth", unless="holds no document to travel on"),
        Fact("papers_lost", "has lost or destroyed the papers on purpose", "truth",
             unless="has not lost or destroyed papers on purpose"),
        Fact("other_appeal", "is an appeal that comes from outside the model's refusals", "truth",
             unless="is an appeal against a refusal in the model"),
        Fact("grown_up", "is an adult today", "own_day", unless="is not yet an adult today"),
        Fact(HUB_BARRED, "was in a hub, or kept from one, before", "flag",
             unless="was not in a hub, nor kept from one, before"),
    )  # fmt: skip
    return {fact.name: fact for fact in known}
