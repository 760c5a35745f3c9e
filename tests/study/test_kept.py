"""Finished draws are kept, whatever stops a run: to the last bit, and none half written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.content.small import drawn, same, small
from tests.study.dying import Dies
from waystation.base.problems import ResultsError
from waystation.study.finish import finish
from waystation.study.kept import DRAWS, HEAD, Kept
from waystation.study.packed import pack, unpack
from waystation.study.pool import Workers, each
from waystation.study.runner import DrawResult, Plan, run

KEY, OTHER = "a" * 64, "b" * 64
PLAN = Plan(("kosovo",), "baseline", 3, 7)


@dataclass(frozen=True)
class Inner:
    """Anything that a draw may come to hold."""

    names: tuple[str, ...]
    held: NDArray[np.int64]


@dataclass(frozen=True)
class Outer:
    """The same, with dataclasses in a dict in a tuple."""

    number: int
    share: float
    parts: tuple[dict[tuple[str, int], Inner], ...]


@pytest.fixture(scope="module")
def draws() -> tuple[DrawResult, ...]:
    """Three draws of a small model, simulated in this process."""
    return tuple(sorted(run(small(), PLAN), key=lambda draw: draw.number))


def alike(here: DrawResult, there: DrawResult) -> bool:
    """Whether two draws are the same to the last bit."""
    return (
        (here.number, here.chance, list(here.runs)) == (there.number, there.chance, list(there.runs))
        and all(same(here.runs[key], there.runs[key]) for key in here.runs)
        and all(np.array_equal(here.paired[key], there.paired[key]) for key in here.paired)
    )


def test_a_draw_is_packed_and_unpacked_to_the_last_bit(draws: tuple[DrawResult, ...]) -> None:
    assert all(alike(unpack(DrawResult, pack(draw)), draw) for draw in draws)
    assert pack(draws[0]) == pack(unpack(DrawResult, pack(draws[0])))
    assert not alike(draws[0], draws[1])


def test_whatever_a_draw_comes_to_hold_is_packed() -> None:
    inner = Inner(("é", ""), np.array([[1, -(2**62)]]))
    held = Outer(3, 0.1 + 0.2, ({("x", 0): inner, ("x", 1): inner}, {}))
    found = unpack(Outer, pack(held))
    assert (found.number, found.share, found.parts[1]) == (3, 0.1 + 0.2, {})
    assert list(found.parts[0]) == [("x", 0), ("x", 1)] and found.parts[0]["x", 1].names == inner.names
    assert np.array_equal(found.parts[0]["x", 1].held, inner.held)
    with pytest.raises(TypeError, match="set"):
        pack({"a": {1}})


@pytest.mark.parametrize("block", [b"", b"nothing", b"PK\x03\x04"])
def test_other_bytes_are_refused(block: bytes) -> None:
    with pytest.raises(ResultsError, match="cannot be read"):
        unpack(DrawResult, block)


def test_draws_are_read_in_order_of_number(draws: tuple[DrawResult, ...], tmp_path: Path) -> None:
    with Kept(tmp_path / "run", KEY) as kept:
        for draw in reversed(draws):
            kept.add(draw)
    with Kept(tmp_path / "run", KEY) as kept:
        found = list(kept.read())
        assert len(found) == len(draws) and all(map(alike, found, draws))
        kept.drop()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("left", [-1, HEAD.size, 3, 0], ids=["a byte less", "the head", "part of the head", "nothing"])
def test_a_draw_half_written_is_cut_off_and_made_again(
    left: int, draws: tuple[DrawResult, ...], tmp_path: Path
) -> None:
    """The process was killed while it wrote the second one."""
    with Kept(tmp_path, KEY) as kept:
        kept.add(draws[0])
        first = (tmp_path / DRAWS).stat().st_size
        kept.add(draws[1])
        whole = (tmp_path / DRAWS).stat().st_size
    with (tmp_path / DRAWS).open("r+b") as file:
        file.truncate(whole - 1 if left < 0 else first + left)
    with Kept(tmp_path, KEY) as kept:
        assert set(kept.at) == {0}
        kept.add(draws[2])
    with Kept(tmp_path, KEY) as kept:
        assert [draw.number for draw in kept.read()] == [0, 2]
        assert all(map(alike, kept.read(), (draws[0], draws[2])))


def test_a_changed_byte_is_no_draw(draws: tuple[DrawResult, ...], tmp_path: Path) -> None:
    with Kept(tmp_path, KEY) as kept:
        kept.add(draws[0])
    content = bytearray((tmp_path / DRAWS).read_bytes())
    content[-1] ^= 1
    (tmp_path / DRAWS).write_bytes(content)
    with Kept(tmp_path, KEY) as kept:
        assert not kept.at
    assert not tmp_path.exists()  # nothing is left of a run without draws


def test_draws_of_another_task_are_dropped(draws: tuple[DrawResult, ...], tmp_path: Path) -> None:
    for key, found in ((KEY, 0), (KEY, 1), (OTHER, 0), (KEY, 0)):
        with Kept(tmp_path, key) as kept:
            assert len(kept.at) == found
            kept.add(draws[0])


def test_whoever_stops_before_the_first_draw_leaves_no_folder_behind(
    draws: tuple[DrawResult, ...], tmp_path: Path
) -> None:
    with Kept(tmp_path / "out" / "mine" / "run", KEY):
        pass
    assert not list(tmp_path.iterdir())
    with Kept(tmp_path / "out" / "run", KEY):
        (tmp_path / "out" / "another's").touch()
    assert [held.name for held in (tmp_path / "out").iterdir()] == ["another's"]
    with Kept(tmp_path / "kept" / "run", KEY) as kept:
        kept.add(draws[0])
    assert (tmp_path / "kept" / "run").is_dir()


def test_two_processes_do_not_write_one_file(draws: tuple[DrawResult, ...], tmp_path: Path) -> None:
    with Kept(tmp_path, KEY) as kept:
        kept.add(draws[0])
        with pytest.raises(ResultsError, match="another process"):
            Kept(tmp_path, KEY)
        kept.add(draws[1])
        assert len(kept.at) == 2


def test_only_the_draws_that_are_not_kept_are_made(draws: tuple[DrawResult, ...], tmp_path: Path) -> None:
    with Kept(tmp_path, KEY) as kept:
        kept.add(draws[1])
        made = sorted(draw.number for draw in run(small(), PLAN, but=kept.at))
        assert made == [0, 2]
        finish(small(), PLAN, kept, workers=Workers(2, apart=True))
        assert all(map(alike, kept.read(), draws))


def test_a_killed_worker_loses_no_finished_number(tmp_path: Path) -> None:
    work = Dies(tmp_path, frozenset({1, 4}))
    assert sorted(each(work, range(6), Workers(2, apart=True))) == [0, 10, 20, 30, 40, 50]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "4"]  # both did end a process


def test_a_number_that_always_kills_its_worker_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="3 times in a row a worker was killed"):
        list(each(Dies(tmp_path, frozenset({0}), once=False), [0], Workers(1, apart=True)))


def test_a_fault_in_the_work_is_told_as_it_is() -> None:
    for apart in (False, True):
        with pytest.raises(ZeroDivisionError):
            list(each(divide, [0], Workers(1, apart=apart)))


def divide(number: int) -> float:
    """One over a number."""
    return 1 / number


def test_another_seed_gives_other_draws(draws: tuple[DrawResult, ...]) -> None:
    assert not alike(drawn(small(), "kosovo", seed=8), draws[0])
