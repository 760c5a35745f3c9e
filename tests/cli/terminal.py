"""The command line as a person meets it: a process of its own, what it printed, how it ended."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.theory.small import CAPACITIES, FLOWS

START = (sys.executable, "-m", "waystation.cli")
FACTOR = 0.02
TIMEOUT = 240  # seconds; the first run of all compiles the kernel
OWN = """\
id: own
title: A quicker tribunal
question: What if the tribunal were half as quick again?
parent: baseline
levers:
  - {set: appeals.disposals_a_day, times: 1.5, since: 2027-01-01}
"""


@dataclass(frozen=True)
class Said:
    """What a command printed, and the code it ended with."""

    code: int
    out: str
    err: str


def waystation(*words: str | Path, cwd: Path | None = None, source: Path | None = None) -> Said:
    """Run a command to its end; `source` is a folder with another copy of the package, to be used instead."""
    env = os.environ | ({"PYTHONPATH": str(source)} if source else {})
    command = [*START, *(str(word) for word in words)]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    assert "Traceback" not in done.stderr, done.stderr
    return Said(done.returncode, done.stdout, done.stderr)


def smaller(factor: float = FACTOR) -> list[str]:
    """Settings that make the caseload and what serves it smaller, where the size does not matter."""
    return [word for name in (*FLOWS, *CAPACITIES) for word in ("--set", f"{name}=*{factor}")]


def own_file(folder: Path, *, name: str = "own", text: str = OWN) -> Path:
    """A scenario file of a person's own."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path
