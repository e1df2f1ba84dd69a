"""The drill: a name must be withdrawn from a service that runs, while everything else goes on."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from feeds import opml
from tests.origin import Answer, Request, Site, origin
from tests.service import Service, eventually, running, syndication

pytestmark = pytest.mark.slow

NAME = "Quetzalina"
STORY = (
    f"{NAME} Perez opened the laundry room of Olmo Street as an office, and two lawyers sat down at the folding "
    "tables to read the landlord's letters aloud in Spanish, in English and in Haitian Creole. There was soup from "
    "eleven, the children stayed in the yard, and nobody had to give a name to be heard or to be told what the day "
    "stamped on the envelope means for the answer that the court expects from each of the tenants."
)
AT_ONCE, WHOLLY = 5, 60  # seconds within which it is gone from what we serve, and from every byte of the home


def rss(*items: tuple[str, str, str]) -> bytes:
    told = "".join(
        f"<item><guid isPermaLink='false'>{id}</guid><title>{title}</title><link>https://p.example/{id}</link>"
        f"<description>{text}</description><pubDate>Mon, 02 Mar 2026 15:00:00 GMT</pubDate></item>"
        for id, title, text in items
    )
    return f"<rss version='2.0'><channel><title>Partner</title>{told}</channel></rss>".encode()


def busy(_: Request) -> Answer:
    """A partner who says something else at each poll."""
    news = [(f"n{n}", f"News number {n} of {time.time_ns()}", f"Text {n} of {time.time_ns()}") for n in range(20)]
    return Answer(rss(*news), {"Content-Type": "application/rss+xml"})


@contextmanager
def going_on(service: Service) -> Iterator[None]:
    """Polls, renders and backups, again and again."""
    over = threading.Event()

    def poll() -> None:
        while not over.is_set():
            syndication(service.home, "poll")

    def keep() -> None:
        while not over.is_set():
            syndication(service.home, "backup", str(service.home / "data" / "backups" / f"{time.time_ns()}.zip"))

    threads = [threading.Thread(target=work) for work in (poll, keep)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def outputs(service: Service, key: str) -> bytes:
    """Everything that is served."""
    listed = json.loads(service.get("/feeds/index.json").body)
    paths = [f"/feeds/{row['channel']}.{suffix}" for row in listed for suffix in ("atom", "rss", "json", "ics")]
    pages = ["/", "/meetings", "/feeds/", f"/items/{key}", "/partners.opml", "/subscribe/all"]
    return b"".join(service.get(path).body for path in [*paths, *pages])


def keyed(service: Service, words: str) -> str:
    """The key of the item with these words in its title."""
    return next(item["url"] for item in service.items() if words in item["title"]).rpartition("/")[2]


def holding(home: Path) -> list[str]:
    """The files of a home in which the name stands, in whichever case, those inside backups too."""
    return sorted(str(file.relative_to(home)) for file in home.rglob("*") if file.is_file() and _holds(file))


def _holds(file: Path) -> bool:
    try:
        body = file.read_bytes()
    except FileNotFoundError:  # it came and went
        return False
    if NAME.lower().encode() in body.lower():
        return True
    if file.suffix != ".zip":
        return False
    with ZipFile(file) as archive:
        return any(NAME.lower().encode() in archive.read(member).lower() for member in archive.namelist())


@pytest.fixture
def partner() -> Iterator[Site]:
    with origin() as site:
        site.serve("/first", rss((f"{NAME}-1", f"{NAME} opens an office", STORY)))
        site.handle("/busy", busy)
        site.serve("/late", rss(("other", "Another partner's news", "Nothing of it.")))
        yield site


def test_a_name_is_withdrawn_from_a_service_that_goes_on(home: Path, partner: Site, tmp_path: Path) -> None:
    listed = [opml.Outline(path.strip("/"), partner.url(path)) for path in ("/first", "/busy", "/late")]
    (home / "config" / "partners.opml").write_bytes(opml.write("partners", listed))
    older, page = tmp_path / "older.zip", home / "content" / "door.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(f"# The door\n\n{NAME} opens it.\n")
    with running(home) as service:
        assert eventually(lambda: NAME.encode() in service.get("/feeds/all.json").body)
        key = keyed(service, NAME)
        assert eventually(lambda: f"{NAME} opens it".encode() in service.get("/feeds/all.json").body)
        page.write_text(
            "# The door\n\nThe neighbors open it, one after the other.\n"
        )  # her name is in no text of today
        assert eventually(lambda: b"one after the other" in service.get("/feeds/all.json").body)
        door = keyed(service, "The door")
        assert syndication(home, "backup", str(older)).returncode == 0
        assert "data/syndication.sqlite-wal" in holding(home) or "data/syndication.sqlite" in holding(home)
        with going_on(service):
            began = time.monotonic()
            done = syndication(home, "items", "withdraw", key, door, "--reason", "safety")
            assert done.returncode == 0, done.stderr
            assert NAME not in done.stdout + done.stderr
            saved = time.monotonic()
            assert eventually(lambda: NAME.encode() not in outputs(service, key), AT_ONCE)
            assert eventually(lambda: not holding(home), WHOLLY - (time.monotonic() - began))
            assert time.monotonic() - saved < WHOLLY
        assert service.get(f"/items/{key}").status == 410
        partner.serve("/first", rss((f"{NAME}-2", f"{NAME} opens an office again", STORY)))  # under another id
        partner.serve("/late", rss(("repost", "From our friends", STORY)))
        assert syndication(home, "poll").returncode == 0
        assert syndication(home, "opml", "import", str(home / "config" / "partners.opml")).returncode == 0
        assert eventually(lambda: holding(home) == [])
        assert NAME.encode() not in outputs(service, key)
    restored = syndication(home, "restore", str(older))
    assert restored.returncode == 0, restored.stderr
    assert holding(home) == []
    with running(home) as service:
        assert eventually(lambda: service.get("/readyz").status == 200)
        assert syndication(home, "poll").returncode == 0
        assert NAME.encode() not in outputs(service, key)
        assert service.get(f"/items/{key}").status == 410
    assert holding(home) == []
