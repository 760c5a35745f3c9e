"""A run brought to its end: what an interrupted one has finished is kept, the rest is simulated."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from waystation.base.files import canonical_json, sha256
from waystation.base.problems import Interrupted
from waystation.study.kept import Kept
from waystation.study.model import Model
from waystation.study.pool import Workers
from waystation.study.runner import Plan, run


def _silent(*_: object) -> None:
    pass


@dataclass(frozen=True)
class Watch:
    """Who is told of a run's course: `begun` before the first draw, `done` after each, `say` a sentence to show."""

    begun: Callable[[int], None] = _silent
    done: Callable[[], None] = _silent
    say: Callable[[str], None] = _silent


UNWATCHED = Watch()


def task_key(record: Mapping[str, object]) -> str:
    """One hash of all that decides a run's draws: its record with the versions of libraries, and the engine."""
    decided = {name: value for name, value in record.items() if name != "as_of"}
    return sha256(canonical_json({**decided, "engine": os.environ.get("WAYSTATION_ENGINE", "")}))


def finish(model: Model, plan: Plan, kept: Kept, *, workers: Workers, watch: Watch = UNWATCHED) -> None:
    """Make and keep every draw of a plan that is not kept yet. Raises Interrupted upon Ctrl-C."""
    have = len(kept.at)
    if have:
        watch.say(f"an interrupted run of the same had finished {have} of {plan.draws} draws: going on from there")
    watch.begun(have)
    with _interruptible(plan, kept), closing(run(model, plan, workers=workers, but=set(kept.at))) as results:
        for result in results:
            kept.add(result)
            watch.done()


@contextmanager
def _interruptible(plan: Plan, kept: Kept) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as stop:
        if not kept.at:
            raise
        raise Interrupted(
            f"interrupted: no results were written. {len(kept.at)} of {plan.draws} draws are kept in {kept.folder}: "
            "the same command goes on from there"
        ) from stop
