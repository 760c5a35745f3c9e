"""The layers hold, and the guard that watches them does bark."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "waystation"
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Check the copy under `root`: its own configuration, its own source before any installed one."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", root / "pyproject.toml"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def a_copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_layers_hold() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("base/units.py", "import waystation.process", "Layers: each may import only what stands below it BROKEN"),
        ("hubs/__init__.py", "import waystation.uk", "The machinery never imports the model BROKEN"),
        ("engine/kernel.py", "import waystation.rules", "The kernel sees arrays and draws, nothing else BROKEN"),
        ("rules/__init__.py", "import numba", "The vocabulary needs no heavy library BROKEN"),
    ],
)
def test_a_forbidden_import_is_caught(a_copy: Path, module: str, line: str, broken: str) -> None:
    with (a_copy / "src" / "waystation" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    answer = lint(a_copy)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert broken in answer.stdout


def test_a_package_without_a_place_is_caught(a_copy: Path) -> None:
    stray = a_copy / "src" / "waystation" / "helpers"
    stray.mkdir()
    (stray / "__init__.py").touch()
    answer = lint(a_copy)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "waystation.helpers" in answer.stdout


def test_all_the_machinery_is_kept_from_the_model() -> None:
    """A new package of machinery must also be named in the contract that keeps it from `uk`."""
    doors_and_model = {"api", "cli", "web", "uk"}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    machinery = {f"waystation.{name}" for name in packages - doors_and_model}
    (contract,) = [each for each in CONFIG["contracts"] if each.get("forbidden_modules") == ["waystation.uk"]]
    assert not machinery - set(contract["source_modules"]), f"name it in pyproject.toml under {contract['name']!r}"
