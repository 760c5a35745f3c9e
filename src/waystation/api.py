"""The verbs: load, run, appraise, verify, why, life. The command line and others call these and nothing deeper."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from waystation import uk
from waystation.base.files import canonical_json, sha256
from waystation.base.problems import ContentError, Problem, Problems, RecordError, UsageError, did_you_mean
from waystation.hubs.safeguard import Finding
from waystation.results import record, store
from waystation.results.ensemble import Ensemble
from waystation.scenario.load import parse_setting
from waystation.scenario.steps import steps
from waystation.study import gather, stored
from waystation.study.account import Account, accounts
from waystation.study.appraise import Counted
from waystation.study.counting import COUNTING, Counting
from waystation.study.finish import UNWATCHED, Watch, finish, task_key
from waystation.study.kept import Kept
from waystation.study.kept import place as unfinished
from waystation.study.model import Model
from waystation.study.pool import Workers
from waystation.study.posterior import read as read_posterior
from waystation.study.runner import ONE_ANSWER, Plan, points, run_draw
from waystation.study.runner import run as run_plan
from waystation.uk.money import Purse
from waystation.uk.money import load as load_money

if TYPE_CHECKING:  # pages, charts and stories are loaded when they are wanted: a run begins sooner
    from waystation.explain.tell import Telling
    from waystation.explain.ways import Ways
    from waystation.explain.why import Verdict
    from waystation.report.one_case import Question

OWN = "scenarios"
Packages = dict[str, tuple[tuple[str, str], ...]]  # scenarios, each with the ids and titles of its steps
MANY = 100  # draws from which on they are made in processes of their own
CHECKS = 24  # runs of the model at draws of a new posterior


@dataclass(frozen=True)
class Answer:
    """What a run gives: ensemble, headline table, the answer in sentences, record, the directory written to.

    `waivers` says in short which hard safeguards are not met and run all the same; `warnings` what to know beforehand.
    """

    ensemble: Ensemble
    headline: pl.DataFrame
    sentences: tuple[str, ...]
    record: dict[str, object]
    directory: Path
    waivers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def load(files: Sequence[Path] = (), settings: Sequence[str] = (), as_of: date | None = None) -> Model:
    """The model, with scenario files of one's own, numbers set (`id=40`), and the evidence as known on a day."""
    model = uk.load(own=tuple(path.resolve() for path in files))
    model = model.set(tuple(parse_setting(text, model.book) for text in settings))
    return model if as_of is None else model.as_of(as_of)


