"""Draws of the numbers that history bears on, as a calibration left them, and whether they fit the model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, TypeAdapter, ValidationError

from waystation.base.english import join
from waystation.base.files import canonical_json, sha256
from waystation.base.problems import Problems

Floats = NDArray[np.float64]
STRICT = ConfigDict(extra="forbid")
SHORT, DIGITS = 16, 5
PROBED = 6  # figures of what the model gave at one point
AGAIN = "run `waystation calibrate --origin {}` again"


@dataclass(frozen=True)
class LearnedNote:
    """One calibrated coordinate: mean and spread in the unit cube, contraction, and the one it is tied to most.

    One that is not `identified` keeps its prior: it is in the table and not among the draws.
    """

    __pydantic_config__ = STRICT
    id: str
    mean: float
    sd: float
    contraction: float
    tied: float
    tied_to: str
    identified: bool


@dataclass(frozen=True)
class FitNote:
    """One series: middle distance from what was published before and after, in standard deviations; share inside 90%.

    `error` and `discrepancy` are their middle values over the periods, relative to the published value.
    """

    __pydantic_config__ = STRICT
    series: str
    title: str
    periods: int
    error: float
    discrepancy: float
    prior: float
    posterior: float
    inside: float


@dataclass(frozen=True)
class WaveNote:
    """One wave: runs, the share of the prior they stand for, the smallest implausibility, the emulator's errors."""

    __pydantic_config__ = STRICT
    runs: int
    share: float
    level: float | None
    left_out: float
    components: int


@dataclass(frozen=True)
class Profile:
    """The smallest implausibility, and the share of the prior not ruled out, in equal parts of one coordinate."""

    __pydantic_config__ = STRICT
    id: str
    least: tuple[float, ...]
    share: tuple[float, ...]


@dataclass(frozen=True)
class Account:
    """How a posterior came to be: window, settings, what was learnt, how it fits, the hashes of what it rests on.

    `probe` is what the simulator gave at the middle of every range, so that a change of code can be told later,
    and `evidence` the hash of what was fitted.
    """

    __pydantic_config__ = STRICT
    origin: str
    start: str
    settings: dict[str, int]
    files: dict[str, str]
    learned: tuple[LearnedNote, ...]
    fits: tuple[FitNote, ...]
    waves: tuple[WaveNote, ...]
    profiles: tuple[Profile, ...]
    accepted: float
    apart: float
    kept: float
    probe: tuple[float, ...] = ()
    evidence: str = ""


@dataclass(frozen=True)
class Posterior:
    """Draws (rows) of some coordinates of the unit cube, fitted to what was known on `origin`; hashed as it stands."""

    origin: date
    coordinates: tuple[str, ...]
    draws: tuple[tuple[float, ...], ...]
    account: Account
    fingerprint: str

    def rows(self, draws: int, seed: int) -> Floats:
        """So many rows in an order that the seed decides; a later row never hangs on how many are asked for.

        All are used once before any is used again.
        """
        size, random = len(self.draws), np.random.default_rng([seed, size_of(self.fingerprint)])
        order = np.concatenate([random.permutation(size) for _ in range(-(-draws // size))])[:draws]
        return np.asarray(np.array(self.draws, np.float64)[order], np.float64)

    def span(self, name: str, ends: tuple[float, float]) -> tuple[float, float]:
        """Quantiles of one coordinate over the draws."""
        column = np.array(self.draws, np.float64)[:, self.coordinates.index(name)]
        low, high = np.quantile(column, ends)
        return float(low), float(high)


def size_of(fingerprint: str) -> int:
    """A fingerprint as a number."""
    return int(fingerprint, 16)


def misfits(posterior: Posterior, files: Mapping[str, str]) -> tuple[str, ...]:
    """The files that are no longer as they were when the posterior was fitted; none if it still fits."""
    held = posterior.account.files
    return tuple(sorted(name for name in {*held, *files} if held.get(name) != files.get(name)))


def warning(posterior: Posterior, changed: Sequence[str]) -> str:
    """What a run says of a posterior that was fitted with other files, or nothing."""
    if not changed:
        return ""
    day = posterior.origin.isoformat()
    return (
        f"The numbers fitted to history up to {day} were fitted with other files of the model "
        f"({join(list(changed[:3]))}{f' and {len(changed) - 3} more' if len(changed) > 3 else ''}): "
        f"{AGAIN.format(day)}, or ask for --draws prior."
    )


def write(folder: Path, coordinates: Sequence[str], draws: Floats, account: Account) -> Path:
    """Write `<origin>.csv` and `<origin>.json` and give the first; the same content gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [",".join(coordinates), *(",".join(f"{value:.{DIGITS}f}" for value in row) for row in draws)]
    path = folder / f"{account.origin}.csv"
    text = TypeAdapter(Account).dump_python(account, mode="json")
    for place, content in ((path.with_suffix(".json"), canonical_json(text)), (path, "\n".join(lines))):
        waiting = place.with_suffix(f"{place.suffix}.new")
        waiting.write_text(content + "\n", encoding="utf-8")
        waiting.replace(place)
    return path


def load(folder: Path, problems: Problems) -> dict[date, Posterior]:
    """Every posterior of a folder by the day it was fitted on."""
    found = (read(path, problems) for path in sorted(folder.glob("*.csv")))
    return {posterior.origin: posterior for posterior in found if posterior is not None}


def read(path: Path, problems: Problems) -> Posterior | None:
    """One posterior; what is wrong goes into `problems`."""
    name, beside = f"{path.parent.name}/{path.name}", path.with_suffix(".json")
    try:
        text, said = path.read_text(encoding="utf-8"), beside.read_text(encoding="utf-8")
        account = TypeAdapter(Account).validate_python(_tuples(json.loads(said)))
        origin = date.fromisoformat(account.origin)
    except (OSError, ValueError, ValidationError) as error:
        first = str(error).splitlines()[0]
        problems.add(f"{name}:1", f"cannot be read with the .json beside it ({first})", AGAIN.format(path.stem))
        return None
    lines = text.splitlines()
    names, draws = tuple(lines[0].split(",")) if lines and lines[0] else (), []
    for number, line in enumerate(lines[1:], 2):
        row = _row(line, len(names))
        if row is None:
            problems.add(f"{name}:{number}", f"should hold {len(names)} numbers from 0 to 1", AGAIN.format(path.stem))
            return None
        draws.append(row)
    if not draws or account.origin != path.stem:
        problems.add(f"{name}:1", "holds no draws, or those of another day", AGAIN.format(path.stem))
        return None
    return Posterior(origin, names, tuple(draws), account, sha256(text + said)[:SHORT])


def _row(line: str, size: int) -> tuple[float, ...] | None:
    try:
        row = tuple(float(cell) for cell in line.split(",")) if line else ()
    except ValueError:
        return None
    return row if len(row) == size and all(0 <= value <= 1 for value in row) else None


def _tuples(value: object) -> object:
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    return {key: _tuples(item) for key, item in value.items()} if isinstance(value, dict) else value
