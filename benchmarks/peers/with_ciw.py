"""The pipeline in Ciw: five nodes, slotted services for the desks, servers for beds and places, reneging for clocks.

A clock that fires during a stay shortens the service. Counts are made of Ciw's own records.
"""

from __future__ import annotations

import ciw

from benchmarks import pipeline as p
from benchmarks.peers.lives import DESKS, EARLY, Ledger, Life, day, lives
from benchmarks.peers.plain_heap import foreseen
from benchmarks.pipeline import Outcome, Workload

NODES = 5
STAY = {p.DETENTION: "stay", p.TRANSFER: "flight", p.HUB: "hub_stay"}
PLACE = {p.DETENTION: 0, p.HUB: 1}


class Patience(ciw.dists.Distribution):
    """Until a case's clock fires; only those in line hear it."""

    def __init__(self, held: list[Life], stage: int) -> None:
        self.held, self.stage = held, stage

    def sample(self, t: float | None = None, ind: ciw.Individual | None = None) -> float:
        """From a moment on, for a case."""
        return fires(self.held[ind.id_number - 1], self.stage, t) - t


class Stay(ciw.dists.Distribution):
    """How long a case is served: until its work is done or its clock fires."""

    def __init__(self, held: list[Life], stage: int) -> None:
        self.held, self.stage = held, stage

    def sample(self, t: float | None = None, ind: ciw.Individual | None = None) -> float:
        """From a moment on, for a case."""
        life = self.held[ind.id_number - 1]
        done = day(t) + getattr(life, STAY[self.stage])
        return max(
            0.0, (done if self.stage == p.TRANSFER else min(done, fires(life, self.stage, ind.arrival_date))) - t
        )


class Way(ciw.routing.NodeRouting):
    """To the next node, or out."""

    def __init__(self, held: list[Life], stage: int) -> None:
        self.held, self.stage = held, stage

    def next_node(self, ind: ciw.Individual) -> ciw.Node:
        """Whoever is refused goes on, and whoever is at a clock's end goes out."""
        life, nodes = self.held[ind.id_number - 1], self.simulation.nodes
        out = (life.granted, life.allowed)[self.stage] if self.stage < p.DETENTION else cut(life, self.stage, ind)
        return nodes[-1] if out or self.stage == p.HUB else nodes[self.stage + 2]

    def next_node_for_jockeying(self, ind: ciw.Individual) -> ciw.Node:
        """Whoever's clock fires in line goes out."""
        return self.simulation.nodes[-1]


def fires(life: Life, stage: int, arrived: float) -> float:
    """The moment at which a stage's first clock fires."""
    return day(arrived) + foreseen(life, stage)[0] - EARLY


def cut(life: Life, stage: int, ind: ciw.Individual) -> bool:
    """Whether a clock ended the stay."""
    return stage != p.TRANSFER and ind.service_end_date >= fires(life, stage, ind.arrival_date) - 1e-6


def network(workload: Workload, held: list[Life], arrivals: list[int]) -> ciw.network.Network:
    """The five nodes."""
    gaps = [after - before for before, after in zip([0, *arrivals], [*arrivals, 10 * workload.days], strict=False)]
    desks = zip((p.DECISIONS, p.HEARINGS), DESKS, strict=True)
    slots = [desk(workload.slots(multiple), moment) for multiple, moment in desks]
    return ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential(gaps), *[None] * (NODES - 1)],
        service_distributions=[ciw.dists.Deterministic(0), ciw.dists.Deterministic(0),
                               *(Stay(held, stage) for stage in STAY)],
        reneging_time_distributions=[None if stage == p.TRANSFER else Patience(held, stage) for stage in range(NODES)],
        number_of_servers=[*slots, workload.places(p.BEDS), float("inf"), workload.places(p.PLACES)],
        routing=ciw.routing.NetworkRouting(routers=[Way(held, stage) for stage in range(NODES)]),
    )  # fmt: skip


def desk(sizes: list[int], moment: float) -> ciw.Slotted:
    """So many on each day, at a moment of the day."""
    return ciw.Slotted(slots=[today + moment for today in range(len(sizes))], slot_sizes=sizes)


def run(workload: Workload, seed: int) -> Outcome:
    """Simulate the workload."""
    arrivals, held = map(list, zip(*lives(workload, seed), strict=True))
    ciw.seed(seed)
    simulation = ciw.Simulation(network(workload, held, arrivals))
    simulation.simulate_until_max_time(workload.days - EARLY)
    ledger = Ledger()
    for record in simulation.get_all_records():
        note(ledger, record, held[record.id_number - 1])
    for node in simulation.transitive_nodes:
        for case in node.all_individuals:
            inside(ledger, node.id_number - 1, case)
    return ledger.outcome(workload.days)


def note(ledger: Ledger, record: ciw.data_record.DataRecord, life: Life) -> None:
    """A visit that has ended."""
    stage = record.node - 1
    ledger.enter(stage, day(record.arrival_date))
    ledger.leave(stage, day(record.exit_date))
    reneged = record.record_type == "renege"
    if stage in PLACE and not reneged:
        ledger.hold(PLACE[stage], day(record.service_start_date))
        ledger.free(PLACE[stage], day(record.exit_date))
    if reneged or record.destination == -1:
        ledger.enter(end(stage, life, record, reneged), day(record.exit_date))


def end(stage: int, life: Life, record: ciw.data_record.DataRecord, reneged: bool) -> int:
    """Where a case that goes out has gone."""
    if stage < p.DETENTION and not reneged:
        return p.GRANTED
    if stage == p.HUB and not reneged and record.exit_date < fires(life, stage, record.arrival_date) - 1e-6:
        return p.RETURNED
    return foreseen(life, stage)[1]


def inside(ledger: Ledger, stage: int, case: ciw.Individual) -> None:
    """A visit that lasts."""
    ledger.enter(stage, day(case.arrival_date))
    if stage in PLACE and case.service_start_date is not False:
        ledger.hold(PLACE[stage], day(case.service_start_date))
