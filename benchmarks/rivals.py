"""The same pipeline in our engine and in other tools, in pairs of runs on one core."""

from __future__ import annotations

import time
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from benchmarks import pipeline
from benchmarks.clock import paired, typical
from benchmarks.peers import cpp
from waystation.engine.simulate import bytes_a_case, simulate
from waystation.engine.tables import Codes, Tables

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


class Peer(NamedTuple):
    """Another tool: its module of `peers`, the library it needs, and runs by number of cases (absent: not measured)."""

    module: str
    needs: str | None
    runs: dict[int, int]
    on_our_tables: bool = False


COMPILED = {10_000: 15, 100_000: 9, 1_000_000: 5, 10_000_000: 3}
PEERS = {
    "C++ of our design": Peer("general", None, COMPILED, on_our_tables=True),
    "C++ for this pipeline": Peer("cpp", None, COMPILED),
    "day-stepped NumPy": Peer("numpy_days", None, {10_000: 3, 100_000: 3, 1_000_000: 3}),
    "heapq": Peer("plain_heap", None, {10_000: 3, 100_000: 3, 1_000_000: 1}),
    "SimPy": Peer("with_simpy", "simpy", {10_000: 3, 100_000: 3, 1_000_000: 1}),
    "Mesa": Peer("with_mesa", "mesa", {10_000: 3, 100_000: 1}),
    "Ciw": Peer("with_ciw", "ciw", {10_000: 1}),
    "salabim": Peer("with_salabim", "salabim", {10_000: 1}),
}


def missing(peer: Peer) -> str | None:
    """Why a peer cannot be measured here, or None."""
    if peer.runs is COMPILED and cpp.compiler() is None:
        return "no C++ compiler on this machine"
    if peer.needs and find_spec(peer.needs) is None:
        return f"{peer.needs} is not installed: pip install -r constraints-bench.txt"
    return None


def at_size(cases: int, *, quick: bool = False) -> dict[str, object]:
    """Our speed at a size, and how many times longer each peer takes."""
    workload = pipeline.Workload(cases)
    made = pipeline.ours(workload)
    ours = partial(simulate, *made, 1)
    events, runs = ours().events, 3 if cases >= 10**7 else 9
    took = typical(ours, runs, time.process_time)
    found: dict[str, object] = {
        "events": events,
        "ns_an_event": round(took / events * 1e9, 1),
        "events_a_second": round(events / took),
        "bytes_a_case": round(bytes_a_case(*made), 1),
    }
    times: dict[str, float] = {}
    absent: dict[str, str] = {}
    for name, peer in PEERS.items():
        reason = missing(peer) or (None if cases in peer.runs else "too slow at this size: not measured, not estimated")
        if reason:
            absent[name] = reason
        elif not (quick and peer.needs):
            times[name] = against(peer, workload, ours, made)
    return {**found, "times_as_fast_as": times, "not_measured": absent}


def against(
    peer: Peer, workload: pipeline.Workload, ours: partial[object], made: tuple[Tables, Codes] | None = None
) -> float:
    """How many times longer a peer takes: the median of pairs run in turn, in time of the processor."""
    module = import_module(f"benchmarks.peers.{peer.module}")
    module.run(pipeline.Workload(1_000), 1)  # what it needs is loaded and compiled
    theirs = partial(module.run, workload, 1, *([made] if peer.on_our_tables else []))
    *_, ratio = paired(ours, theirs, peer.runs[workload.cases])
    return round(ratio, 2)
