"""The benchmarks run; what they measure is for people to read, never a fact to assert."""

import re
import subprocess
import sys
from pathlib import Path

MERGE_COST = Path(__file__).parent / "benchmarks" / "merge_cost.py"
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


def test_merge_cost_compares_two_stores() -> None:
    sizes = ("--small", "20", "--large", "200", "--partners", "3", "--rounds", "1", "--publishes", "1")
    told = subprocess.run([sys.executable, MERGE_COST, *sizes], capture_output=True, text=True, check=True).stdout
    missing = [row for row in ROWS if not re.search(rf"^ *{re.escape(row)}  +[\d.]+ +[\d.]+", told, re.MULTILINE)]
    assert missing == []
    assert "Cost per new entry, large by small:" in told
