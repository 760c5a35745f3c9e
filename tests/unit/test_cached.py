"""What is kept on disk is what would be made, and is made anew as soon as anything that it rests on is another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import waystation
from waystation import api, uk
from waystation.base.cached import cached, key_of, place
from waystation.study import design

KEY, OTHER = "a" * 64, "b" * 64
HEAVY = ("numpy", "numba", "scipy", "polars", "altair", "pydantic", "jinja2", "ruamel.yaml", "click", "networkx")


def never() -> int:
    """What must not be made."""
    raise AssertionError("made again")


def test_a_value_is_made_once_for_a_key(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "kept"
    assert cached(path, KEY, lambda: 1) == 1 and cached(path, KEY, never) == 1
    assert cached(path, OTHER, lambda: 2) == 2 and cached(path, OTHER, never) == 2
    assert cached(path, KEY, lambda: 3) == 3
    assert [found.name for found in path.parent.iterdir()] == ["kept"]


@pytest.mark.parametrize("content", [b"", KEY.encode(), KEY.encode() + b"nonsense"])
def test_a_broken_file_is_made_anew(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(content)
    assert cached(tmp_path / "kept", KEY, lambda: 1) == 1 and cached(tmp_path / "kept", KEY, never) == 1


def test_where_nothing_can_be_kept_the_value_is_made_each_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert [cached(tmp_path / "file" / "kept", KEY, lambda value=value: value) for value in (1, 2)] == [1, 2]


def test_a_fault_in_the_making_is_told_and_nothing_kept(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="made again"):
        cached(tmp_path / "kept", KEY, never)
    assert not list(tmp_path.iterdir())


def test_every_file_counts_but_compiled_modules(tmp_path: Path) -> None:
    def key(name: str, text: str) -> str:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return key_of([tmp_path])

    keys = [key("a.yaml", "1"), key("a.yaml", "2"), key("b/c.json", "2"), key("b/d.json", "2")]
    assert len(set(keys)) == 4 and key("b/__pycache__/x", "1") == keys[-1]
    (tmp_path / "b" / "d.json").unlink()
    assert key_of([tmp_path]) == keys[2]


def test_the_place_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WAYSTATION_CACHE", raising=False)
    assert place(tmp_path / "one", "model") == tmp_path / "one" / "__pycache__" / "model"
    monkeypatch.setenv("WAYSTATION_CACHE", str(tmp_path / "chosen"))
    chosen = {place(tmp_path / name, "model") for name in ("one", "two")}
    assert len(chosen) == 2 and {path.parent for path in chosen} == {tmp_path / "chosen"}


def test_the_model_that_was_kept_is_the_model_of_the_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every field, or its text where it has no equality of its own; and the hashes that decide a run."""
    monkeypatch.setenv("WAYSTATION_CACHE", str(tmp_path))
    uk.load.cache_clear()
    model = uk.read(uk.HOME)
    cached(place(uk.HOME, "model"), key_of({uk.HOME, uk.PACKAGE}), lambda: model)
    monkeypatch.setattr(uk, "read", never)
    kept = uk.load()
    uk.load.cache_clear()
    assert kept is not model and kept.files == model.files
    assert {repr(getattr(kept, name)) == repr(getattr(model, name)) for name in model.__dataclass_fields__} == {True}
    for scenario in model.scenarios:
        assert kept.world(scenario).process.fingerprint == model.world(scenario).process.fingerprint


def test_points_of_a_design_are_made_once_and_anew_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYSTATION_CACHE", str(tmp_path))
    book, made = uk.load().book, design._points
    first = design.sobol(book, 4, 1)
    assert [list(draw.point) for draw in first] == made(len(book.coordinates), 4, 1).tolist()
    monkeypatch.setattr(design, "_points", lambda *_: never())
    assert design.sobol(book, 4, 1) == first
    for draws, seed in ((4, 2), (5, 1)):
        with pytest.raises(AssertionError, match="made again"):
            design.sobol(book, draws, seed)


def test_the_bare_import_loads_nothing_heavy() -> None:
    code = f"import sys, waystation; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_run_begins_without_pages_charts_and_what_only_derives_numbers() -> None:
    later = ("altair", "jinja2", "xlsxwriter", "scipy.stats", "scipy.optimize")
    code = f"import sys, waystation.api; print([name for name in {later} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_public_names_are_there() -> None:
    assert waystation.run is api.run and waystation.Answer is api.Answer
    assert all(hasattr(waystation, name) for name in waystation.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        waystation.nothing  # type: ignore[attr-defined]  # noqa: B018
