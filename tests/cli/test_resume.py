"""A run that is killed goes on where it was, and gives the same bytes as one that was not."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from tests.cli.conftest import Ran
from tests.cli.terminal import START, TIMEOUT, smaller, waystation

WORDS = ("run", "kosovo", "--draws", "2", "--json", *smaller())


def killed_after_a_draw(out: Path) -> None:
    """Start a run and kill it as soon as it keeps a draw."""
    draws, until = out.parent / f".{out.name}.unfinished" / "draws", time.monotonic() + TIMEOUT
    started = subprocess.Popen(
        [*START, *WORDS, "--threads", "1", "--out", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        while not draws.exists() or draws.stat().st_size < 1000:
            assert started.poll() is None and time.monotonic() < until
            time.sleep(0.01)
        os.kill(started.pid, signal.SIGKILL)
    finally:
        started.kill()
        started.communicate()


def test_a_killed_run_goes_on_and_gives_the_same_bytes(as_json: Ran, tmp_path: Path) -> None:
    """It is finished in processes of their own, and compared with a run on threads that nothing stopped."""
    killed_after_a_draw(tmp_path / "results")
    assert [path.name for path in tmp_path.iterdir()] == [".results.unfinished"]
    said = waystation(*WORDS, "--processes", "1", "--out", tmp_path / "results")
    assert said.code == 0 and said.out == as_json.said.out
    assert " of 2 draws: going on from there" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    there = {path.name: path.read_bytes() for path in as_json.directory.iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "results").iterdir()} == there
