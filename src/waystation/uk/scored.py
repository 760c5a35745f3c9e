"""The stored back-test: the scores of every forecast from past days, and whether they are still those of this model."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Literal, TypeAlias

from waystation.base.files import canonical_json, sha256
from waystation.study.score_table import read
from waystation.study.scorecard import BackTest, Stored, stored
from waystation.uk.observed import SCORED, observed

HOME = Path(__file__).parent
SCORES = HOME / "scores"
CARD, SIMPLE = "scorecard.json", "baselines.csv"
Mode: TypeAlias = Literal["blind", "given"]
MODES: tuple[Mode, ...] = ("blind", "given")
# what the mode "given" is told, and is therefore not scored on
TOLD = ("claims", "initial_decisions", "grants", "refusals", "appeals_disposals", "small_boat_arrivals")
# what moves a forecast from a past day: process, numbers, caseload, how the past is set up, and what was learned of it
MOVES = ("history/", "parameters/", "process/", "population.yaml", "axes.yaml", "facts.py", "measures.py")
LIBRARIES = ("numpy", "scipy", "statsmodels")
STUDY = HOME.parent / "study"


def load(folder: Path = SCORES) -> Stored | None:
    """The scorecards in a folder; None if no back-test has been stored. Raises ContentError if they cannot be read."""
    return stored(folder / CARD) if (folder / CARD).is_file() else None


def backtest(folder: Path = SCORES) -> BackTest | None:
    """The scorecards, the blind forecasts they are about, and the published figures; None if nothing is stored."""
    held = load(folder)
    if held is None:
        return None
    return BackTest(held, read(folder / "blind.csv"), {name: observed(name) for name in SCORED})


def simple_inputs() -> str:
    """The fingerprint of what makes the scores of the simple forecasters: figures, their code, the libraries."""
    code = {name: _hash(STUDY / name) for name in ("baselines.py", "forecasts.py", "targets.py")}
    return sha256(
        canonical_json({"tables": _tables(), "code": code, "versions": {name: version(name) for name in LIBRARIES}})
    )


def model_inputs(files: Mapping[str, str]) -> str:
    """The fingerprint of what makes the forecasts of the model, from the hashes of its files (`uk.digests`)."""
    moves = {name: held for name, held in files.items() if name.startswith(MOVES)}
    learned = {path.name: _hash(path) for path in sorted((HOME / "posteriors").glob("*.csv"))}
    return sha256(canonical_json({"files": moves, "tables": _tables(), "learned": learned}))


def stale(held: Stored, files: Mapping[str, str]) -> tuple[str, ...]:
    """Which parts of a stored back-test were made from other inputs than there are now."""
    now = {"simple": simple_inputs(), "model": model_inputs(files)}
    return tuple(part for part, found in now.items() if held.made.get(part) != found)


def _tables() -> dict[str, str]:
    return {path.name: _hash(path) for path in sorted((HOME / "evidence" / "series").glob("history_*.csv"))}


def _hash(path: Path) -> str:
    return sha256(path.read_bytes())
