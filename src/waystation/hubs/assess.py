"""Where an agreement stands on each safeguard: by its rules, by the process it makes, by what it states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from waystation.base.problems import Problems, did_you_mean
from waystation.hubs.agreement import Agreement
from waystation.hubs.arrangement import Arrangement
from waystation.hubs.safeguard import (
    WORST_LAST,
    ByRule,
    ByStatement,
    ByStructure,
    Check,
    Finding,
    Found,
    Hold,
    Safeguard,
    Stated,
)
from waystation.hubs.structure import PROPERTIES, Ground, Scene
from waystation.rules.possible import describe, somebody

Verdict = tuple[Found, str]
Safeguards = Mapping[str, Safeguard]


def assess(safeguards: Safeguards, agreement: Agreement, ground: Ground) -> tuple[Finding, ...]:
    """Every safeguard in order, with where a hub's agreement stands on it."""
    scene = Scene(agreement, ground)
    return tuple(
        _finding(one, [_verdict(check, scene, agreement.stated.get(one.id)) for check in one.checks], agreement.stated,
                 agreement.where)
        for one in safeguards.values()
    )  # fmt: skip


def as_stated(safeguards: Safeguards, stated: Mapping[str, Stated], where: str) -> tuple[Finding, ...]:
    """Every safeguard in order, with what terms that are not simulated state of it."""
    return tuple(_finding(one, [_statement(stated.get(one.id))], stated, where) for one in safeguards.values())


def holds_of(safeguards: Safeguards, stated: Mapping[str, Stated]) -> tuple[Hold, ...]:
    """What the soft safeguards that an agreement does not state as met add to it."""
    return tuple(
        one.adds for one in safeguards.values() if one.adds is not None and _statement(stated.get(one.id))[0] != "met"
    )


def _finding(one: Safeguard, verdicts: Iterable[Verdict], stated: Mapping[str, Stated], where: str) -> Finding:
    held = list(verdicts)
    said = stated.get(one.id)
    worst = max((standing for standing, _ in held), key=WORST_LAST.index)
    return Finding(
        one,
        worst,
        tuple(why for standing, why in held if standing == worst),
        said.claims if said else (),
        said.where if said else where,
    )


def _verdict(check: Check, scene: Scene, stated: Stated | None) -> Verdict:
    match check:
        case ByRule():
            return _by_rule(check, scene, stated)
        case ByStructure(has, of):
            fault = PROPERTIES[has].fault(scene, of)
            return ("unmet", fault) if fault else ("met", PROPERTIES[has].says)
        case ByStatement():
            return _statement(stated)


def _by_rule(check: ByRule, scene: Scene, stated: Stated | None) -> Verdict:
    facts = scene.ground.facts
    case = somebody([check.never.rule, *(condition.rule for condition in scene.agreement.who)], facts)
    if case is None:
        return "met", f"nobody may be sent who {check.never.says}"
    if check.if_stated and stated is not None and stated.standing == "met":
        return "met", stated.because
    return "unmet", f"somebody may be sent who {check.never.says}: {describe(case, facts)}"


def _statement(stated: Stated | None) -> Verdict:
    return ("not stated", "the agreement does not say") if stated is None else (stated.standing, stated.because)


def check_stated(agreements: Iterable[Agreement | Arrangement], safeguards: Safeguards, problems: Problems) -> None:
    """Note every statement about a safeguard that there is not."""
    for agreement in agreements:
        for name in sorted(set(agreement.stated) - set(safeguards)):
            remedy = did_you_mean(name, safeguards) or "see `waystation safeguards`"
            problems.add(agreement.stated[name].where, f"no safeguard called {name!r}", remedy)


def faults(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that keep a scenario from using the agreement unless it says why."""
    return (finding for finding in findings if finding.blocks)
