"""The workers of an engine: started when needed, lent to one asker at a time, killed when their time is over."""

import os
import signal
import socket
import sys
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from warehouse import worker
from warehouse.tree import Listed
from warehouse.worker import Message

_START = "import sys; sys.path.insert(0, sys.argv[1]); from warehouse.worker import main; main()"
START_SECONDS = 30.0
"""How long a worker may take to open its warehouse, on a busy machine too."""


_T = TypeVar("_T")


class Gone(Exception):  # noqa: N818 (it says what happened)
    """The worker has ended without an answer: it reached a limit of the operating system."""


class Worker:
    """One worker process, which begins at once to open its warehouse. Raises Gone if it ends before."""

    def __init__(self, order: Message) -> None:
        self.listed = Listed()  # what it was told may stand in a statement
        ours, theirs = socket.socketpair()
        self._channel = ours
        self._pid = _forked(theirs) if threading.active_count() == 1 else _started(theirs)
        theirs.close()
        self._opens_until = time.monotonic() + START_SECONDS
        self._in_time(self._opens_until, lambda: worker.send(ours, order))

    @cached_property
    def opened(self) -> Message:
        """Its first answer, waited for: how it opened its warehouse. Raises TimeoutError or Gone; then it is killed."""
        try:
            return self._in_time(self._opens_until, lambda: worker.receive(self._channel))
        except BaseException:
            self.kill()
            raise

    def send(self, order: Message, deadline: float) -> None:
        """Give an order; its answer must be received before the next. Raises TimeoutError at the deadline (monotonic
        seconds), or Gone."""
        self._in_time(deadline, lambda: worker.send(self._channel, order))

    def receive(self, deadline: float) -> Message:
        """The answer to the order given. Raises TimeoutError at the deadline, or Gone."""
        return self._in_time(deadline, lambda: worker.receive(self._channel))

    def ask(self, order: Message, deadline: float) -> Message:
        """The answer to one order. Raises TimeoutError at the deadline, or Gone."""
        self.send(order, deadline)
        return self.receive(deadline)

    def _in_time(self, deadline: float, talk: Callable[[], _T]) -> _T:
        try:
            self._channel.settimeout(max(deadline - time.monotonic(), 0.001))
            return talk()
        except TimeoutError:
            raise
        except (EOFError, OSError, ValueError) as error:
            raise Gone from error

    def kill(self) -> None:
        """End the process at once, if it has not been ended."""
        if self._channel.fileno() < 0:
            return
        self._channel.close()
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)


def _forked(channel: socket.socket) -> int:
    """A copy of this process, where no other thread can hold a lock in it: a one-shot command pays no second start."""
    pid = os.fork()
    if pid == 0:
        try:
            os.closerange(3, channel.fileno())
            os.closerange(channel.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
            worker.serve(channel)
        finally:
            os._exit(1)
    return pid


def _started(channel: socket.socket) -> int:
    """A new process; isolated from the environment's and the user's modules."""
    channel.set_inheritable(True)
    root = str(Path(worker.__file__).parents[1])
    arguments = [sys.executable, "-I", "-c", _START, root, str(channel.fileno())]
    return os.posix_spawn(sys.executable, arguments, dict(os.environ))


class Workers:
    """At most `size` workers at once, and half of them for one asker, so that nobody takes them all. Who waits longest
    is next, unless it holds its half."""

    def __init__(self, start: Callable[[], Worker], size: int) -> None:
        self._start, self._size, self._share = start, size, max(1, size // 2)
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._taken: Counter[str] = Counter()
        self._waiting: dict[object, str] = {}  # the askers, longest waiting first
        self._change = threading.Condition()
        self._closed = False
        weakref.finalize(self, _end, self._idle)  # at the latest when Python ends

    @contextmanager
    def lent(self, asker: str, deadline: float) -> Iterator[Worker]:
        """A worker for one order; killed if that ends in an error. Raises TimeoutError if none is free in time."""
        with self._place(asker, deadline):
            lent = self._idle_one() or self._start()
            self._busy.add(lent)
            try:
                yield lent
            except BaseException:
                lent.kill()
                threading.Thread(target=self._replace, daemon=True).start()  # so that the next asker need not wait
                raise
            finally:
                self._busy.discard(lent)
            self._give_back(lent)

    def _replace(self) -> None:
        with suppress(Exception):  # then the next asker starts one, and is told what is wrong
            if not self._closed:
                self._give_back(self._start())

    def keep(self, started: Worker) -> None:
        """Take in a worker that was started elsewhere."""
        self._give_back(started)

    def close(self) -> None:
        """End all workers, busy ones too: nothing runs on behind a program that has ended."""
        with self._change:
            self._closed = True
            _end(self._idle)
            for busy in tuple(self._busy):
                busy.kill()

    @contextmanager
    def _place(self, asker: str, deadline: float) -> Iterator[None]:
        ticket = object()
        with self._change:
            self._waiting[ticket] = asker
            try:
                if not self._change.wait_for(lambda: self._next() is ticket, deadline - time.monotonic()):
                    raise TimeoutError
                self._taken[asker] += 1
            finally:
                del self._waiting[ticket]
                self._change.notify_all()  # the turn has passed to another
        try:
            yield
        finally:
            with self._change:
                self._taken[asker] -= 1
                self._taken += Counter()  # forget who holds none
                self._change.notify_all()

    def _next(self) -> object | None:
        """The ticket whose turn it is."""
        if self._taken.total() >= self._size:
            return None
        return next((ticket for ticket, asker in self._waiting.items() if self._taken[asker] < self._share), None)

    def _idle_one(self) -> Worker | None:
        with self._change:
            return self._idle.pop() if self._idle else None

    def _give_back(self, lent: Worker) -> None:
        with self._change:
            if not self._closed and len(self._idle) < self._size:
                self._idle.append(lent)
                return
        lent.kill()


def _end(idle: list[Worker]) -> None:
    while idle:
        idle.pop().kill()
