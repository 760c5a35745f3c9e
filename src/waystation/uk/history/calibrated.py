"""Calibration of the model on the years before a day, and the posteriors that were found so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np

from waystation import uk
from waystation.base.files import canonical_json, sha256
from waystation.base.problems import CheckError, Problem, UsageError
from waystation.parameters.draw import CENTRE
from waystation.study import posterior as files
from waystation.study.calibration.calibrate import Calibration, Progress, Settings, calibrate, silent
from waystation.study.calibration.evidence import Evidence, Floats
from waystation.study.calibration.implausible import worst
from waystation.study.calibration.learned import PARTS, POINTS, Learned, fits, learned
from waystation.study.calibration.levels import sobol_points
from waystation.study.calibration.work import Work
from waystation.study.posterior import Account, FitNote, LearnedNote, Posterior, Profile, WaveNote
from waystation.uk.history.coordinates import coordinates
from waystation.uk.history.window import Window, window

UNFINISHED = "{}.runs.jsonl"


@dataclass(frozen=True)
class Task:
    """One calibration: the day, the window before it, the coordinates and what they are held against."""

    origin: date
    window: Window
    names: tuple[str, ...]
    evidence: Evidence

    def outputs(self, points: Floats, seed: int) -> Floats:
        """What the model gives at points of the calibrated coordinates; shape (n, k).

        Every other uncertain number is drawn anew for each point, so that the doubt about it is in the outputs.
        """
        return np.stack(
            [self.window.outputs(self._whole(point, seed + row), seed + row) for row, point in enumerate(points)]
        )

    def _whole(self, point: Floats, seed: int) -> tuple[float, ...]:
        whole = np.random.default_rng(seed).random(len(self.window.names))
        whole[[self.window.names.index(name) for name in self.names]] = point
        return tuple(whole.tolist())

    def fitted(self) -> str:
        """The hash of what is fitted, and of how far it may be off."""
        held = self.evidence
        return sha256(canonical_json([held.labels, held.values.tolist(), held.covariance.tolist()]))[: files.SHORT]

    def probe(self) -> tuple[float, ...]:
        """What the model gives at the middle of every range, to some figures."""
        middle = (CENTRE,) * len(self.window.names)
        return tuple(float(f"{value:.{files.PROBED}g}") for value in self.window.outputs(middle, 1).tolist())


def task(origin: date) -> Task:
    """The calibration of a day. Raises ValueError for a day on which no quarter ends."""
    held = window(origin)
    return Task(origin, held, coordinates(origin), held.evidence())


def run(origin: date, settings: Settings, *, out: Path, tell: Progress = silent, threads: int = 2) -> Path:
    """Calibrate on the years before a day and write the posterior; one that was stopped takes up where it stopped."""
    asked, rests = task(origin), uk.fitted_with()
    told = [sorted(rests.items()), asked.fitted(), asked.probe()]
    work = Work(asked.outputs, sha256(canonical_json(told)), out / UNFINISHED.format(origin.isoformat()), threads)
    found = calibrate(work, asked.evidence, len(asked.names), settings, tell)
    said = learned(asked.names, found.chain)
    kept = [place for place, each in enumerate(said) if each.identified]
    account = _account(asked, found, settings, rests)
    path = files.write(out, [asked.names[place] for place in kept], found.draws[:, kept], account)
    work.finish()
    return path


def _account(asked: Task, found: Calibration, settings: Settings, rests: Mapping[str, str]) -> Account:
    rounded = [_rounded(each) for each in learned(asked.names, found.chain)]
    return Account(
        origin=asked.origin.isoformat(), start=asked.window.model.at.start.isoformat(), settings=asdict(settings),
        files=dict(rests), learned=tuple(rounded), fits=_fits(asked, found, settings), waves=_waves(found),
        profiles=_profiles(asked, found, settings), accepted=_short(found.accepted), apart=_short(found.apart),
        kept=_short(found.kept), probe=asked.probe(), evidence=asked.fitted(),
    )  # fmt: skip


def _rounded(each: Learned) -> LearnedNote:
    return LearnedNote(
        each.name, _short(each.mean), _short(each.sd), _short(each.contraction), _short(each.tied), each.tied_to,
        each.identified,
    )  # fmt: skip


def _waves(found: Calibration) -> tuple[WaveNote, ...]:
    return tuple(
        WaveNote(
            wave.runs, _short(wave.share), _short(wave.level) if np.isfinite(wave.level) else None,
            _short(wave.left_out), wave.components,
        )
        for wave in found.waves
    )  # fmt: skip


def _fits(asked: Task, found: Calibration, settings: Settings) -> tuple[FitNote, ...]:
    evidence, titles = asked.evidence, {target.id: target.title for _, target in asked.window.targets}
    size = np.abs(evidence.values)
    apart = np.sqrt(np.maximum(np.diag(evidence.covariance) - evidence.sd**2, 0))
    notes = []
    for each in fits(evidence, found.prior, found.posterior, seed=settings.seed):
        rows = evidence.rows(each.series)
        error, off = (float(np.median(part[rows] / size[rows])) for part in (evidence.sd, apart))
        numbers = [_short(number) for number in (error, off, each.prior, each.posterior, each.inside)]
        notes.append(FitNote(each.series, titles[each.series], each.periods, *numbers))
    return tuple(notes)


def _profiles(asked: Task, found: Calibration, settings: Settings) -> tuple[Profile, ...]:
    """For each coordinate, in equal parts of it: the smallest implausibility, and the share not ruled out."""
    points = sobol_points(POINTS, len(asked.names), settings.seed)
    values = worst(found.emulators, asked.evidence, points)
    level = max(found.waves[-1].level, 0.0)
    notes = []
    for place, name in enumerate(asked.names):
        part = np.minimum((points[:, place] * PARTS).astype(np.intp), PARTS - 1)
        rows = [values[part == each] for each in range(PARTS)]
        least, share = ([_short(float(of(row))) for row in rows] for of in (np.min, lambda row: np.mean(row <= level)))
        notes.append(Profile(name, tuple(least), tuple(share)))
    return tuple(notes)


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def check(origin: date | None = None) -> list[str]:
    """A line for each posterior of the model, or for that of one day. Raises CheckError if one fits no longer."""
    asked = {day: held for day, held in uk.load().posteriors.items() if origin in (None, day)}
    if not asked:
        raise UsageError(f"there is no posterior {f'of {origin}' if origin else 'yet'}: run `waystation calibrate`")
    problems = [fault for held in asked.values() for fault in _faults(held)]
    if problems:
        raise CheckError(problems)
    return [f"{day.isoformat()}  fits the model ({held.fingerprint})" for day, held in asked.items()]


def _faults(held: Posterior) -> list[Problem]:
    """What of the model is no longer as a posterior has it."""
    day = held.origin.isoformat()
    changed = files.misfits(held, uk.fitted_with())
    found = [
        Problem(f"posteriors/{day}.csv", f"was fitted with another {name}", files.AGAIN.format(day)) for name in changed
    ]
    now = task(held.origin)
    if now.fitted() != held.account.evidence:
        found.append(Problem(f"posteriors/{day}.csv", "was fitted to other figures or errors", files.AGAIN.format(day)))
    if now.probe() != held.account.probe:
        found.append(Problem(f"posteriors/{day}.csv", "the model gives other results", files.AGAIN.format(day)))
    return found
