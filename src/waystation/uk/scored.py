"""The stored back-test: the scores of every forecast from past days, and whether they are still those of this model."""

from __future__ import annotations

from collections.abc import Sequence
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
# what moves a forecast from a past day: process, numbers, caseload, how the past is set up, and what was learned of it;
# the engine is not among them, since its own tests hold it to the same results
MOVES = (
    "history/*.py", "history/*.yaml", "parameters/*.yaml", "process/*.py", "population.yaml", "axes.yaml", "facts.py",
    "measures.py", "evidence/series/history_*.csv", "posteriors/*.csv", "../study/wander.py", "../study/quarters.py",
)  # fmt: skip
# what moves the simple forecasters: figures and code
SIMPLE_MOVES = (
    *(f"evidence/series/{table}.csv" for table in ("history_quarters", "history_tribunal", "history_boats")),
    *(f"../study/{name}.py" for name in ("baselines", "forecasts", "targets")),
)
LIBRARIES = ("numpy", "scipy", "statsmodels")


def load(folder: Path = SCORES) -> Stored | None:
    """The scorecards in a folder; None if no back-test has been stored. Raises ContentError if they cannot be read."""
    return stored(folder / CARD) if (folder / CARD).is_file() else None


def backtest(folder: Path = SCORES) -> BackTest | None:
    """The scorecards, the blind forecasts they are about, and the published figures; None if nothing is stored."""
    held = load(folder)
    if held is None:
        return None
    return BackTest(held, read(folder / "blind.csv"), {name: observed(name) for name in SCORED})


def simple_inputs(home: Path = HOME) -> str:
    """The fingerprint of what makes the scores of the simple forecasters: figures, their code, the libraries."""
    versions = {name: version(name) for name in LIBRARIES}
    return sha256(canonical_json({"files": hashes(home, SIMPLE_MOVES), "versions": versions}))


def model_inputs(home: Path = HOME) -> str:
    """The fingerprint of what makes the forecasts of the model."""
    return sha256(canonical_json(hashes(home, MOVES)))


def learned(home: Path = HOME) -> int:
    """How many calibrations are stored; without any, every number is drawn from its prior."""
    return len(list(home.glob("posteriors/????-??-??.csv")))


def hashes(home: Path, patterns: Sequence[str]) -> dict[str, str]:
    """The hash of every file that a pattern names, by that pattern and its own name."""
    found = {f"{pattern} {path.name}": path for pattern in patterns for path in sorted(home.glob(pattern))}
    return {name: sha256(path.read_bytes()) for name, path in found.items()}


def stale(held: Stored, home: Path = HOME) -> tuple[str, ...]:
    """Which parts of a stored back-test were made from other inputs than there are now."""
    now = {"simple": simple_inputs(home), "model": model_inputs(home)}
    return tuple(part for part, found in now.items() if held.made.get(part) != found)
