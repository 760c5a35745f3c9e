"""Many draws at a time: on threads for one answer, in processes of their own for thousands.

A process that is killed takes no draw with it but those at work: they are begun again in a new one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from typing import Generic, TypeVar, cast

from waystation.base.problems import ResultsError

T = TypeVar("T")
Work = Callable[[int], T]
MOST_LOSSES = 3  # pools lost in a row before any number was finished


@dataclass(frozen=True)
class Workers:
    """How many numbers are worked on at a time, and whether in processes of their own."""

    count: int = 2
    apart: bool = False


def each(work: Work[T], numbers: Iterable[int], workers: Workers) -> Generator[T, None, None]:
    """What `work` gives for each number, as it comes. Only few are in hand at a time; closing it drops the rest.

    For processes `work` must be picklable. Raises ResultsError if they keep being killed.
    """
    left, losses = list(numbers), 0
    while left:
        lost = True
        turn = _Turn(work, left, workers)
        try:
            for result in turn.results():
                losses = 0
                yield result
            lost = False
        except BrokenProcessPool as error:
            losses += 1
            if losses >= MOST_LOSSES:
                raise ResultsError(f"{losses} times in a row a worker was killed before it finished a draw, perhaps "
                                   "for want of memory: take fewer --processes") from error  # fmt: skip
        finally:
            turn.close(at_once=lost)
        left = turn.left


class _Turn(Generic[T]):
    """One pool of workers, and what it has still to do."""

    def __init__(self, work: Work[T], numbers: list[int], workers: Workers) -> None:
        self.left, self.room, self.apart = list(numbers), workers.count + 1, workers.apart
        self.started = set[multiprocessing.process.BaseProcess]()
        self.pool: Executor
        self.task: Work[T]
        if workers.apart:
            spawn = multiprocessing.get_context("spawn")
            self.pool = ProcessPoolExecutor(workers.count, mp_context=spawn, initializer=_begin, initargs=(work,))
            self.task = cast(Work[T], _again)
        else:
            self.pool, self.task = ThreadPoolExecutor(workers.count), work

    def results(self) -> Iterator[T]:
        """As they come; what was finished before a worker was lost comes too."""
        waiting: dict[Future[T], int] = {}
        upcoming = list(reversed(self.left))
        while upcoming or waiting:
            while upcoming and len(waiting) < self.room:
                number = upcoming.pop()
                waiting[self._submitted(number)] = number
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=lambda one: one.exception() is not None):
                result = future.result()
                self.left.remove(waiting.pop(future))
                yield result

    def _submitted(self, number: int) -> Future[T]:
        """Hand a number over. Processes that this starts never hear of Ctrl-C: it is the run that stops them."""
        before = set(multiprocessing.active_children())
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return self.pool.submit(self.task, number)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            self.started |= set(multiprocessing.active_children()) - before if self.apart else set()

    def close(self, *, at_once: bool) -> None:
        """End the workers; at once leaves what is in hand, to be finished by a thread or by nobody."""
        if at_once:
            for process in self.started:
                process.kill()
        self.pool.shutdown(wait=self.apart or not at_once, cancel_futures=True)


_held: list[Work[object]] = []  # in a worker: its work, sent once and not with every number


def _begin(work: Work[object]) -> None:
    """In a worker: hold the work, and end when the run does, however it ends."""
    _held[:] = [work]
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)


def _again(number: int) -> object:
    return _held[0](number)
