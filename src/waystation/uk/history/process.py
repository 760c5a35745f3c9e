"""The process as a back-cast runs it: withdrawals fall among the outcomes of a quarter, as its drives made them fall.

In the model a withdrawal has a clock of its own, drawn when a case comes; the numbers withdrawn in 2023 came in drives
that reached cases years old. In a back-cast a share of outcomes, by nationality and quarter, is withdrawn instead.
Reopened claims are decided beside the queue, as published outcomes of first decisions leave them out.
"""

from __future__ import annotations

from dataclasses import replace

from waystation.base.units import DIMENSIONS
from waystation.parameters.parameter import Parameter, Table
from waystation.process.words import Route
from waystation.uk.process import PROCESS

EXPLICIT, IMPLICIT = "history.withdrawn_explicit_share", "history.withdrawn_implicit_share"
WITHDRAWN = (
    Route("withdrawn", share=EXPLICIT, says="the applicant withdraws the claim"),
    Route("withdrawn_by_conduct", share=IMPLICIT, says="the claim is treated as withdrawn"),
)
QUEUES = ("awaiting_decision", "child_claim")

PAST_PROCESS = PROCESS.with_stages(
    *(replace(PROCESS[name], routes=(*WITHDRAWN, *PROCESS[name].exits)) for name in QUEUES),
    replace(PROCESS["fresh_claim"], queue=None),
)


def withdrawn_parameters(like: Parameter, table: Table) -> dict[str, Parameter]:
    """The two parameters that only a back-cast has, by nationality; `like` is one with the same axes and start."""
    return {
        name: replace(
            like, id=name, title="Withdrawn among outcomes", what="Share of initial outcomes that are withdrawals.",
            dimension=DIMENSIONS["share"], values=((like.dates[0], table),), prior=None, status="derived",
            source="history_quarters and history_nationality up to the day of the back-cast",
        )
        for name in (EXPLICIT, IMPLICIT)
    }  # fmt: skip
