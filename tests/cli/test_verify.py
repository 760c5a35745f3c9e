"""`verify`: results are as they were written, and the run can be repeated."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.cli.terminal import waystation
from waystation.base.files import sha256


def rewritten(directory: Path, **changes: object) -> None:
    path = directory / "record.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_results_verify_and_their_last_draw_repeats(as_text: Ran) -> None:
    """With a scenario of one's own among them: the copy in the results is the one that is read."""
    said = waystation("verify", as_text.directory)
    record = json.loads((as_text.directory / "record.json").read_text(encoding="utf-8"))
    assert said.code == 0, said.err
    assert f"is run {record['fingerprint']}" in said.out and "repeats to the last digit" in said.out


@pytest.mark.parametrize("name", ["measures.parquet", "scenarios/own.yaml"])
def test_one_changed_byte_is_found(name: str, as_text: Ran, tmp_path: Path) -> None:
    shutil.copytree(as_text.directory, tmp_path / "copy")
    path = tmp_path / "copy" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    said = waystation("verify", tmp_path / "copy")
    assert said.code == 14 and not said.out
    assert f"{name}  this result file differs from the record" in said.err


@pytest.mark.parametrize(
    "changes",
    [{"fingerprint": "0123456789abcdef"}, {"draws": -3}, {"results": None}],
    ids=["fingerprint", "draws below nought", "no results"],
)
def test_a_changed_record_is_found(changes: dict[str, object], as_json: Ran, tmp_path: Path) -> None:
    shutil.copytree(as_json.directory, tmp_path / "copy")
    rewritten(tmp_path / "copy", **changes)
    said = waystation("verify", tmp_path / "copy")
    assert said.code == 14 and not said.out
    assert "record.json" in said.err


def test_other_numbers_with_a_forged_hash_are_found_by_repeating(as_json: Ran, tmp_path: Path) -> None:
    other = waystation("run", "kosovo", "--draws", "2", "--out", tmp_path / "other", *as_set(as_json, seed="2"))
    assert other.code == 0
    copy = tmp_path / "copy"
    shutil.copytree(as_json.directory, copy)
    shutil.copy(tmp_path / "other" / "measures.parquet", copy)
    held = json.loads((copy / "record.json").read_text(encoding="utf-8"))["results"]
    rewritten(copy, results=held | {"measures.parquet": sha256((copy / "measures.parquet").read_bytes())})
    said = waystation("verify", copy)
    assert said.code == 14 and "draw 1 gives other numbers when it is repeated" in said.err


def as_set(ran: Ran, *, seed: str) -> list[str]:
    """The settings of a run, with another seed."""
    record = json.loads((ran.directory / "record.json").read_text(encoding="utf-8"))
    return ["--seed", seed, *(word for setting in record["set"] for word in ("--set", setting))]


@pytest.mark.parametrize("exists", [True, False], ids=["empty", "missing"])
def test_a_folder_without_results(exists: bool, tmp_path: Path) -> None:
    if exists:
        (tmp_path / "folder").mkdir()
    said = waystation("verify", tmp_path / "folder")
    assert said.code == 14 and not said.out
    assert "name a directory that `waystation run` wrote" in said.err
