"""Keeping one worker running beside the web."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from syndication.settings import Settings

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent  # a clone need not be installed: the worker finds the packages here
STOP_WITHIN = 9.0  # seconds from the signal to the end of everything
RESTS = (1.0, 2.0, 5.0, 15.0, 30.0)  # seconds before a worker that ended by itself is started again
STEADY = 60.0  # seconds after which a worker that ran counts as one that works


@dataclass(slots=True)
class Supervisor:
    """Keeps one worker process running until it is told to stop. The worker ends when this process does."""

    settings: Settings
    lock: int  # the worker's lock, held here and handed on, so that it is never free between two workers
    _process: subprocess.Popen[bytes] | None = field(init=False, default=None)
    _stopping: threading.Event = field(init=False, default_factory=threading.Event)
    _watching: threading.Thread = field(init=False)

    def start(self) -> None:
        self._watching = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._process = self._begin()
        self._watching.start()

    def _begin(self) -> subprocess.Popen[bytes]:
        serving = self.settings.serving
        told = {"SYNDICATION__SERVING__HOST": serving.host, "SYNDICATION__SERVING__PORT": str(serving.port)}
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        command = [sys.executable, "-m", "syndication", "--home", str(self.settings.home), "serve", "--role", "worker"]
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})  # inherited: the worker hears it when it can
        try:
            return subprocess.Popen(  # noqa: S603 - this very program
                [*command, "--tethered", str(self.lock)],
                stdin=subprocess.PIPE,
                pass_fds=(self.lock,),
                env={**os.environ, **told, "PYTHONPATH": path},
                start_new_session=True,  # Ctrl-C reaches this process, which then ends the worker in order
            )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _watch(self) -> None:
        falls = 0
        while not self._stopping.is_set():
            assert self._process is not None
            began = time.monotonic()
            self._process.wait()
            if self._stopping.is_set():
                return
            falls = 0 if time.monotonic() - began > STEADY else falls + 1
            rest = RESTS[min(falls, len(RESTS) - 1)]
            log.warning("The worker ended by itself; the feeds stay as they are. Starting it again in %g s.", rest)
            if not self._stopping.wait(rest):
                self._process = self._begin()

    def reread(self, settings: Settings) -> None:
        """Have the worker read its configuration again; it knows it to be good."""
        self.settings = settings
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGHUP)

    def ask_to_stop(self) -> None:
        """Let go of the worker's tether; it ends in order, within seconds."""
        self._stopping.set()
        if self._process and self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()

    def stop(self) -> None:
        """End the worker: in order if it can, at once after `STOP_WITHIN`."""
        self.ask_to_stop()
        if self._process is None:
            return
        try:
            self._process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
