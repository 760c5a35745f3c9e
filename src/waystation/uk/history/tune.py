"""Small moves that make first decisions and returns of the model agree with the flows it is set to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from waystation.engine.counts import CASES
from waystation.parameters.draw import Draw, Values
from waystation.study.quarters import A_YEAR as YEAR
from waystation.study.wander import Floats
from waystation.uk.history.overlay import Tuning
from waystation.uk.history.returns import asylum_returns_a_quarter
from waystation.uk.history.run import Seen, run
from waystation.uk.history.setting import Past

QUEUES = ("awaiting_decision", "child_claim")
GRANTED = tuple(f"{queue}.leave_decided" for queue in QUEUES)
REFUSED = tuple(f"{queue}.refused*" for queue in QUEUES)
WITHDRAWN = tuple(f"{queue}.withdrawn*" for queue in QUEUES)
OUTCOMES = (*GRANTED, *REFUSED, *WITHDRAWN, *(f"{queue}.closed_administratively" for queue in QUEUES))


LODGED = ("lodging.appeal", "late_appeal.appeal")


def tuned(past: Past) -> Past:
    """The model after some rounds of central runs and moves."""
    for seed in range(past.at.rules.whole("rounds")):
        seen = run(past, past.at.flows, (), seed)
        setting = replace(past.at, tuning=_moved(past, seen))
        past = replace(past, setting=setting, book=setting.book(setting.flows))
    return past


def _moved(past: Past, seen: Seen) -> Tuning:
    setting, old = past.at, past.at.tuning
    enforced, voluntary = asylum_returns_a_quarter(setting.tables)
    granted, refused, withdrawn, outcomes = (seen.flow(*of) for of in (GRANTED, REFUSED, WITHDRAWN, OUTCOMES))
    return Tuning(
        people=_people_a_case(seen, old.people),
        granted=old.granted + _apart(granted, granted + refused, setting.flows["granted"]),
        withdrawn=old.withdrawn + _apart(withdrawn, outcomes, setting.flows["withdrawn"]),
        enforced=old.enforced * enforced / max(float(ready_enforced(past, seen)[:YEAR].mean()), 1),
        lodged=_lodged(past, seen),
        voluntary=old.voluntary * voluntary / max(float(ready_voluntary(seen)[:YEAR].mean()), 1),
    )


def _lodged(past: Past, seen: Seen) -> float:
    """Appeals of refused cases over the share that appeals of all refused in the run."""
    share = Values(past.book, Draw(())).table("appeals.lodged_share", past.calendar.start)
    usual = float(share @ past.at.state.refused) / past.at.state.refused.sum()
    lodged, refused = seen.flow(*LODGED, of=CASES).sum(), seen.flow(*REFUSED, of=CASES).sum()
    return float(lodged / max(usual * refused, 1))


def ready_voluntary(seen: Seen) -> Floats:
    """People who become ready to leave voluntarily, by quarter: returns without the weeks until departure."""
    return seen.came("leaving")


def ready_enforced(past: Past, seen: Seen) -> Floats:
    """People detained for removal times the share of stays that end in return, by quarter."""
    return float(past.book["removals.returned_share"].values[0][1]) * seen.came("detained")


def _people_a_case(seen: Seen, before: Floats) -> Floats:
    """People in each case with an outcome, by quarter; as before where there was none."""
    cases = seen.flow(*OUTCOMES, of=CASES)
    return np.where(cases > 0, seen.flow(*OUTCOMES) / np.maximum(cases, 1), before)


def _apart(part: Floats, whole: Floats, wanted: Floats) -> Floats:
    """How far a share has to move in log-odds, by quarter."""
    edge = 1 / np.maximum(whole, 2)
    share = np.clip(part / np.maximum(whole, 1), edge, 1 - edge)
    return np.asarray(np.log(wanted / (1 - wanted)) - np.log(share / (1 - share)))
