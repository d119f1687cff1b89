"""Eight clients inside two processes, four threads each: as the server runs, for what is measured without it."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import TypeVar

from django.db import connections

from bench.load import CLIENTS, Seen

T = TypeVar("T")
PROCESSES = 2
Step = Callable[[T], None]


def run(work: Sequence[T], open_step: Callable[[], Step[T]], *, seconds: float, repeat: bool = False) -> Seen:
    """Do the pieces of work, each client its own part, for some seconds. ``open_step`` gives a client its own step.

    Forked, so that pieces of work need not travel; every client opens its own database connection.
    """
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    start = time.perf_counter() + 0.5
    pipes, processes = [], []
    for number in range(PROCESSES):
        ours, theirs = fork.Pipe(duplex=False)
        lanes = [work[lane::CLIENTS] for lane in range(number, CLIENTS, PROCESSES)]
        process = fork.Process(target=_process, args=(theirs, lanes, open_step, start, seconds, repeat))
        process.start()
        pipes.append(ours)
        processes.append(process)
    answers = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
    if failures := [one for _, _, failed in answers for one in failed]:
        raise RuntimeError(failures[0])
    milliseconds = [one for times, _, _ in answers for one in times]
    return Seen(seconds=max(ended for _, ended, _ in answers) - start, milliseconds=milliseconds, statuses={})


def _process(
    pipe: Connection,
    lanes: list[Sequence[T]],
    open_step: Callable[[], Step[T]],
    start: float,
    seconds: float,
    repeat: bool,
) -> None:
    times: list[float] = []
    failures: list[str] = []

    def guarded(pieces: Sequence[T]) -> None:
        try:
            lane(pieces)
        except Exception as error:  # a thread's own error would be lost
            failures.append(repr(error))

    def lane(pieces: Sequence[T]) -> None:
        step = open_step()
        time.sleep(max(0.0, start - time.perf_counter()))
        turn = 0
        while (began := time.perf_counter()) < start + seconds and (repeat or turn < len(pieces)):
            step(pieces[turn % len(pieces)])
            times.append((time.perf_counter() - began) * 1_000)
            turn += 1
        connections.close_all()

    threads = [threading.Thread(target=guarded, args=(pieces,)) for pieces in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send((times, time.perf_counter(), failures))
