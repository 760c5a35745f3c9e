"""One row per visit of a case to a stage."""

from __future__ import annotations

from typing import NamedTuple

OPEN = -2
NO_ROUTE = -1
OUTSIDE = -1  # the stage of a case that never entered


class Visit(NamedTuple):
    """A visit; while it lasts, `left` is OPEN and `route` empty. `waited` counts days in queues,
    to the end of the last day if the case stands in one then.
    """

    case: int
    stage: str
    entered: int
    left: int
    route: str
    waited: int
