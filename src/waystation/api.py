"""The verbs: load, run, appraise, verify, why, life. The command line and others call these and nothing deeper."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from waystation import uk
from waystation.base.files import canonical_json, sha256
from waystation.base.problems import Problem, RecordError, UsageError, did_you_mean
from waystation.explain.tell import Telling
from waystation.explain.ways import Ways
from waystation.explain.why import Verdict
from waystation.hubs.safeguard import Finding
from waystation.parameters.draw import Draw
from waystation.report import one_case, page
from waystation.report.agreements import waivers_in_short
from waystation.report.compose import Outcome, compose
from waystation.report.log_xlsx import log
from waystation.report.money import all_as_csv
from waystation.report.money_xlsx import money_log
from waystation.results import record, store
from waystation.results.ensemble import Ensemble
from waystation.scenario.load import parse_setting
from waystation.scenario.steps import steps
from waystation.study import gather, stored
from waystation.study.account import Account, accounts
from waystation.study.appraise import Counted
from waystation.study.counting import COUNTING, Counting
from waystation.study.design import sobol
from waystation.study.model import Model
from waystation.study.runner import DrawResult, Plan, run_draw
from waystation.study.runner import run as run_plan
from waystation.uk.money import Purse
from waystation.uk.money import load as load_money

OWN = "scenarios"
Packages = dict[str, tuple[tuple[str, str], ...]]  # scenarios, each with the ids and titles of its steps


@dataclass(frozen=True)
class Answer:
    """What a run gives: ensemble, headline table, the answer in sentences, record, the directory written to.

    `waivers` says in short which hard safeguards are not met and run all the same.
    """

    ensemble: Ensemble
    headline: pl.DataFrame
    sentences: tuple[str, ...]
    record: dict[str, object]
    directory: Path
    waivers: tuple[str, ...] = ()


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
    seed: int = 1,
    settings: Sequence[str] = (),
    out: Path | None = None,
    done: Callable[[int], None] = lambda number: None,
    threads: int = 2,
    as_of: date | None = None,
) -> Answer:
    """Simulate scenarios (ids or files) on the same draws and luck, and write one directory of results.

    With `as_of` the report shows the evidence as it was known on that day; the numbers and the fingerprint stay.
    """
    if draws < 1 or seed < 0:
        raise UsageError("--draws is at least 1 and --seed at least 0")
    ids, files = named([*names, against])
    model = load(files, settings, as_of)
    _refuse_unless_runnable(model, ids)
    plan = Plan(tuple(dict.fromkeys(ids[:-1])), ids[-1], draws, seed)
    held = _record(model, plan, settings, files)
    held |= {"money": dict(load_money().files)} | ({"as_of": as_of.isoformat()} if as_of else {})
    tail = f"-as-of-{as_of.isoformat()}" if as_of else ""
    named_so = f"{'-'.join(plan.scenarios)}-{str(held['fingerprint'])[:8]}{tail}"
    directory = out if out is not None else Path("out") / named_so
    store.refuse_if_taken(directory)
    points = sobol(model.book, draws, seed)
    with closing(run_plan(model, plan, threads=threads, done=done)) as results:
        found = list(results)
    ensemble = gather.gather(model, plan, found)
    tables = _tables(model, plan, found, ensemble)
    headline = ensemble.headline(model.story.periods)
    command = command_line(names, plan, settings, as_of)
    figured = _accounts(Counted(model, plan, ensemble.chance, points, tables["quantities"]))
    content = compose(Outcome(model, ensemble, tables, points, held, command, figured, load_money().marks))
    book = money_log(figured, title=content.title, record=content.record, made=model.calendar.start)
    texts = {
        "report.html": page.build(content),
        "headline.csv": headline.write_csv(),
        "money.csv": all_as_csv(figured),
    }
    texts |= {f"{OWN}/{path.name}": path.read_text(encoding="utf-8") for path in files}
    blobs = {"assumptions.xlsx": log(content, made=model.calendar.start), "money.xlsx": book}
    store.save(directory, tables=tables, texts=texts, record=held, blobs=blobs)
    return Answer(ensemble, headline, content.answer, held, directory, tuple(waivers_in_short(model, plan.all)))


def _tables(model: Model, plan: Plan, found: Sequence[DrawResult], ensemble: Ensemble) -> dict[str, pl.DataFrame]:
    """The tables of a run, by name."""
    points = [point.point for point in sobol(model.book, plan.draws, plan.seed)]
    return {
        "measures": gather.measures_table(ensemble),
        "draws": gather.draws_table(model, ensemble, points),
        "counts": gather.counts_table(model, plan, found),
        "cohort": gather.cohort_table(model, plan, found),
        "resources": gather.resources_table(model, plan, found),
        "returned": gather.returned_table(model, plan, found),
        "quantities": gather.quantities_table(model, plan, found),
    }


def appraise(
    name: str,
    *,
    against: str = "baseline",
    draws: int = 50,
    seed: int = 1,
    settings: Sequence[str] = (),
    counting: Counting = COUNTING,
    done: Callable[[int], None] = lambda number: None,
    threads: int = 2,
) -> tuple[Account, ...]:
    """What scenarios cost over another: a scenario is simulated step by step; a directory of results is only costed.

    Raises UsageError for what is unknown, ResultsError for a directory that cannot be costed.
    """
    packages: Packages
    if (Path(name) / store.RECORD).is_file():
        counted = _stored(Path(name))
        packages = {one: () for one in counted.plan.scenarios if one != counted.plan.against}
    else:
        counted, packages = _counted(name, against, Plan((), "", draws, seed), settings, done=done, threads=threads)
    purse = load_money()
    money = counting.money(purse.prices, purse.costs, counted)
    return tuple(one for scenario, steps in packages.items() for one in accounts(counted, scenario, money, steps))


def _accounts(counted: Counted) -> list[Account]:
    """Every scenario of a run over the one that they are compared with, as costed when nothing else is asked."""
    purse = load_money()
    money = COUNTING.money(purse.prices, purse.costs, counted)
    return [one for name in counted.plan.all[1:] for one in accounts(counted, name, money)]


def _counted(
    name: str, against: str, size: Plan, settings: Sequence[str], *, done: Callable[[int], None], threads: int
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
    plan = Plan((*between, ids[0]), ids[1], size.draws, size.seed)
    with closing(run_plan(model, plan, threads=threads, done=done)) as results:
        found = list(results)
    points, chance = sobol(model.book, plan.draws, plan.seed), np.array([result.chance for result in found])
    counted = Counted(model, plan, chance, points, gather.quantities_table(model, plan, found))
    names = (*between, ids[0])
    return counted, {ids[0]: tuple((id, step.title) for id, step in zip(names, package, strict=True))}


def _stored(directory: Path) -> Counted:
    """What was counted in a directory of results, with the model and the settings of its run."""
    held = record.read(directory)
    settings, files = _texts(held["set"]), [directory / OWN / name for name in _texts(held["own"])]
    plan = Plan(_texts(held["scenarios"]), str(held["against"]), int(str(held["draws"])), int(str(held["seed"])))
    return stored.read(load(files, settings), plan, directory)


def _refuse_unless_runnable(model: Model, names: Sequence[str]) -> None:
    """Refuse scenarios that there are not, and those whose agreements fail a hard safeguard as set."""
    for name in names:
        if name not in model.scenarios:
            raise UsageError(f"no scenario called {name!r}: {did_you_mean(name, model.scenarios)}")
    model.refuse_unsafe(dict.fromkeys(names))


def command_line(names: Sequence[str], plan: Plan, settings: Sequence[str], as_of: date | None = None) -> str:
    """The command that repeats a run."""
    how = ("--against", plan.against, "--draws", str(plan.draws), "--seed", str(plan.seed))
    sets = (word for text in settings for word in ("--set", text))
    day = ("--as-of", as_of.isoformat()) if as_of else ()
    return shlex.join(["waystation", "run", *names, *how, *sets, *day])


def _record(model: Model, plan: Plan, settings: Sequence[str], files: Sequence[Path]) -> dict[str, object]:
    points = [point.point for point in sobol(model.book, plan.draws, plan.seed)]
    return record.make(
        inputs=model.files, scenarios=plan.scenarios, against=plan.against, draws=plan.draws, seed=plan.seed,
        settings=settings, own={path.name: sha256(path.read_bytes()) for path in files},
        design=sha256(canonical_json(points)),
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
    plan = Plan(_texts(held["scenarios"]), str(held["against"]), int(str(held["draws"])), int(str(held["seed"])))
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
    point: Draw = sobol(model.book, plan.draws, plan.seed)[number]
    again = gather.measures_table(gather.gather(model, plan, [run_draw(model, plan, number, point)]))
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
    ids, files = named([scenario, *([against] if against else [])])
    other = ids[1] if against else None
    return one_case.life(
        load(files, settings), ids[0], against=other, case=case, through=through, draw=draw, seed=seed
    )  # fmt: skip


def why(asked: one_case.Question, settings: Sequence[str] = ()) -> Verdict | Ways:
    """Whether a case could be sent under an agreement, or which ways out of a stage are open to it, and why not.

    `settings` describe the case (`age=27`), or change what is known of a simulated one. Raises UsageError for whatever
    is unknown or missing.
    """
    return one_case.why(load(), asked, settings)
