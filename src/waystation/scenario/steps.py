"""A scenario as a package: what it adds to another, one step after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from waystation.scenario.scenario import Scenario, inherited

MARK = " step "


def steps(scenarios: Mapping[str, Scenario], name: str, against: str) -> tuple[Scenario, ...]:
    """Scenarios that lead from `against` to `name`, each with one agreement or one change more; the last is as `name`.

    If it does not start from `against`, there is one step: the whole.
    """
    whole, start = inherited(scenarios, name), inherited(scenarios, against)
    begins = whole.changes[: len(start.changes)] == start.changes and set(start.agreements) <= set(whole.agreements)
    if not begins:
        return (replace(whole, parent=None),)
    found: list[Scenario] = []
    agreements = start.agreements
    for agreement in (one for one in whole.agreements if one not in start.agreements):
        agreements = (*agreements, agreement)
        found.append(_step(whole, len(found), agreements, len(start.changes), f"a hub: {agreement}"))
    for end in range(len(start.changes) + 1, len(whole.changes) + 1):
        found.append(_step(whole, len(found), agreements, end, whole.changes[end - 1].say()))
    return tuple(found)


def _step(whole: Scenario, number: int, agreements: tuple[str, ...], changes: int, title: str) -> Scenario:
    return replace(
        whole, id=f"{whole.id}{MARK}{number + 1}", title=title, parent=None, agreements=agreements,
        changes=whole.changes[:changes],
    )  # fmt: skip
