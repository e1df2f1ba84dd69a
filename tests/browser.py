"""A real browser over a real server on loopback, and axe to judge what it shows."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from syndication.serve import bind
from tests.conftest import IN_CI, ROOT

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
AXE = ROOT / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "data" / "screenshots"  # ignored by git; for people to look at
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PHONE, DESKTOP = (360, 780), (1280, 900)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@contextmanager
def served(app: Any, port: int = 0) -> Iterator[str]:
    """The address at which `app` answers until the end of the block."""
    listening = bind("127.0.0.1", port)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        if IN_CI:
            pytest.fail("chromium is not installed")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def shot(page: Page, name: str) -> None:
    """A picture of the whole page, for a person to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=True)


def axe(page: Page) -> list[str]:
    """What axe objects to, a line each; nothing where all is well."""
    if not AXE.is_file():
        if IN_CI:
            pytest.fail("axe-core is not in .venv/npm")
        pytest.skip("axe-core is not in .venv/npm")
    script: str = Path(AXE).read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