def named(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Scenario ids and the files among the given names (those that end in .yaml, or hold a slash)."""
    files = tuple(Path(name) for name in names if name.endswith((".yaml", ".yml")) or "/" in name)
    for path in files:
        if not path.is_file():
            raise UsageError(f"there is no file {path}: name a scenario of the model or a .yaml file that exists")
    return tuple(Path(name).stem if Path(name) in files else name for name in names), files


def run(
    names: Sequence[str],
    *,
    against: str = "baseline",
    draws: int = 50,
    prior: bool = False,
    seed: int = 1,
    settings: Sequence[str] = (),
    out: Path | None = None,
    watch: Watch = UNWATCHED,
    workers: Workers | None = None,
    as_of: date | None = None,
) -> Answer:
    """Simulate scenarios (ids or files) on the same draws and luck, and write one directory of results.

    Numbers that history bears on are drawn from the posterior, unless `prior` asks for their priors.
    Draws that an interrupted run of the same has finished are not made again. Without `workers` two draws are made at
    a time, in processes of their own if there are a hundred or more. With `as_of` the report shows the evidence as it
    was known on that day; the numbers and the fingerprint stay.
    """
    if draws < 1 or seed < 0:
        raise UsageError("--draws is at least 1 and --seed at least 0")
    ids, files = named([*names, against])
    model = load(files, settings, as_of)
    _refuse_unless_runnable(model, ids)
    plan = Plan(tuple(dict.fromkeys(ids[:-1])), ids[-1], draws, seed, prior or model.posterior is None)
    held = _record(model, plan, settings, files)
    held |= {"money": dict(load_money().files)} | ({"as_of": as_of.isoformat()} if as_of else {})
    tail = f"-as-of-{as_of.isoformat()}" if as_of else ""
    named_so = f"{'-'.join(plan.scenarios)}-{str(held['fingerprint'])[:8]}{tail}"
    directory = out if out is not None else Path("out") / named_so
    store.refuse_if_taken(directory)
    with Kept(unfinished(directory), task_key(held)) as kept:
        finish(model, plan, kept, workers=workers or Workers(apart=draws >= MANY), watch=watch)
        found = gather.gather(model, plan, kept.read(), kept.pieces)
        texts = {f"{OWN}/{path.name}": path.read_text(encoding="utf-8") for path in files}
        answer = _written(directory, model, plan, found, held, texts, command_line(names, plan, settings, as_of))
        kept.drop()
    return answer


def _written(
    directory: Path,
    model: Model,
    plan: Plan,
    found: gather.Gathered,
    held: dict[str, object],
    texts: Mapping[str, str],
    command: str,
) -> Answer:
    """The directory of results, written with its report; what the run gives."""
    from waystation.report import page
    from waystation.report.agreements import waivers_in_short
    from waystation.report.compose import Outcome, compose
    from waystation.report.log_xlsx import log
    from waystation.report.money import all_as_csv
    from waystation.report.money_xlsx import money_log

    drawn = points(model, plan)
    tables = {**found.tables, "draws": gather.draws_table(model, found.ensemble, drawn)}
    headline = found.ensemble.headline(model.story.periods)
    figured = _accounts(Counted(model, plan, found.ensemble.chance, drawn, found.tables["quantities"].collect()))
    content = compose(Outcome(model, found.ensemble, tables, drawn, held, command, figured, load_money().marks))
    made = {"report.html": page.build(content), "headline.csv": headline.write_csv(), "money.csv": all_as_csv(figured)}
    texts = made | dict(texts)
    book = money_log(figured, title=content.title, record=content.record, made=model.calendar.start)
    blobs = {"assumptions.xlsx": log(content, made=model.calendar.start), "money.xlsx": book}
    store.save(directory, tables=tables, texts=texts, record=held, blobs=blobs)
    short, warnings = tuple(waivers_in_short(model, plan.all)), () if plan.prior else (model.unfitted,)
    return Answer(found.ensemble, headline, content.answer, held, directory, short, tuple(filter(None, warnings)))


def appraise(
    name: str,
    *,
    against: str = "baseline",
    draws: int = 50,
    seed: int = 1,
    settings: Sequence[str] = (),
    counting: Counting = COUNTING,
    workers: Workers = ONE_ANSWER,
    watch: Watch = UNWATCHED,
) -> tuple[Account, ...]:
    """What scenarios cost over another: a scenario is simulated step by step; a directory of results is only costed.

    Raises UsageError for what is unknown, ResultsError for a directory that cannot be costed.
    """
    packages: Packages
    if (Path(name) / store.RECORD).is_file():
        counted = _stored(Path(name))
        packages = {one: () for one in counted.plan.scenarios if one != counted.plan.against}
    else:
        counted, packages = _counted(name, against, Plan((), "", draws, seed), settings, workers=workers, watch=watch)
    purse = load_money()
    money = counting.money(purse.prices, purse.costs, counted)
    return tuple(one for scenario, steps in packages.items() for one in accounts(counted, scenario, money, steps))


def _accounts(counted: Counted) -> list[Account]:
    """Every scenario of a run over the one that they are compared with, as costed when nothing else is asked."""
    purse = load_money()
    money = COUNTING.money(purse.prices, purse.costs, counted)
    return [one for name in counted.plan.all[1:] for one in accounts(counted, name, money)]


def _counted(
    name: str, against: str, size: Plan, settings: Sequence[str], *, workers: Workers, watch: Watch
) -> tuple[Counted, Packages]:
    """A scenario and the steps that lead up to it, simulated."""
    ids, files = named([name, against])
    model = load(files, settings)
    _refuse_unless_runnable(model, ids)
    if ids[0] == ids[1]:
        raise UsageError(f"{ids[0]!r} over itself costs nothing: name another scenario with --against")
    package = steps(model.scenarios, *ids)
    model = replace(model, scenarios={**model.scenarios, **{step.id: step for step in package}})
    between = tuple(step.id for step in package[:-1])
    plan = Plan((*between, ids[0]), ids[1], size.draws, size.seed, model.posterior is None)
    watch.begun(0)
    costly: dict[int, tuple[tuple[float, ...], pl.DataFrame]] = {}
    with closing(run_plan(model, plan, workers=workers)) as results:
        for result in results:
            costly[result.number] = (result.chance, gather.quantities_table(model, plan, [result]))
            watch.done()
    chance, tables = zip(*(costly[number] for number in range(plan.draws)), strict=True)
    counted = Counted(model, plan, np.array(chance), points(model, plan), pl.concat(tables))
    names = (*between, ids[0])
    return counted, {ids[0]: tuple((id, step.title) for id, step in zip(names, package, strict=True))}


def _plan(held: Mapping[str, object]) -> Plan:
    """The plan of a run, from its record."""
    draws, seed = (int(str(held[name])) for name in ("draws", "seed"))
    return Plan(_texts(held["scenarios"]), str(held["against"]), draws, seed, not held["posterior"])


def _stored(directory: Path) -> Counted:
    """What was counted in a directory of results, with the model and the settings of its run."""
    held = record.read(directory)
    settings, files = _texts(held["set"]), [directory / OWN / name for name in _texts(held["own"])]
    plan = _plan(held)
    return stored.read(load(files, settings), plan, directory)


def _refuse_unless_runnable(model: Model, names: Sequence[str]) -> None:
    """Refuse scenarios that there are not, and those whose agreements fail a hard safeguard as set."""
    for name in names:
        if name not in model.scenarios:
            raise UsageError(f"no scenario called {name!r}: {did_you_mean(name, model.scenarios)}")
    model.refuse_unsafe(dict.fromkeys(names))


def command_line(names: Sequence[str], plan: Plan, settings: Sequence[str], as_of: date | None = None) -> str:
    """The command that repeats a run."""
    draws = f"prior:{plan.draws}" if plan.prior else str(plan.draws)
    how = ("--against", plan.against, "--draws", draws, "--seed", str(plan.seed))
    sets = (word for text in settings for word in ("--set", text))
    day = ("--as-of", as_of.isoformat()) if as_of else ()
    return shlex.join(["waystation", "run", *names, *how, *sets, *day])


def _record(model: Model, plan: Plan, settings: Sequence[str], files: Sequence[Path]) -> dict[str, object]:
    return record.make(
        inputs=model.files, scenarios=plan.scenarios, against=plan.against, draws=plan.draws, seed=plan.seed,
        settings=settings, own={path.name: sha256(path.read_bytes()) for path in files},
        design=sha256(canonical_json([point.point for point in points(model, plan)])),
        posterior="" if plan.prior or model.posterior is None else model.posterior.fingerprint,
    )  # fmt: skip


def safeguards(agreement: str) -> tuple[Finding, ...]:
    """Where an agreement stands on each safeguard, and why. Raises UsageError if there is no such agreement."""
    return load().findings(agreement)


def money() -> Purse:
    """Prices, cost lines, and published figures of other schemes worked out again."""
    return load_money()


def verify(directory: Path) -> str:
    """Hash a directory of results again and repeat a draw. Gives the fingerprint; raises RecordError if it differs."""
    held = record.read(directory)
    _refuse(record.changed(directory, held))
    settings, files = _texts(held["set"]), [directory / OWN / name for name in _texts(held["own"])]
    plan = _plan(held)
    _refuse(record.differences(held, _record(load(), plan, settings, files)))
    _refuse(_repeat(load(files, settings), plan, directory))
    return str(held["fingerprint"])


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise RecordError(problems)


def _texts(held: object) -> tuple[str, ...]:
    return tuple(str(text) for text in held) if isinstance(held, Iterable) else ()


def _repeat(model: Model, plan: Plan, directory: Path) -> list[Problem]:
    """Run the last draw again and compare its measures, to the last digit."""
    number = plan.draws - 1
    point = points(model, plan)[number]
    again = gather.measures_table(model, plan, [run_draw(model, plan, number, point)])
    kept = store.read(directory, "measures").filter(pl.col("draw") == number)
    if again["value"].to_list() != kept["value"].to_list():
        return [
            Problem(
                "measures.parquet",
                f"draw {number} gives other numbers when it is repeated",
                "the run is not reproduced",
            )
        ]
    return []


def life(
    scenario: str,
    *,
    against: str | None = None,
    case: int | None = None,
    through: str | None = None,
    draw: int = 0,
    seed: int = 1,
    settings: Sequence[str] = (),
) -> Telling:
    """One simulated life with its reasons, beside the same life in another scenario (the parent if none is named).

    The case is given by its number, or as the first that passes the stage `through`. Raises UsageError for a case, a
    stage or a scenario that there is not.
    """
    from waystation.report import one_case

    ids, files = named([scenario, *([against] if against else [])])
    other = ids[1] if against else None
    return one_case.life(
        load(files, settings), ids[0], against=other, case=case, through=through, draw=draw, seed=seed
    )  # fmt: skip


def why(asked: Question, settings: Sequence[str] = ()) -> Verdict | Ways:
    """Whether a case could be sent under an agreement, or which ways out of a stage are open to it, and why not.

    `settings` describe the case (`age=27`), or change what is known of a simulated one. Raises UsageError for whatever
    is unknown or missing.
    """
    from waystation.report import one_case

    return one_case.why(load(), asked, settings)


def calibrate(
    origin: date | None = None,
    *,
    draws: int = 256,
    waves: int = 2,
    runs: int = 60,
    seed: int = 1,
    threads: int = 2,
    out: Path | None = None,
    tell: Callable[[str, float], None] = lambda what, part: None,
) -> Path:
    """Fit the numbers that history bears on to figures up to a day; gives the file of draws.

    Without `out` the file goes into the model, whose runs then draw from it. Raises UsageError for a day that is no end
    of a quarter or has too little before it, or if the libraries of the extra [study] are not installed.
    """
    room, day = _calibrating(), origin or _eve()
    settings = room.Settings(waves=waves, runs=runs, draws=draws, seed=seed, checks=min(CHECKS, runs))
    try:
        return Path(room.run(day, settings, out=out or uk.POSTERIORS, tell=tell, threads=threads))
    except ValueError as error:
        raise UsageError(f"nothing can be fitted on {day.isoformat()}: {error}") from error


def calibrated(path: Path) -> str:
    """What a calibration found, in words."""
    from waystation.report.drawn import told

    problems = Problems()
    held = read_posterior(path, problems)
    problems.raise_if_any(ContentError)
    assert held
    return told(held, path)


def check_posteriors(origin: date | None = None) -> tuple[str, ...]:
    """One line for each posterior of the model (or the one of a day). Raises CheckError if one no longer fits."""
    return tuple(_calibrating().check(origin))


def _eve() -> date:
    """The day that the model starts from."""
    return uk.CALENDAR.start - timedelta(days=1)


def _calibrating() -> ModuleType:
    """The room of calibration; only what asks for it loads its libraries."""
    try:
        return import_module("waystation.uk.history.calibrated")
    except ModuleNotFoundError as error:
        raise UsageError(
            f"calibration needs {error.name}: install waystation with its extra, as in waystation[study]"
        ) from error
