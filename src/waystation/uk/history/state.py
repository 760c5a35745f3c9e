"""What was known on a day of those already here and of how the system treated each nationality."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from waystation.parameters.derive import Vector, apportion, pulled, shares, shifted
from waystation.study.model import Model
from waystation.study.quarters import A_YEAR
from waystation.uk.history.flows import refused_cases
from waystation.uk.history.returns import asylum_shares
from waystation.uk.history.rules import Rules
from waystation.uk.history.tables import Tables, by_nationality, column, known, latest, quarters

COUNTED = ("claims", "granted", "refused", "withdrawn")


@dataclass(frozen=True)
class State:
    """Mixes, rates and stocks of a day, in cases; vectors run over the nationalities.

    `claims`, `boats`, `others` (those who come another way) are mixes that sum to 1; `awaiting`, `appeals`,
    `exhausted`, `withdrawn` counts; `granted`, `gone` (withdrawn among outcomes), `lodged`, `allowed` shares;
    `refused` refused cases of a year. `claimants`, `waiting` are people a case.
    """

    claims: Vector
    boats: Vector
    others: Vector
    awaiting: Vector
    appeals: Vector
    exhausted: Vector
    withdrawn: Vector
    granted: Vector
    gone: Vector
    lodged: Vector
    allowed: Vector
    refused: Vector
    claimants: float
    waiting: float
    other_share: float
    appeal_withdrawn: float


def state(model: Model, tables: Tables, rules: Rules) -> State:
    """The state on the last day of some tables."""
    classes = model.book.axes["nationality"].classes
    held, frame = tables["history_nationality"], quarters(tables)
    year, two = rules.whole("mix_quarters"), rules.whole("outcome_quarters")
    old = rules.whole("stock_years") * A_YEAR
    counts = {name: by_nationality(held, name, classes, last=two) for name in COUNTED}
    refused = by_nationality(held, "refused", classes, last=year)
    decided = counts["granted"] + counts["refused"]
    granted = pulled(
        counts["granted"], decided, towards=float(counts["granted"].sum() / decided.sum()),
        weight=rules.number("outcome_weight"),
    )  # fmt: skip
    awaiting = by_nationality(held, "awaiting", classes, last=1)
    claims = shares(by_nationality(held, "claims", classes, last=year))
    part, boats = _boats(tables, frame, classes, claims, rules)
    total = _waiting_cases(frame)
    lodged = _lodged(tables, classes, rules, refused)
    return State(
        claims=claims,
        boats=boats,
        others=shares(np.maximum(claims - part * boats, rules.number("boats_least_other") * claims)),
        awaiting=apportion(total, awaiting),
        appeals=apportion(latest(frame, "open"), refused * lodged),
        exhausted=apportion(_exhausted(tables, frame, rules), by_nationality(held, "refused", classes, last=old)),
        withdrawn=np.round(
            by_nationality(held, "withdrawn", classes, last=old) * (1 - rules.number("withdrawn_returned"))
        ),
        granted=granted,
        gone=pulled(
            counts["withdrawn"],
            decided + counts["withdrawn"],
            weight=rules.number("outcome_weight"),
            towards=float(counts["withdrawn"].sum() / (decided + counts["withdrawn"]).sum()),
        ),
        lodged=lodged,
        allowed=_allowed(tables, frame, classes, rules, refused),
        refused=refused,
        claimants=_claimants(tables, year),
        waiting=latest(frame, "awaiting_people") / total,
        other_share=_other_share(tables, frame, rules, year),
        appeal_withdrawn=_appeal_withdrawn(tables, rules),
    )


def _waiting_cases(frame: pl.DataFrame) -> float:
    """Cases waiting at the end; from people, as in the last quarter that has both, where not published."""
    people, cases = column(frame, "awaiting_people"), column(frame, "awaiting_cases")
    each = (cases / people)[~np.isnan(cases)]
    return float(np.rint(people[-1] * each[-1]))


def _claimants(tables: Tables, year: int) -> float:
    held = tables["history_applicants"].tail(year)
    main = column(held, "claims_main").sum()
    return float((main + column(held, "claims_dependants").sum()) / main)


def _boats(
    tables: Tables, frame: pl.DataFrame, classes: tuple[str, ...], claims: Vector, rules: Rules
) -> tuple[float, Vector]:
    """The share of a year's claims by small boat, and their mix: that of the last year published, none only by boat."""
    held, last = tables["history_boats_by_nationality"], frame.tail(A_YEAR)
    part = float(np.nan_to_num(column(last, "boats")).sum() / column(last, "claims").sum())
    if held.is_empty() or part == 0:
        return part, claims
    arrived = part * shares(by_nationality(held, "arrivals", classes, last=1, period="year"))
    return part, shares(np.minimum(arrived, (1 - rules.number("boats_least_other")) * claims))


def _recorded(tables: Tables, classes: tuple[str, ...], rules: Rules, name: str) -> Vector:
    held, years = tables["history_appeals_by_nationality"], rules.whole("allowed_years")
    return by_nationality(held, name, classes, last=years, period="year")


