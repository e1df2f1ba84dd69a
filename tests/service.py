"""The product as people run it: one process started by its command, asked over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
PATIENCE = 30  # seconds


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Direct(urllib.request.HTTPRedirectHandler):
    """Redirects are answers here."""

    def redirect_request(self, *_: Any) -> None:
        return None


_open = urllib.request.build_opener(_Direct, urllib.request.ProxyHandler({})).open


@dataclass
class Service:
    process: subprocess.Popen[str]
    url: str
    home: Path

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        request = urllib.request.Request(self.url.rstrip("/") + path, headers=dict(headers or {}), method=method)
        try:
            with _open(request, timeout=10) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def items(self, channel: str = "all") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.get(f"/feeds/{channel}.json").body)["items"]
        return found

    def stop(self) -> tuple[int, float]:
        """The exit code, and how many seconds ending took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15), time.monotonic() - began


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment() -> dict[str, str]:
    """This machine's, without settings of the product; warnings are errors in the product too."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SYNDICATION")}
    return {**kept, "PYTHONUNBUFFERED": "", "PYTHONPATH": ""}


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "serve.py"), "--home", str(home), *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), cwd=home.parent
    )


@contextmanager
def running(home: Path, *arguments: str) -> Iterator[Service]:
    """A service that answers already; ended at the end of the block."""
    process = start(home, "--port", str(free_port()), *arguments)
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        raise AssertionError(f"it did not start: {process.communicate()}")
    service = Service(process, line.split()[-1], home)
    try:
        yield service
    finally:
        if process.poll() is None:
            service.stop()
        process.stdout.close()
        if process.stderr:
            process.stderr.close()


def syndication(home: Path, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """One command, run to its end."""
    command = [sys.executable, "-m", "syndication", "--home", str(home), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment(), cwd=ROOT, input=stdin or "", timeout=120
    )


def eventually(holds: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What `holds` says as soon as it is true; the last word where it never is."""
    until = time.monotonic() + seconds
    while not (said := holds()) and time.monotonic() < until:
        time.sleep(0.1)
    return said


def processes_of(home: Path) -> list[int]:
    """The processes whose command line names this home, and their children."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(home) in command and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def children_of(pid: int) -> list[int]:
    """All descendants of a process, by their number."""
    parents = {int(folder.name): _parent(folder) for folder in Path("/proc").glob("[0-9]*")}
    own = [child for child, parent in parents.items() if parent == pid]
    return [*own, *(grandchild for child in own for grandchild in children_of(child))]


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() and "zombie" not in Path(f"/proc/{pid}/status").read_text()
