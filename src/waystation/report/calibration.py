"""The page on calibration: what was learnt at each origin, how series fit, what was ruled out, recovery."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from waystation.base.english import percent
from waystation.charts.calibration import implausible, ranks
from waystation.charts.render import svg
from waystation.report.catalogue import Table
from waystation.study.model import Model
from waystation.study.posterior import Posterior
from waystation.study.uniform import Bins, binned

STORE = "benchmarks/recovery.json"
PLACE = "docs/explanation/"
PICTURES = ("calibration-ranks.svg", "calibration-implausibility.svg")
NOTHING, LEFT_OUT = "–", "prior kept"


@dataclass(frozen=True)
class Recovery:
    """Ranks of known numbers among posterior draws: how many tries, and the histogram of each number by its title."""

    tries: int
    most: int
    unseen: str
    bins: dict[str, Bins]

    @property
    def table(self) -> pl.DataFrame:
        """One row a number and bin."""
        return pl.DataFrame(
            {"name": title, "bin": place, "count": count, "low": held.low, "high": held.high}
            for title, held in self.bins.items()
            for place, count in enumerate(held.counts)
        )

    @property
    def chances(self) -> Table:
        """The chance of a histogram as uneven as each, if ranks are uniform."""
        rows = tuple((title, f"{held.chance:.2f}") for title, held in self.bins.items())
        return Table(("number", "chance of a histogram at least as uneven"), rows)


def recovery(home: Path) -> Recovery:
    """What `make recovery` left in the repository."""
    held = json.loads((home / STORE).read_text(encoding="utf-8"))
    found, most = np.array(held["ranks"], np.int64), int(held["settings"]["draws"])
    bins = {
        str(title): binned(found[:, place], most=most, bins=int(held["bins"]))
        for place, title in enumerate(held["titles"].values())
    }
    return Recovery(len(found), most, str(held["titles"][held["unseen"]]), bins)


@dataclass(frozen=True)
class Fitting:
    """Every posterior of a model in tables, the newest last."""

    model: Model

    @property
    def held(self) -> Sequence[Posterior]:
        """The posteriors in order of time."""
        return [posterior for _, posterior in sorted(self.model.posteriors.items())]

    @property
    def last(self) -> Posterior:
        """The newest."""
        return self.held[-1]

    @property
    def learned(self) -> Table:
        """How much of the prior variance of each number is gone, by origin."""
        names = dict.fromkeys(each.id for posterior in self.held for each in posterior.account.learned)
        rows = []
        for name in names:
            cells = [_gone(posterior, name) for posterior in self.held]
            rows.append((f"`{name}`", self.model.book[name].title, *cells))
        return Table(("number", "what it is", *self._origins), tuple(rows))

    @property
    def fits(self) -> Table:
        """How far each series lies off at the priors and at the posterior, by origin."""
        titles = {fit.series: fit.title for posterior in self.held for fit in posterior.account.fits}
        rows = [(title, *(_off(posterior, series) for posterior in self.held)) for series, title in titles.items()]
        return Table(("series", *self._origins), tuple(rows))

    @property
    def waves(self) -> Table:
        """For each origin and wave: runs, share of the prior they stand for, errors of the emulator."""
        rows = [
            (posterior.origin.isoformat(), str(number), str(wave.runs), _share(wave.share), f"{wave.left_out:.2f}")
            for posterior in self.held
            for number, wave in enumerate(posterior.account.waves, 1)
            if wave.runs
        ]
        return Table(("origin", "wave", "runs", "share of the prior they stand for", "errors left out"), tuple(rows))

    @property
    def chains(self) -> Table:
        """For each origin: what is left after the last wave, and how the chain went."""
        rows = []
        for posterior in self.held:
            account, left = posterior.account, posterior.account.waves[-1]
            level = left.level if left.level is not None else 0.0
            rows.append(
                (posterior.origin.isoformat(), account.start, str(sum(fit.periods for fit in account.fits)),
                 _share(left.share), f"{level:.1f}", percent(account.accepted), f"{account.apart:.0f}",
                 percent(account.kept), f"`{posterior.fingerprint}`")
            )  # fmt: skip
        head = ("origin", "run from", "figures fitted", "share of the prior left", "implausibility allowed",
                "steps accepted", "steps between independent draws", "draws not ruled out", "fingerprint")  # fmt: skip
        return Table(head, tuple(rows))

    @property
    def _origins(self) -> tuple[str, ...]:
        return tuple(posterior.origin.isoformat() for posterior in self.held)

    @property
    def profiles(self) -> pl.DataFrame:
        """The least implausibility in each part of each prior, at the newest origin."""
        return pl.DataFrame(
            {"id": profile.id, "part": part, "parts": len(profile.least), "least": least}
            for profile in self.last.account.profiles
            for part, least in enumerate(profile.least)
        )


def pictures(model: Model, home: Path) -> dict[str, str]:
    """The drawings of the page by their place; none where nothing was fitted."""
    found = Fitting(model)
    if not found.held:
        return {}
    titles = {profile.id: model.book[profile.id].title for profile in found.last.account.profiles}
    drawn = (ranks(recovery(home).table), implausible(found.profiles, titles=titles))
    return {PLACE + name: svg(chart, name=Path(name).stem) + "\n" for name, chart in zip(PICTURES, drawn, strict=True)}


def _gone(posterior: Posterior, name: str) -> str:
    found = [each for each in posterior.account.learned if each.id == name]
    if not found:
        return NOTHING
    gone = percent(max(found[0].contraction, 0.0))
    return gone if found[0].identified else f"{gone}, {LEFT_OUT}"


def _off(posterior: Posterior, series: str) -> str:
    found = [fit for fit in posterior.account.fits if fit.series == series]
    return f"{found[0].prior:.1f} → {found[0].posterior:.1f} ({found[0].periods})" if found else NOTHING


def _share(share: float) -> str:
    return percent(share) if share >= 1 / 100 else f"{share:.1e}"