def _lodged(tables: Tables, classes: tuple[str, ...], rules: Rules, refused: Vector) -> Vector:
    """Share of refused cases that appeal, as the Home Office recorded it by nationality, at the model's mean."""
    recorded = tables["history_appeals_by_nationality"]["year"].unique().sort().tail(rules.whole("allowed_years"))
    held = tables["history_nationality"]
    same = held.filter(pl.col("period_end").str.to_date().dt.year().is_in(recorded.implode()))
    before = by_nationality(same, "refused", classes, last=len(same))
    found = pulled(
        _recorded(tables, classes, rules, "lodged"), before, towards=rules.number("lodged_towards"),
        weight=rules.number("lodged_weight"),
    )  # fmt: skip
    return shifted(np.minimum(found, rules.number("lodged_most")), refused, mean=rules.number("appealing"))


def _allowed(tables: Tables, frame: pl.DataFrame, classes: tuple[str, ...], rules: Rules, refused: Vector) -> Vector:
    """Share of decided appeals allowed, by nationality as the Home Office recorded it, at the tribunal's last year."""
    allowed, dismissed = (_recorded(tables, classes, rules, name) for name in ("allowed", "dismissed"))
    found = pulled(
        allowed, allowed + dismissed, towards=rules.number("allowed_towards"), weight=rules.number("allowed_weight")
    )
    percent = known(frame, "allowed_percent")[-A_YEAR:].mean()
    return shifted(found, refused, mean=float(percent) / rules.number("percent"))


def _other_share(tables: Tables, frame: pl.DataFrame, rules: Rules, last: int) -> float:
    """The share of a year's receipts that refused main applicants do not explain."""
    refused = rules.number("appealing") * refused_cases(tables, frame)[-last:].sum()
    share = 1 - refused / column(frame, "receipts")[-last:].sum()
    return float(np.clip(share, rules.number("other_share_least"), rules.number("other_share_most")))


def _appeal_withdrawn(tables: Tables, rules: Rules) -> float:
    held = tables["history_appeals_by_nationality"]
    last = held.filter(pl.col("year") == held["year"].max())
    counts = [float(last[name].sum()) for name in ("withdrawn", "allowed", "dismissed")]
    return counts[0] / sum(counts) if sum(counts) else rules.number("not_withdrawn_before")


def _exhausted(tables: Tables, frame: pl.DataFrame, rules: Rules) -> float:
    """Refused cases with exhausted rights before unrecorded departures: work in progress, and what came since."""
    held = tables["history_work_in_progress"].drop_nulls("removal").tail(1)
    here = float(column(held, "removal")[0] + np.nan_to_num(column(held, "on_hold"))[0])
    since = (frame["period_end"] > held["period_end"].item()).to_numpy()
    dismissed = 1 - column(frame, "allowed_percent") / rules.number("percent")
    refused = (1 - rules.number("appealing")) * refused_cases(tables, frame)
    ended = np.nan_to_num(refused) + np.nan_to_num(column(frame, "disposals") * dismissed)
    left = _asylum_returns(tables, frame)
    return max(here + float((ended - left)[since].sum()), here * rules.number("exhausted_part")) / (
        1 - rules.number("departed")
    )


def _asylum_returns(tables: Tables, frame: pl.DataFrame) -> Vector:
    """Asylum-related returns a quarter at the asylum share of the last year published."""
    enforced, voluntary = asylum_shares(tables)
    return np.asarray(
        np.nan_to_num(column(frame, "returns_enforced")) * enforced
        + np.nan_to_num(column(frame, "returns_voluntary")) * voluntary
    )


def at_end_of_model(model: Model, tables: Tables) -> State:
    """The state from the numbers of the model itself, on the day before it starts."""
    start: date = model.calendar.start
    book = model.book

    def table(name: str) -> Vector:
        return np.asarray(book[name].at(start), np.float64)

    claims, route = table("arrivals.claims_a_year"), table("arrivals.route_share")
    frame = quarters(tables)
    accompanied = float(shares(claims) @ table("people.accompanied_share")) * float(table("people.dependants"))
    waiting = table("opening.awaiting")
    return State(
        claims=shares(claims),
        boats=shares(claims * route[:, 0]),
        others=shares(claims * (1 - route[:, 0])),
        awaiting=waiting,
        appeals=table("opening.appeals"),
        exhausted=table("opening.exhausted"),
        withdrawn=table("opening.withdrawn"),
        granted=table("decisions.grant_share"),
        gone=_gone(shares(table("decisions.withdrawal_hazard") * waiting), waiting, frame),
        lodged=table("appeals.lodged_share"),
        allowed=table("appeals.allowed_share"),
        refused=table("opening.appeals"),
        claimants=1 + accompanied,
        waiting=latest(frame, "awaiting_people") / float(waiting.sum()),
        other_share=float(table("opening.appeals_other_share")),
        appeal_withdrawn=float(table("appeals.withdrawn_share")),
    )


def _gone(withdrawn: Vector, awaiting: Vector, frame: pl.DataFrame) -> Vector:
    """The withdrawn share of outcomes by nationality, from the mix of withdrawals and that of the queue."""
    mean = float(column(frame, "withdrawals")[-A_YEAR:].sum() / column(frame, "outcomes")[-A_YEAR:].sum())
    return np.asarray(mean * withdrawn / (mean * withdrawn + (1 - mean) * shares(awaiting)))
