"""How time is taken: medians, pairs run in turn, processes of their own, the machine."""

from __future__ import annotations

import os
import platform
import pty
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import llvmlite
import numba
import numpy as np

ROOT = Path(__file__).parents[1]


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long something takes."""
    start = clock()
    work()
    return clock() - start


def typical(work: Callable[[], object], runs: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median time of several runs."""
    return median(seconds(work, clock) for _ in range(runs))


def paired(ours: Callable[[], object], other: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """Medians of our time, of another's, and of the ratio (theirs over ours) of runs taken in turn.

    It is the processor's time, in which work on one thread is hardly disturbed by what else the machine does.
    """
    clock = time.process_time
    pairs = [(seconds(ours, clock), seconds(other, clock)) for _ in range(runs)]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(b / a for a, b in pairs)


def process(*command: str, settings: Mapping[str, str] | None = None) -> float:
    """Seconds that a process of its own takes, from the root of the project."""
    environment = {**os.environ, **(settings or {})}
    return seconds(lambda: subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL))


def first_sign(*command: str) -> float:
    """Seconds until a process writes anything to its terminal; it is then stopped."""
    ours, theirs = pty.openpty()
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=theirs)
    os.read(ours, 1)
    took = time.perf_counter() - start
    child.kill()
    child.wait()
    os.close(ours)
    os.close(theirs)
    return took


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "processors": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "llvmlite": llvmlite.__version__,
        "load_before": round(os.getloadavg()[0], 2),
        "date": datetime.now(UTC).date().isoformat(),
    }


def python(code: str) -> tuple[str, ...]:
    """The command that runs some Python."""
    return sys.executable, "-c", code
