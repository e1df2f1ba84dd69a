"""The far side of `parsing`: a server that forks, and children that read one document after another.

A small program of its own, `python -m syndication.gather._child FD`, so that no child holds the main module, its
threads or its secrets. FD is a socket; each message on it carries one end of a pipe, for a new child. All end when the
socket or the pipe closes: nobody outlives the process that asked, however that one ended.
"""

import contextlib
import gc
import math
import os
import resource
import signal
import socket
import sys
import time
from multiprocessing.connection import Connection

import feeds

CPU = 2  # seconds for one document
MEMORY = 1 << 30  # bytes of address space

Request = tuple[bytes, str | None, str | None]  # body, media type and address of a document


def serve(control: socket.socket) -> None:
    """Fork a child for every pipe that comes through `control`, until it closes; leave after the last child."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps them
    gc.freeze()  # what is imported by now stays shared with every child
    while pipes := socket.recv_fds(control, 1, 1)[1]:
        if os.fork() == 0:
            control.close()
            _read_documents(Connection(pipes[0]))
            os._exit(0)
        os.close(pipes[0])
    with contextlib.suppress(ChildProcessError):
        os.wait()


def _read_documents(pipe: Connection) -> None:
    """Say our process id, then answer each Request with a Feed or an error, until the pipe closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(EOFError, ConnectionError):
        pipe.send(os.getpid())
        while True:
            request: Request = pipe.recv()
            _allow_cpu()
            pipe.send(_read(*request))


def _allow_cpu() -> None:
    """The kernel ends us `CPU` seconds from now; its limit counts the whole process, in whole seconds."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + CPU, hard))


def _read(body: bytes, media_type: str | None, url: str | None) -> feeds.Feed | feeds.FeedError | MemoryError:
    try:
        return feeds.parse(body, media_type, url)
    except feeds.FeedError as error:
        return MemoryError() if isinstance(error.__cause__, MemoryError) else error
    except MemoryError:
        return MemoryError()


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):  # whoever asked is told to stop, and closes our socket
        signal.signal(number, signal.SIG_IGN)
    serve(socket.socket(fileno=int(sys.argv[1])))
