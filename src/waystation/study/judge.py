"""From the scores of forecasts, the scorecard: the model against every simple forecaster, by series and horizon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from waystation.study.baselines import BASELINES
from waystation.study.score import coverage, means, skill
from waystation.study.score_table import with_inside
from waystation.study.scorecard import (
    ENOUGH,
    FAR,
    LAST_VALUE,
    MODEL,
    NEAR,
    Cell,
    Interval,
    Line,
    Scorecard,
    Verdict,
)  # fmt: skip
from waystation.study.targets import Target


def build(model: pl.DataFrame, simple: pl.DataFrame, targets: Sequence[Target]) -> Scorecard:
    """From the scores of the model, and of the simple forecasters as `lengthened` gives them, the scorecard."""
    ours = with_inside(model).with_columns(by=pl.lit(MODEL))
    both = ["by", "series", "origin", "horizon", "crps", "inside"]
    every = pl.concat([ours.select(both), simple.select(both)])
    told = [target for target in targets if target.id in set(model["series"].to_list())]
    lines = tuple(_line(target, ours, every) for target in told)
    counted = [line.series for line in lines if line.counted]
    held = {who: every.filter(pl.col("by") == who, pl.col("series").is_in(counted)) for who in (MODEL, *BASELINES)}
    return Scorecard(
        lines,
        {who: coverage(table, horizons=NEAR, least=2) for who, table in held.items()} if counted else {},
        {who: coverage(table, horizons=NEAR) for who, table in held.items()} if counted else {},
    )


def _line(target: Target, ours: pl.DataFrame, every: pl.DataFrame) -> Line:
    own, all_ = (table.filter(pl.col("series") == target.id) for table in (ours, every))
    there = sorted(own["horizon"].unique().to_list())
    far = tuple(horizon for horizon in FAR if horizon in there)
    return Line(
        target.id,
        target.counted,
        own["origin"].n_unique(),
        tuple(_cell(own, all_, (horizon,)) for horizon in there),
        _cell(own, all_, tuple(horizon for horizon in NEAR if horizon in there)),
        _cell(own, all_, far) if far else None,
    )


def _cell(own: pl.DataFrame, every: pl.DataFrame, horizons: tuple[int, ...]) -> Cell:
    """One cell; every forecaster is scored on the figures that the model was scored on."""
    mine = own.filter(pl.col("horizon").is_in(horizons))
    same = every.join(mine.select("origin", "horizon"), on=["origin", "horizon"])
    crps = dict(same.group_by("by").agg(pl.col("crps").mean()).iter_rows())
    skills = {name: skill(same, name, by=MODEL, horizons=horizons) for name in BASELINES}
    (row,) = means(mine, "by").iter_rows(named=True)
    verdict_ = verdict(crps, skills.values(), enough=mine["origin"].n_unique() >= ENOUGH)
    return Cell(
        horizons,
        row["forecasts"],
        {who: crps[who] for who in (MODEL, *BASELINES)},
        skills,
        verdict_,
        **{name: row[name] for name in ("bias", "bias_share", "error_share", "inside50", "inside90")},
    )


def verdict(crps: Mapping[str, float], skills: Iterable[Interval], *, enough: bool = True) -> Verdict:
    """How the model stands to the simple forecasters; "better" needs enough origins for its intervals."""
    if crps[MODEL] >= crps[LAST_VALUE]:
        return "loses"
    if any(crps[MODEL] >= crps[name] for name in BASELINES):
        return "mixed"
    return "better" if enough and all(each.positive for each in skills) else "ahead"
