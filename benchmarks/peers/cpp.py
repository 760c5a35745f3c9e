"""The hand-written loop of `pipeline.cpp`, compiled on the spot where there is a compiler: the practical limit."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import pipeline as p
from benchmarks.pipeline import Outcome, Workload
from waystation.engine.draws import address
from waystation.parameters.spread import KNOTS

HERE = Path(__file__).parent
OPTIONS = ("-std=c++17", "-O3", "-march=native", "-shared", "-fPIC")
RESOURCES = 4
NAMES = (*p.STAGES, *p.ENDS)
Doubles, Addresses = ctypes.c_double * KNOTS, ctypes.c_uint32 * len(NAMES)


class Setting(ctypes.Structure):
    """The workload as the compiled code sees it."""

    _fields_ = (
        ("cases", ctypes.c_int64), ("days", ctypes.c_int64),
        ("arrivals", ctypes.c_void_p), ("month", ctypes.c_void_p), ("seed", ctypes.c_uint64),
        *((name, ctypes.c_double) for name in ("year", "granted", "allowed", *p.HAZARDS)),
        ("offered", ctypes.c_double * RESOURCES),
        *((name, Doubles) for name in ("stay", "flight", "hub_stay")),
        ("stages", Addresses), ("routes", Addresses),
    )  # fmt: skip


def compiler() -> str | None:
    """The compiler of this machine, if it has one."""
    return next((found for name in (os.environ.get("CXX"), "c++", "g++", "clang++") if name
                 for found in (shutil.which(name),) if found), None)  # fmt: skip


@cache
def library() -> ctypes.CDLL:
    """The loop, compiled. Raises RuntimeError where there is no compiler."""
    return compiled("pipeline.cpp")


def compiled(source: str) -> ctypes.CDLL:
    """A file of this folder, compiled for this machine. Raises RuntimeError where there is no compiler."""
    found = compiler()
    if found is None:
        raise RuntimeError("there is no C++ compiler on this machine: install one, or leave this comparison out")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "peer.so"
        subprocess.run([found, *OPTIONS, "-o", str(made), str(HERE / source)], check=True)
        return ctypes.CDLL(str(made))


def knots(edges: tuple[int, ...]) -> NDArray[np.float64]:
    """The quantile table of a stay."""
    return np.interp(np.linspace(0, 1, KNOTS), (0.0, 0.5, 1.0), edges)


def setting(workload: Workload, seed: int, month: NDArray[np.int32]) -> Setting:
    """The workload and the seed."""
    offered = (workload.capacity(p.DECISIONS), workload.capacity(p.HEARINGS),
               workload.places(p.BEDS), workload.places(p.PLACES))  # fmt: skip
    found = Setting(workload.cases, workload.days, workload.arrivals.ctypes.data, month.ctypes.data, seed, p.YEAR,
                    p.GRANTED_SHARE, p.ALLOWED_SHARE, *p.HAZARDS.values())  # fmt: skip
    found.offered[:] = offered
    for name, edges in (("stay", p.STAY), ("flight", p.FLIGHT), ("hub_stay", p.HUB_STAY)):
        getattr(found, name)[:] = knots(edges).tolist()
    found.stages[:] = found.routes[:] = [int(address(name)) for name in NAMES]
    return found


def run(workload: Workload, seed: int) -> Outcome:
    """Simulate the workload."""
    month = np.array(workload.calendar.month_of_day, np.int32)
    months, stages = int(month[-1]) + 1, len(NAMES)
    counted = [np.zeros(shape, np.int64) for shape in
               ((months, stages), (months, stages, stages), (months, stages), (months, RESOURCES))]  # fmt: skip
    held = setting(workload, seed, month)
    library().simulate(ctypes.byref(held), *(ctypes.c_void_p(array.ctypes.data) for array in counted))
    inflow, _, spent, used = (array.sum(axis=0).tolist() for array in counted)
    return Outcome(tuple(inflow), tuple(spent[: len(p.STAGES)]), (used[2], used[3]))
