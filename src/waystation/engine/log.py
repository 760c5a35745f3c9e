"""One row per visit of a case to a stage."""

from __future__ import annotations

from typing import NamedTuple

OPEN = -2
NO_ROUTE = -1


class Visit(NamedTuple):
    """A visit; while it lasts, `left` is OPEN and `route` empty. `waited` counts days in queues."""

    case: int
    stage: str
    entered: int
    left: int
    route: str
    waited: int
