"""The verbs of history: forecast from a day, back-test from many. They need the libraries of the extra [study]."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl

from waystation.base.problems import UsageError
from waystation.study import backtest as rolling
from waystation.study.backtest import Seen, Span, lengthened, widened
from waystation.study.forecasts import Forecast, label, quarters_after
from waystation.study.judge import build
from waystation.study.score_table import QUANTILES, write
from waystation.study.scorecard import Scorecard, Stored, stored, written
from waystation.uk import scored
from waystation.uk.history import forecast as model_forecast
from waystation.uk.history import past
from waystation.uk.history.fitted import points
from waystation.uk.observed import SCORED, observed, target
from waystation.uk.scored import Mode

Done: TypeAlias = Callable[[str, int, int], None]
LAST = date(2025, 12, 31)
OUTSIDE = ("other_returns_enforced", "other_returns_voluntary")
FIRST = date(2015, 12, 31)  # open appeals, with which a past day begins, are published from 2015 on
OUT = Path("out/history")
SPAN = Span()
SHORT = 16


def forecast(
    origin: date = LAST, *, quarters: int = 4, mode: Mode = "blind", draws: int = 200, seed: int = 1
) -> tuple[Forecast, ...]:
    """What the model says of the quarters after a day, knowing only figures of periods that end by then.

    Each number that was calibrated comes from the latest calibration before the day. Raises UsageError if no quarter
    ends on the day, or if flows are to be given that nobody has published.
    """
    if not FIRST <= origin <= LAST:
        raise UsageError(f"an origin lies between {FIRST} and {LAST}, and not on {origin}")
    if mode == "given" and quarters_after(origin, quarters)[-1] > LAST:
        raise UsageError(f"flows are published until {LAST}: fewer quarters, or --mode blind")
    drawn = points(past(origin, quarters=quarters, mode=mode), draws, seed)
    return tuple(model_forecast(origin, quarters, mode, draws, seed, drawn))


def outside(forecasts: Iterable[Forecast]) -> tuple[Forecast, ...]:
    """Returns of people who had not claimed asylum, draw by draw: all returns less those that the model holds.

    The model does not simulate them; they go on as all returns have gone, by a simple forecast of their own past.
    """
    held = {one.series: one for one in forecasts}
    pairs = [(kind, held[f"returns_{kind}"], held[f"asylum_returns_{kind}"]) for kind in ("enforced", "voluntary")]
    return tuple(
        Forecast(f"other_returns_{kind}", every.origin, np.maximum(every.samples - within.samples, 0), by="outside")
        for kind, every, within in pairs
    )


def rows(forecasts: Iterable[Forecast], series: Sequence[str] = SCORED) -> list[dict[str, object]]:
    """The quantiles of forecasts: a row for each series and quarter, in their order."""
    held = {one.series: one for one in forecasts}
    return [
        {"series": name, "period": label(end), **dict(zip(QUANTILES, map(float, column), strict=True)),
         "unit": target(name).unit}
        for name in series if name in held
        for end, column in zip(held[name].ends, held[name].quantiles().T, strict=True)
    ]  # fmt: skip


def backtest(
    *,
    modes: Sequence[Mode] = scored.MODES,
    draws: int = 100,
    seed: int = 1,
    out: Path = OUT,
    parts: Path = OUT / "parts",
    span: Span = SPAN,
    done: Done = lambda what, number, of: None,
) -> Stored:
    """Forecast from every origin of a span, score what came, and write scores and scorecard to the directory `out`.

    What `parts` holds of the same inputs is not done again, so a run that was cut off goes on where it stopped.
    """
    seen = {name: observed(name) for name in SCORED}
    out.mkdir(parents=True, exist_ok=True)
    inputs = {"simple": scored.simple_inputs(), "model": scored.model_inputs()}
    simple = _simple(seen, span, parts / f"simple-{inputs['simple'][:SHORT]}-{span.tag}.csv", done)
    write(simple, out / scored.SIMPLE)
    cards: dict[str, Scorecard] = {}
    for mode in modes:
        told = scored.TOLD if mode == "given" else ()
        table = rolling.run_model(
            partial(_from, mode=mode, span=span, draws=draws, seed=seed),
            {name: one for name, one in seen.items() if name not in told}, span,
            folder=parts / f"{mode}-{draws}-{seed}-{inputs['model'][:SHORT]}",
            done=partial(_tell, done, mode, len(span.origins)),
        )  # fmt: skip
        write(table, out / f"{mode}.csv")
        cards[mode] = build(table, lengthened(simple), [target(name) for name in SCORED])
    text = written(
        cards,
        {
            **inputs,
            "learned": scored.learned(),
            "draws": draws,
            "seed": seed,
            "first": str(span.first),
            "last": str(span.last),
        },
    )
    (out / scored.CARD).write_text(text + "\n", encoding="utf-8")
    return stored(out / scored.CARD)


def _from(origin: date, *, mode: Mode, span: Span, draws: int, seed: int) -> tuple[Forecast, ...]:
    return forecast(origin, quarters=ahead(origin, span), mode=mode, draws=draws, seed=seed)


def _tell(done: Done, what: str, of: int, number: int) -> None:
    done(what, number, of)


def ahead(origin: date, span: Span) -> int:
    """How many quarters after an origin have been published, up to the horizons of the span."""
    return sum(end <= LAST for end in quarters_after(origin, span.horizons))


def _simple(seen: Seen, span: Span, path: Path, done: Done) -> pl.DataFrame:
    """The scores of the simple forecasters, from a file that an earlier run from the same inputs left, or made anew."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        found = rolling.run_baselines(seen, span, done=partial(_tell, done, "simple", len(span.origins)))
        write(widened(found), path)
    return pl.read_csv(path, try_parse_dates=True)
