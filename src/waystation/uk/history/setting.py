"""A past day as the model is set to it: what was seen, and the model that starts the day after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from waystation.parameters.book import ParameterBook
from waystation.study.model import Model
from waystation.uk.history.flows import Flows, Outlook, most_of_queue
from waystation.uk.history.overlay import Tuning, moved, returns
from waystation.uk.history.rules import Rules
from waystation.uk.history.state import State
from waystation.uk.history.tables import Tables, column, quarters

Mode = Literal["given", "blind"]


@dataclass(frozen=True)
class Setting:
    """A past day as the model is set to it: rows seen, rules, state, flows of the quarters that follow, and tuning."""

    origin: date
    start: date
    ends: tuple[date, ...]
    mode: Mode
    tables: Tables
    rules: Rules
    state: State
    outlook: Outlook
    flows: Flows
    tuning: Tuning
    base: ParameterBook

    def book(self, flows: Flows) -> ParameterBook:
        """The numbers of the model under some flows."""
        parts = moved(self.base, self.state, flows, self.ends, self.tuning, self.rules)
        rates = returns(self.base, self.tuning)
        return replace(self.base, parameters={**self.base.parameters, **rates, **parts})

    def limited(self, flows: Flows) -> Flows:
        """Flows whose outcomes stay within the largest part of queue and claims that ever had one in a quarter."""
        frame = quarters(self.tables)
        most, waiting = most_of_queue(frame), float(column(frame, "awaiting_people")[-1])
        outcomes = np.array(flows["outcomes"])
        for row, claims in enumerate(flows["boats"] + flows["other_claims"]):
            outcomes[row] = min(outcomes[row], most * (waiting + claims))
            waiting = max(waiting + claims - outcomes[row], 0.0)
        return {**flows, "outcomes": outcomes}


@dataclass(frozen=True)
class Past(Model):
    """A model whose first day is in the past, with what it was set from."""

    setting: Setting | None = None

    @property
    def at(self) -> Setting:
        """What it was set from."""
        assert self.setting
        return self.setting
