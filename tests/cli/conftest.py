"""Two runs that many tests look at: one printed as JSON, one as text with a scenario of a person's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.terminal import Said, own_file, smaller, waystation


@dataclass(frozen=True)
class Ran:
    """A run: what it printed, and the directory it wrote."""

    said: Said
    directory: Path


@pytest.fixture(scope="session")
def as_json(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The hub against the baseline in two draws, printed as JSON."""
    out = tmp_path_factory.mktemp("as_json") / "results"
    said = waystation("run", "kosovo", "--draws", "2", "--json", "--out", out, *smaller())
    assert said.code == 0, said.err
    return Ran(said, out)


@pytest.fixture(scope="session")
def as_text(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The hub and a scenario of one's own against the baseline, printed as text."""
    folder = tmp_path_factory.mktemp("as_text")
    own = own_file(folder)
    said = waystation("run", "kosovo", own, "--draws", "2", "--out", folder / "results", *smaller())
    assert said.code == 0, said.err
    return Ran(said, folder / "results")
