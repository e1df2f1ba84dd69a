"""feeds.parse at arm's length: in a child process with limits, because some documents are made to be slow.

A reader written in Python holds every thread of its process, and some inputs of a few kilobytes take it minutes. Only a
process can be stopped.
"""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

import feeds
from feeds import Feed, FeedError
from syndication.gather import _child

_WALL = 10.0  # seconds for one document; its CPU time is limited by the child itself
_START = 60.0  # seconds for the first child, which waits until the libraries are imported
_DOCUMENTS = 500  # that one child reads before another takes its place


class Parsers:
    """Children that read documents, one a core. Close it after the last thread that uses it."""

    def __init__(self, count: int | None = None) -> None:
        self._server = _ForkServer()
        self._count = count or os.cpu_count() or 1
        self._free: queue.LifoQueue[_Reader | None] = queue.LifoQueue()
        for _ in range(self._count):
            self._free.put(_Reader(self._server))

    def parse(self, body: bytes, media_type: str | None, url: str | None) -> Feed:
        """As feeds.parse, from any thread; what outruns a limit is "broken" too. Waits for a free child."""
        reader = self._free.get()
        if reader is None:
            self._free.put(None)
            raise FeedError("broken", "nothing is read any more")
        try:
            answer = reader.read((body, media_type, url))
        finally:
            self._free.put(reader)
        if isinstance(answer, Feed):
            return answer
        raise answer

    def close(self) -> None:
        """Wait for what is being read, then let every child end."""
        for _ in range(self._count):
            if reader := self._free.get():
                reader.release()
        self._free.put(None)  # who asks now is told, rather than kept waiting
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Reader:
    """One child after another, each born when it is needed."""

    def __init__(self, server: "_ForkServer") -> None:
        self._server = server
        self._pipe: Connection | None = None
        self._pid = 0
        self._left = 0  # documents

    def read(self, request: _child.Request) -> Feed | FeedError:
        answer = self._answer(self._hand_over(request))
        self._left -= 1
        if not isinstance(answer, Feed | FeedError):
            self._kill()
            spent = "much memory" if isinstance(answer, MemoryError) else "long"
            return FeedError("broken", f"took too {spent} to read")
        if self._left == 0:
            self.release()
        return answer

    def release(self) -> None:
        """Close the pipe, which ends a child that waits."""
        if self._pipe:
            self._pipe.close()
        self._pipe = None

    def _hand_over(self, request: _child.Request) -> Connection:
        """The pipe on which the answer will come. A child that ended while it was idle is not this document's fault."""
        if self._pipe:
            with contextlib.suppress(ConnectionError):
                self._pipe.send(request)
                return self._pipe
            self.release()
        self._pipe, self._pid = self._server.fork()
        self._left = _DOCUMENTS
        self._pipe.send(request)
        return self._pipe

    def _answer(self, pipe: Connection) -> object:
        """What the child says; None where it says nothing in time, or was ended by the kernel."""
        with contextlib.suppress(EOFError, ConnectionError):
            if pipe.poll(_WALL):
                return pipe.recv()
        return None

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self.release()


class _ForkServer:
    """The process that children are forked from; started again should it ever be gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_used = False
        self._start()

    def fork(self) -> tuple[Connection, int]:
        """The pipe to a new child, and its process id."""
        with self._lock:
            if self._process.poll() is not None:
                self._control.close()
                self._start()
            self._is_used = True
            ours, theirs = socket.socketpair()
            with theirs:
                socket.send_fds(self._control, [b"+"], [theirs.fileno()])
        pipe = Connection(ours.detach())
        if not pipe.poll(_START):
            pipe.close()
            raise RuntimeError("no process can be started to read documents in")
        return pipe, pipe.recv()

    def close(self) -> None:
        self._control.close()
        if not self._is_used:
            self._process.kill()
        try:
            self._process.wait(timeout=_WALL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no word of it from outside
                [sys.executable, "-P", "-m", _child.__name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is for us
            )


def _environment() -> dict[str, str]:
    """Ours without our settings, which hold secrets; and the place of this code, whatever the current folder."""
    here = str(Path(feeds.__file__).parent.parent)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SYNDICATION")}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))}
