"""Ctrl-C stops a run soon and leaves nothing half written; finished draws are kept out of sight."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.cli.terminal import START

BEGUN = 4.0  # seconds: by then the first draws are being simulated
SOON = 15.0  # seconds: no draw at full size is waited for


@pytest.mark.parametrize("to_group", [False, True], ids=["to the process", "to its group"])
def test_an_interrupted_run_leaves_no_results(to_group: bool, as_json: Ran, tmp_path: Path) -> None:
    """The kernel has been compiled by an earlier run."""
    assert as_json.said.code == 0
    words = ("run", "kosovo", "--draws", "500", "--out", str(tmp_path / "results"))
    started = subprocess.Popen(
        [*START, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        time.sleep(BEGUN)
        assert started.poll() is None
        (os.killpg if to_group else os.kill)(started.pid, signal.SIGINT)
        out, err = started.communicate(timeout=SOON)
    finally:
        started.kill()
    assert started.returncode == 130
    assert not out and "Traceback" not in err
    left = [path.name for path in tmp_path.iterdir()]
    assert left in ([], [".results.unfinished"])
    said = "no results were written" if left else "nothing was written"
    assert f"interrupted: {said}" in err and ("the same command goes on" in err) == bool(left)
