"""Arrivals that respond: how many stay away or come besides, who, and when; the luck of whoever comes is the same."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.theory.small import SIGMAS, START, Made, end, number, spread
from waystation.base.days import Calendar
from waystation.base.units import DIMENSIONS
from waystation.cases.schema import NEVER, Cases
from waystation.engine.compile import compile_tables
from waystation.engine.log import OUTSIDE
from waystation.engine.simulate import Simulation, simulate
from waystation.parameters.axis import Axis
from waystation.parameters.book import make_book
from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.process.checks import check
from waystation.process.process import Process
from waystation.process.words import Clock, Response, Route, Stage
from waystation.world.world import World

DAYS, COUNT, HEADROOM, ALWAYS_COME = 730, 60_000, 1.5, 0.1
AXES = {"way": Axis("way", "Way", ("boat", "lorry", "plane"))}
RESPONSE = Response("fear", "fewer come", "way", "strength", ("in.sent",), ("in",), "lag", "window", "displaced")
STAGES = (
    Stage("in", "in", "office", routes=(Route("sent", share="sent"), Route("here"))),
    Stage("here", "here", "office", "work", routes=(Route("gone", after=Clock("hazard")), Route("out"))),
    end("sent"), end("gone"), end("out"),
)  # fmt: skip


def built(*, strength: tuple[float, float, float] = (0.6, 0.0, 0.0), sent: float = 1.0, displaced: float = 0.0,
          lag: float = 0.0, window: float = 1.0, responses: tuple[Response, ...] = (RESPONSE,)) -> Made:  # fmt: skip
    """A world in which the share `sent` of all who enter is sent on, for others to see, and its cases."""
    by_way = Parameter("strength", "strength", "", DIMENSIONS["share"], "assumed", "", ("way",),
                       ((START, np.array(strength)),))  # fmt: skip
    numbers = (by_way, number("sent", "share", (0, sent)), number("displaced", "share", (0, displaced)),
               number("lag", "months", (0, lag)), number("window", "months", (0, window)),
               number("hazard", "per_year", (0, 2.0)), spread("work", "lognormal", median=90.0, gsd=2.0))  # fmt: skip
    book = make_book({parameter.id: parameter for parameter in numbers}, AXES)
    process = Process("in", STAGES, responses=responses)
    assert not check(process, book, {})
    made = World(process, book, {}, Calendar(START, START + timedelta(days=DAYS - 1)), "way")
    return made, Values(book, Draw(())), cases()


def cases() -> Cases:
    """Arrivals day by day, half by boat, some of whom always come; and half as many spare ones as there are others."""
    random = np.random.default_rng(3)
    spare = int(COUNT * (1 - ALWAYS_COME) * (HEADROOM - 1))
    entered = np.concatenate([np.sort(random.integers(0, DAYS, size)) for size in (COUNT, spare)]).astype(np.int32)
    total = COUNT + spare
    level = 1 - random.random(total)
    level[random.random(total) < ALWAYS_COME] = 0.0
    level[COUNT:] = HEADROOM - (HEADROOM - 1) * random.random(spare)
    return Cases(
        ("in",), entered, np.zeros(total, np.int16), random.integers(1, 4, total).astype(np.int16),
        {"way": random.choice(3, total, p=(0.5, 0.3, 0.2)).astype(np.int16)}, {}, {}, np.full(total, NEVER, np.int32),
        {}, level, HEADROOM,
    )  # fmt: skip


def run(made: Made, *, keep_log: bool = False) -> Simulation:
    return simulate(*compile_tables(*made), 1, keep_log=keep_log)


def came(found: Simulation) -> np.ndarray:
    return np.asarray(found.fates.stage != OUTSIDE)


CASES = cases()
WAY, SPARE = CASES.axes["way"], np.arange(len(CASES)) >= COUNT
LATER = CASES.entered >= 31  # nothing could have been seen in the first month
ALWAYS = CASES.level == 0
BOAT = WAY == 0


def test_the_share_that_stays_away_is_the_strength() -> None:
    """Exposure is 1 from the second month on, so boats fall to 40 per cent: a binomial count of the cases."""
    found = came(run(built()))
    asked = BOAT & LATER & ~SPARE & ~ALWAYS
    assert abs(found[asked].mean() - 0.4) < SIGMAS * math.sqrt(0.24 / asked.sum())
    assert found[~LATER & ~SPARE].all() and found[ALWAYS].all() and not found[SPARE].any()


def test_half_the_exposure_has_half_the_effect() -> None:
    found = came(run(built(sent=0.5)))
    asked = BOAT & LATER & ~SPARE & ~ALWAYS
    assert abs(found[asked].mean() - 0.7) < SIGMAS * math.sqrt(0.21 / asked.sum()) + 0.6 * 0.02  # exposure is a count


def test_a_response_in_one_class_leaves_the_others_alone() -> None:
    with_, without = came(run(built())), came(run(built(responses=())))
    assert (with_[~BOAT] == without[~BOAT]).all() and (with_ <= without).all() and (with_ != without).any()


def test_all_displaced_conserve_the_expected_total() -> None:
    """Those who stay away from boats come by the other ways, in proportion to these."""
    found = came(run(built(strength=(0.3, 0, 0), displaced=1.0)))
    people, late = CASES.people.astype(float), LATER
    central, now = people[late & ~SPARE].sum(), people[late & found].sum()
    asked = late & ~ALWAYS
    error = math.sqrt((people[asked] ** 2).sum() * 0.25)
    assert abs(now - central) < SIGMAS * error and error < 0.01 * central
    more = [people[late & found & (way == WAY)].sum() / people[late & ~SPARE & (way == WAY)].sum() for way in range(3)]
    assert more[0] < 0.8 and more[1] > 1.2 and abs(more[1] / more[2] - 1) < 0.05


def test_displacement_stops_at_the_headroom() -> None:
    found = came(run(built(strength=(1, 1, 0), displaced=1.0)))
    plane, boat = LATER & (WAY == 2), LATER & (WAY < 2) & ~ALWAYS
    assert found[plane].all() and found[plane & SPARE].any() and not found[boat].any()


@pytest.mark.parametrize(("lag", "window"), [(0.0, 1.0), (2.0, 1.0), (1.0, 5.0), (3.0, 0.0)])
def test_who_comes_follows_from_the_counts_of_past_months(lag: float, window: float) -> None:
    """Worked out again from the monthly counts that the simulation returns."""
    made = built(strength=(0.9, 0.0, 0.2), sent=0.37, displaced=0.8, lag=lag, window=window)
    found = run(made)
    month = np.array(made[0].calendar.month_of_day)[CASES.entered]
    sent, entries = found.counts.flow[:, 0, :, 1].sum(axis=1), found.counts.inflow[:, 0, :, 1].sum(axis=1)
    answering = ~SPARE & ~ALWAYS
    people = np.array([CASES.people[answering & (way == WAY)].sum() for way in range(3)], float)
    gain = 0.8 * (0.9 * people[0] + 0.2 * people[2]) / people[1]
    level, exposures = np.ones((len(sent), 3)), []
    for row in range(len(sent)):
        last = max(row - int(lag), 0)
        seen = slice(max(row - int(lag) - max(1, int(window)), 0), last)
        exposures.append(sent[seen].sum() / entries[seen].sum() if last else 0.0)
        level[row] = np.clip(1 + np.array([-0.9, gain, -0.2]) * exposures[-1], 0, HEADROOM)
    assert came(found).tolist() == (CASES.level <= level[month, WAY]).tolist()
    assert exposures[: 1 + int(lag)] == [0.0] * (1 + int(lag)) and 0.3 < min(exposures[1 + int(lag) :]) < 0.45


def test_whoever_comes_in_both_worlds_has_the_same_luck() -> None:
    lives: list[dict[int, list[object]]] = []
    for responses in ((RESPONSE,), ()):
        lives.append({})
        for visit in run(built(sent=0.5, displaced=0.5, responses=responses), keep_log=True).visits():
            lives[-1].setdefault(visit.case, []).append(visit)
    both = lives[0].keys() & lives[1].keys()
    assert all(lives[0][case] == lives[1][case] for case in both)
    assert lives[1].keys() - lives[0].keys() and lives[0].keys() - lives[1].keys() and len(both) > COUNT / 2


@pytest.mark.parametrize("changes", [{"strength": (0, 0, 0)}, {"sent": 0.0}, {"lag": 99.0}])
def test_a_response_that_cannot_act_changes_nothing(changes: dict[str, object]) -> None:
    """No strength, nothing to be seen, or too late to be seen: bit for bit as if there were no response."""
    quiet = run(built(displaced=1.0, **changes), keep_log=True)  # type: ignore[arg-type]
    never = run(built(responses=(), **changes), keep_log=True)  # type: ignore[arg-type]
    assert quiet.visits() == never.visits() and (came(quiet) == ~SPARE).all()


def test_spare_cases_change_nothing_while_nothing_responds() -> None:
    made, values, held = built(responses=())
    parts = {name: column[:COUNT] for name, column in held.axes.items()}
    short = replace(held, entered=held.entered[:COUNT], stage=held.stage[:COUNT], people=held.people[:COUNT],
                    axes=parts, own_day=held.own_day[:COUNT], level=None, headroom=1.0)  # fmt: skip
    long, few = (run((made, values, each), keep_log=True) for each in (held, short))
    assert long.visits() == few.visits() and (long.counts.person_days == few.counts.person_days).all()


def test_cases_out_of_order_are_refused() -> None:
    for changes in ({"entered": CASES.entered[::-1]}, {"level": CASES.level[::-1]},
                    {"entered": np.where(SPARE, -1, CASES.entered)}):  # fmt: skip
        with pytest.raises(ValueError, match=r"stand|before day 0"):
            replace(CASES, **changes)
