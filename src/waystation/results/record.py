"""The record of a run: versions, inputs, draws and seed by hash, and one fingerprint to cite."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from waystation.base.files import canonical_json, sha256
from waystation.base.problems import Problem, RecordError
from waystation.results.store import RECORD, files

LIBRARIES = ("numpy", "numba", "scipy", "polars", "altair", "vl-convert-python")
SHORT = 16
SIGNED: Mapping[str, type] = {
    "waystation": str,
    "code": str,
    "inputs": dict,
    "scenarios": list,
    "against": str,
    "draws": int,
    "seed": int,
    "set": list,
    "own": dict,
    "design": str,
    "posterior": str,
}
WRITTEN = "name a directory that `waystation run` wrote"
AGAIN = "verify with the version that made it"


def make(
    *,
    inputs: Mapping[str, str],
    scenarios: Sequence[str],
    against: str,
    draws: int,
    seed: int,
    settings: Sequence[str],
    own: Mapping[str, str],
    design: str,
    posterior: str,
) -> dict[str, object]:
    """The record of a run before its results; `own` hashes the user's scenario files, `design` the draws.

    `posterior` is the fingerprint of the posterior drawn from; nothing if every number is drawn from its prior.
    """
    held: dict[str, object] = {
        "waystation": metadata.version("waystation"),
        "code": code_hash(),
        "inputs": dict(inputs),
        "scenarios": list(scenarios),
        "against": against,
        "draws": draws,
        "seed": seed,
        "set": list(settings),
        "own": dict(own),
        "design": design,
        "posterior": posterior,
    }
    versions = {"python": platform.python_version(), **{name: metadata.version(name) for name in LIBRARIES}}
    return {**held, "versions": versions, "fingerprint": _fingerprint(held)}


def code_hash() -> str:
    """One hash of the package's code."""
    root = Path(__file__).parent.parent
    lines = [f"{path.relative_to(root).as_posix()} {sha256(path.read_bytes())}" for path in sorted(root.rglob("*.py"))]
    return sha256("\n".join(lines))


def read(directory: Path) -> dict[str, object]:
    """The record in a directory. Raises RecordError if there is none, or none that can be read."""
    try:
        held = json.loads((directory / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecordError(f"{directory} holds no record that can be read: {WRITTEN}") from error
    kinds = {**SIGNED, "results": dict, "fingerprint": str}
    if not isinstance(held, dict) or any(not isinstance(held.get(key), kind) for key, kind in kinds.items()):
        raise RecordError(f"{directory / RECORD} is no complete record: run the scenarios again")
    if held["fingerprint"] != _fingerprint(held):
        problem = Problem(RECORD, "the fingerprint is not that of its contents", "it was changed after the run")
        raise RecordError([problem])
    return held


def _fingerprint(held: Mapping[str, object]) -> str:
    return sha256(canonical_json({key: held[key] for key in SIGNED}))[:SHORT]


def changed(directory: Path, held: Mapping[str, object]) -> list[Problem]:
    """The result files that are not as the record says, the missing and the added ones among them."""
    there = {path.relative_to(directory).as_posix(): sha256(path.read_bytes()) for path in files(directory)}
    return _compare(there, _hashes(held, "results"), "result file", "it was changed after the run")


def differences(held: Mapping[str, object], now: Mapping[str, object]) -> list[Problem]:
    """What no longer agrees with a record: inputs and code as they are now."""
    problems = _compare(_hashes(now, "inputs"), _hashes(held, "inputs"), "input", AGAIN)
    keys = [key for key in ("waystation", "code", "design", "own", "posterior") if now[key] != held[key]]
    return [*problems, *(Problem(RECORD, f"{key} differs from the run's", AGAIN) for key in keys)]


def _hashes(held: Mapping[str, object], key: str) -> dict[str, str]:
    found = held[key]
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _compare(here: Mapping[str, str], there: Mapping[str, str], what: str, remedy: str) -> list[Problem]:
    names = sorted({*here, *there})
    changed = [name for name in names if here.get(name) != there.get(name)]
    return [Problem(name, f"this {what} differs from the record", remedy) for name in changed]
