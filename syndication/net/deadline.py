"""A total time limit that no server can stretch: it works on the socket from outside.

Timeouts of sockets count from the last byte, so a byte a second never ends: in headers, a body or endless 1xx answers.
"""

import socket
import threading
import time
from typing import Self


class Deadline:
    """Inside `with`: sockets given to `watch` are shut down once `seconds` have passed since it began."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    @property
    def remaining(self) -> float:
        """Seconds; zero where it has passed."""
        return max(0.0, self._end - time.monotonic())

    @property
    def passed(self) -> bool:
        return self.remaining == 0.0

    def watch(self, connection: socket.socket) -> None:
        """A duplicate is kept, because TLS takes the original's descriptor away from it."""
        with self._lock:
            self._sockets.append(connection.dup())
        if self.passed:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            for connection in self._sockets:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the other side has closed it already
                    continue

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for connection in self._sockets:
                connection.close()
            self._sockets.clear()
