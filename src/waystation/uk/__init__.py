"""The model of the UK system: content only. `load()` reads every file and reports all problems at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from waystation.base.cached import cached, key_of, place
from waystation.base.days import Calendar
from waystation.base.files import sha256
from waystation.base.problems import ContentError, Problems, ScenarioError
from waystation.cases.recipe import load_recipe
from waystation.evidence.load import load_register
from waystation.hubs.arrangement import KINDS
from waystation.hubs.assess import check_stated, holds_of
from waystation.hubs.load import load_agreements
from waystation.hubs.load_arrangements import load_arrangements
from waystation.hubs.load_positions import load_positions
from waystation.hubs.load_safeguards import load_safeguards
from waystation.parameters.basis import check_series, joined, load_bases
from waystation.parameters.book import make_book
from waystation.parameters.checks import check_evidence
from waystation.parameters.load import load_axes, load_parameters
from waystation.parameters.twins import check_twins
from waystation.results.run import Cohort
from waystation.scenario.load import load_levers, load_scenarios
from waystation.study.model import Model
from waystation.study.posterior import load as load_posteriors
from waystation.study.published import load_published, load_reconciliation
from waystation.study.story import load_story
from waystation.uk import scored
from waystation.uk.derivations import DERIVATIONS
from waystation.uk.drivers import QUANTITIES
from waystation.uk.facts import facts
from waystation.uk.measures import MEASURES
from waystation.uk.process import JOINS, PARTS, PROCESS

HOME = Path(__file__).parent
PACKAGE = HOME.parent
RETURNED = ("returned_voluntary", "returned_assisted", "returned_enforced")
WATCHED = ("route", "small_boat")
NO_RESULT = (
    "evidence/",
    "derivations/",
    "history/",
    "positions.yaml",
    "shapes/",
    "costs.yaml",
    "economics/",
    "money.py",
    "observed.py",
    "scored.py",
    "schemes.yaml",
)
FITTED_WITH = (
    "axes.yaml",
    "evidence/series/history_",
    "facts.py",
    "history/calibration.yaml",
    "history/rules.yaml",
    "measures.py",
    "parameters/",
    "population.yaml",
    "process/",
)
NOT_FITTED_WITH = ("parameters/hubs.yaml", "parameters/responses.yaml")
POSTERIORS = HOME / "posteriors"
CALENDAR = Calendar(date.fromisoformat("2026-01-01"), date.fromisoformat("2036-03-31"))


@cache
def load(home: Path = HOME, own: tuple[Path, ...] = ()) -> Model:
    """The model in a folder, with scenario files of the user's own beside its own.

    It is read once; afterwards what was read is taken from disk, as long as every file of model and machinery is the
    same. Raises ContentError, or ScenarioError if only scenarios are wrong.
    """
    model = cached(place(home, "model"), key_of({home, PACKAGE}), lambda: read(home))
    return with_scenarios(model, home, own) if own else model


def read(home: Path) -> Model:
    """The model as its files say it. Raises as `load` does."""
    problems = Problems()
    axes = load_axes(home / "axes.yaml", problems)
    register = load_register(home / "evidence", problems)
    check_series(home / "evidence" / "series", problems)
    written = load_parameters(home / "parameters", axes, problems)
    bases = load_bases(home / "evidence" / "basis.yaml", problems)
    parameters = joined(written, bases, "evidence/basis.yaml", problems)
    check_evidence(parameters, register.claims, DERIVATIONS, problems)
    check_twins(parameters, bases, problems)
    problems.raise_if_any(ContentError)
    book, known = make_book(parameters, axes), facts(axes)
    folder, claims = home / "agreements", register.claims
    safeguards = load_safeguards(home / "safeguards.yaml", facts=known, book=book, claims=claims, problems=problems)
    loaded = load_agreements(folder, facts=known, book=book, problems=problems, claims=claims)
    arrangements = load_arrangements(folder, facts=known, book=book, problems=problems, claims=claims)
    check_stated((*loaded.values(), *arrangements.values()), safeguards, problems)
    agreements = {name: replace(held, holds=holds_of(safeguards, held.stated)) for name, held in loaded.items()}
    recipe = load_recipe(home / "population.yaml", problems)
    targets = load_published(home / "targets.yaml", problems)
    story = load_story(home / "story.yaml", problems)
    reconciliation = load_reconciliation(home / "reconciliation.yaml", problems)
    positions = load_positions(home / "positions.yaml", register.claims, problems)
    shapes = load_shapes(home / "shapes" / "western_balkans.json", problems)
    posteriors = load_posteriors(home / POSTERIORS.name, problems)
    levers = load_levers(home / "levers.yaml", book, problems)
    problems.raise_if_any(ContentError)
    assert recipe and targets and reconciliation and story
    model = Model(
        PROCESS, JOINS, book, known, recipe, CALENDAR, agreements, levers, {}, MEASURES, cohort(), targets,
        reconciliation, story, register, positions, shapes, digests(home), safeguards=safeguards,
        arrangements=arrangements, parts=PARTS, quantities=QUANTITIES, watched=WATCHED,
        posteriors=posteriors, rests=fitted_with(home),
        history=scored.backtest(home / "scores"),
    )  # fmt: skip
    return with_scenarios(model, home)


def with_scenarios(model: Model, home: Path, own: tuple[Path, ...] = ()) -> Model:
    """The model with the scenarios of its folder and those of other files. Raises ScenarioError."""
    problems = Problems()
    scenarios = load_scenarios(
        [*sorted((home / "scenarios").glob("*.yaml")), *own], levers=model.levers, book=model.book,
        agreements=model.agreements, calendar=CALENDAR, problems=problems, waived=model.court.faults,
        barred={name: KINDS[held.kind] for name, held in model.arrangements.items()},
    )  # fmt: skip
    problems.raise_if_any(ScenarioError)
    return replace(model, scenarios=scenarios)


def load_shapes(path: Path, problems: Problems) -> dict[str, object]:
    """The GeoJSON in a file."""
    try:
        held: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problems.add(f"{path.name}:1", f"cannot be read ({error})", "put a GeoJSON of the countries there")
        return {}
    return held


def cohort() -> Cohort:
    """Claims and refusals of 2026, their returns counted for three years, as in the cohort table."""
    until = CALENDAR.day(date.fromisoformat("2029-01-31"))
    return Cohort(CALENDAR.start.year, "claim", "refused", RETURNED, until)


def digests(home: Path) -> dict[str, str]:
    """The hash of every file that determines a result, by its place in the folder; evidence and talks do not."""
    files = sorted(path for path in home.rglob("*") if path.suffix in {".yaml", ".py"})
    named = {path.relative_to(home).as_posix(): path for path in files}
    return {name: sha256(path.read_bytes()) for name, path in named.items() if not name.startswith(NO_RESULT)}


@cache
def fitted_with(home: Path = HOME) -> dict[str, str]:
    """The hash of every file that a calibration on history rests on, by its place in the folder; hubs are not in it."""
    files = sorted(path for path in home.rglob("*") if path.suffix in {".yaml", ".py", ".csv"})
    named = {path.relative_to(home).as_posix(): path for path in files}
    return {
        name: sha256(path.read_bytes())
        for name, path in named.items()
        if name.startswith(FITTED_WITH) and not name.startswith(NOT_FITTED_WITH)
    }
