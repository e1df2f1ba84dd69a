"""The benchmarks run; what they measure is for people to read, never a fact to assert."""

import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import needs_shared

BENCHMARKS = Path(__file__).parent / "benchmarks"
ROWS = (
    "take, an entry of 1",
    "take, an entry of 10",
    "take, an entry of 25",
    "window of all",
    "classify, a story of 25",
    "publish after one entry",
    "statements",
    "comparisons",
    "traces",
)


def run(name: str, *arguments: str) -> str:
    command = [sys.executable, BENCHMARKS / name, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_merge_cost_compares_two_stores() -> None:
    sizes = ("--small", "20", "--large", "200", "--partners", "3", "--rounds", "1", "--publishes", "1")
    told = run("merge_cost.py", *sizes)
    missing = [row for row in ROWS if not re.search(rf"^ *{re.escape(row)}  +[\d.]+ +[\d.]+", told, re.MULTILINE)]
    assert missing == []
    assert "Cost per new entry, large by small:" in told


@needs_shared
def test_read_releases_tells_the_cost_by_length() -> None:
    told = run("read_releases.py")
    for row in ("as it is", "10 KB", "80 KB", "80 KB by 10 KB, as a ratio"):
        assert re.search(rf"^{row} +[\d.]+ +[\d.]+", told, re.MULTILINE)
