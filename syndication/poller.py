"""The pool that polls run in, and the ledger in which their outcomes wait to be written."""

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from syndication.gather import folder
from syndication.gather.parsing import Parsers
from syndication.model import Poll, Source
from syndication.net.address import allowed
from syndication.net.session import Limits, Session
from syndication.poll import Answer, Tools, folder_of, poll_one
from syndication.settings import Settings
from syndication.store import sources
from syndication.store.db import Store

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # after which a source that was claimed and never answered for is due again
LANE = 32  # sources of one host that are claimed at once


class Ledger:
    """Outcomes that change nothing public wait here for the next tick, to be written in one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting: list[Poll] = []

    def add(self, poll: Poll) -> None:
        with self._lock:
            self._waiting.append(poll)

    def flush(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            self._write(waiting)
        except (OSError, InterfaceError, OperationalError):
            with self._lock:
                self._waiting = waiting + self._waiting
            raise
        except DBAPIError:  # one of them cannot be written: the others must not wait for it
            for poll in waiting:
                self._write_alone(poll)

    def _write(self, polls: Sequence[Poll]) -> None:
        with self._store.transaction() as conn:
            sources.record(conn, polls)

    def _write_alone(self, poll: Poll) -> None:
        try:
            self._write([poll])
        except DBAPIError:
            log.exception("What came of source %s could not be written because of a mistake of ours", poll.source_id)


@dataclass(slots=True)
class Poller:
    """The pool that polls run in: bounded, at most `per_host` at once for one host. Close it when done.

    Sources of one host stand behind each other in lanes. However many they are and however slow, a host holds no more
    of the pool than its lanes.
    """

    store: Store
    settings: Settings
    parsers: Parsers
    _tools: Tools = field(init=False)
    _ledger: Ledger = field(init=False)
    _pool: ThreadPoolExecutor = field(init=False)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _asked: Counter[str] = field(init=False, default_factory=Counter)  # lanes under way, by host
    _closing: threading.Event = field(init=False, default_factory=threading.Event)
    _stamps: dict[int, Hashable] = field(init=False, default_factory=dict)  # of folders, as last seen

    def __post_init__(self) -> None:
        polling = self.settings.polling
        limits = Limits(polling.total_timeout.total_seconds(), polling.max_bytes)
        session = Session(self.settings.user_agent(1), allowed(polling.allow_addresses), limits)
        self._tools = Tools(self.store, self.settings, session, self.parsers.parse)
        self._ledger = Ledger(self.store)
        self._pool = ThreadPoolExecutor(polling.workers, thread_name_prefix="poll")

    @property
    def tools(self) -> Tools:
        return self._tools

    def poll_due(self) -> None:
        """Begin polls of what is due, as far as the pool has room; write down what came of earlier ones."""
        self._ledger.flush()
        self._watch_folders()
        now = self._tools.now()
        with self.store.read() as conn:
            chosen = self._choose(sources.due(conn, now))
        if chosen:
            with self.store.transaction() as conn:
                claimed = sources.claim(conn, chosen, now, LEASE)
            self._begin(claimed)

    def _choose(self, due: Mapping[int, str]) -> list[int]:
        """Of the hosts that are not being asked, as many as there is room for, and the first sources of each."""
        with self._lock:
            asked = dict(self._asked)
        room = self.settings.polling.workers * 2 - sum(asked.values())
        lanes: dict[str, list[int]] = {}
        for number, url in due.items():
            host = _host(url)
            if host not in asked and (host in lanes or len(lanes) < room):
                lanes.setdefault(host, []).append(number)
        most = LANE * self.settings.polling.per_host
        return [number for lane in lanes.values() for number in lane[:most]]

    def _watch_folders(self) -> None:
        with self.store.read() as conn:
            folders = sources.by_first_urls(conn, self.settings.folder_urls)
        stamps = {source.id: folder.stamp(folder_of(self._tools, source)) for source in folders}
        changed = [number for number, stamp in stamps.items() if self._stamps.get(number) != stamp]
        if changed:
            with self.store.transaction() as conn:
                sources.want_now(conn, changed, self._tools.now())
        self._stamps |= stamps

    def poll(self, wanted: Sequence[Source]) -> Iterator[Poll]:
        """Poll these now, whether due or not; each Poll as it comes, recorded at the end of the round at the latest."""
        with self.store.transaction() as conn:
            sources.want_now(conn, [source.id for source in wanted], self._tools.now())
        lanes = self._begin(wanted)
        for lane in as_completed(lanes):
            yield from lane.result()
        self._ledger.flush()

    def take_answer(self, source: Source, answer: Answer) -> Poll:
        """The first poll of a source whose document discovery has brought already."""
        poll = self._poll(source, answer)
        self._ledger.flush()
        return poll

    def _poll(self, source: Source, answer: Answer | None = None) -> Poll:
        poll = poll_one(self._tools, source, answer)
        if not poll.recorded:
            self._ledger.add(poll)
        return poll

    def _begin(self, wanted: Iterable[Source]) -> list[Future[list[Poll]]]:
        lanes = _lanes(wanted, self.settings.polling.per_host)
        with self._lock:
            self._asked.update(_host(lane[0].url) for lane in lanes)
        return [self._pool.submit(self._lane, lane) for lane in lanes]

    def _lane(self, lane: Sequence[Source]) -> list[Poll]:
        try:
            return [self._poll(source) for source in lane if not self._closing.is_set()]
        finally:
            host = _host(lane[0].url)
            with self._lock:
                self._asked[host] -= 1
                if not self._asked[host]:
                    del self._asked[host]

    def close(self) -> None:
        """Drop polls that have not begun, let the others end, and write down what came of them."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._ledger.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _lanes(wanted: Iterable[Source], per_host: int) -> list[list[Source]]:
    """Sources of one host stand behind each other in at most `per_host` lanes."""
    lanes: dict[tuple[str, int], list[Source]] = defaultdict(list)
    for n, source in enumerate(wanted):
        lanes[_host(source.url), n % per_host].append(source)
    return list(lanes.values())


def _host(url: str) -> str:
    return urlsplit(url).netloc or url
