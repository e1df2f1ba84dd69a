"""The pool that polls run in: who is asked now, and how many at once."""

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from feeds.urls import host_of
from syndication.gather import folder
from syndication.gather.parsing import Parsers
from syndication.ledger import Ledger
from syndication.model import Poll, Source
from syndication.net.session import open_session
from syndication.poll import Tools, folder_of, poll_one
from syndication.settings import Settings
from syndication.store import schedule, sources
from syndication.store.db import Store
from syndication.store.schedule import Due

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # after which a source that was claimed and never answered for is due again
LANE = 32  # sources of one host that are claimed at once, where somebody waits for them
PACE = 60  # ticks over which what is due after a pause is spread
FEWEST = 4  # polls that a tick may begin, however little is due


@dataclass(slots=True)
class Poller:
    """The pool that polls run in: bounded, at most `per_host` at once for one host. Close it when done.

    Sources of one host stand behind each other in lanes. However many they are and however slow, a host holds no more
    of the pool than its lanes.
    """

    store: Store
    settings: Settings
    parsers: Parsers
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _tools: Tools = field(init=False)
    _ledger: Ledger = field(init=False)
    _pool: ThreadPoolExecutor = field(init=False)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _asked: Counter[str] = field(init=False, default_factory=Counter)  # lanes under way, by host
    _closing: threading.Event = field(init=False, default_factory=threading.Event)
    _stamps: dict[int, Hashable] = field(init=False, default_factory=dict)  # of folders, as last seen

    def __post_init__(self) -> None:
        session = open_session(self.settings)
        self._tools = Tools(self.store, self.settings, session, self.parsers.parse, self.now)
        self._ledger = Ledger(self.store)
        self._pool = ThreadPoolExecutor(self.settings.polling.workers, thread_name_prefix="poll")

    @property
    def tools(self) -> Tools:
        return self._tools

    @property
    def is_busy(self) -> bool:
        """Whether anybody is being asked."""
        with self._lock:
            return bool(self._asked)

    def poll_due(self) -> None:
        """Begin polls of what is due, as far as the pool has room; write down what came of earlier ones."""
        self._ledger.flush()
        self._watch_folders()
        now = self._tools.now()
        with self.store.read() as conn:
            chosen = self._choose(schedule.due(conn, now))
        if chosen:
            with self.store.transaction() as conn:
                claimed = schedule.claim(conn, chosen, now, LEASE)
            self._begin(claimed)

    def _choose(self, due: Sequence[Due]) -> list[int]:
        """Of the hosts that are not being asked, as many as there is room for: of each the sources that somebody waits
        for, else one. What else is due, after a pause perhaps, is not begun all at once."""
        with self._lock:
            asked = dict(self._asked)
        room = self.settings.polling.workers * 2 - sum(asked.values())
        free = [one for one in due if one.host not in asked]
        awaited = _by_host(one for one in free if one.at_once)
        scheduled = _by_host(one for one in free if not one.at_once)
        most = LANE * self.settings.polling.per_host
        lanes = [lane[:most] for lane in awaited.values()]
        pace = max(FEWEST, len(scheduled) // PACE)
        lanes += [lane[:1] for host, lane in list(scheduled.items())[:pace] if host not in awaited]
        return [one.id for lane in lanes[: max(room, 0)] for one in lane]

    def _watch_folders(self) -> None:
        with self.store.read() as conn:
            folders = sources.by_first_urls(conn, self.settings.folder_urls)
        stamps = {source.id: folder.stamp(folder_of(self._tools, source)) for source in folders}
        changed = [number for number, stamp in stamps.items() if self._stamps.get(number) != stamp]
        if changed:
            with self.store.transaction() as conn:
                schedule.want_now(conn, changed, self._tools.now())
        self._stamps |= stamps

    def poll(self, wanted: Sequence[Source]) -> Iterator[Poll]:
        """Poll these now, whether due or not; each Poll as it comes, recorded at the end of the round at the latest."""
        with self.store.transaction() as conn:
            schedule.want_now(conn, [source.id for source in wanted], self._tools.now())
        lanes = self._begin(wanted)
        for lane in as_completed(lanes):
            yield from lane.result()
        self._ledger.flush()

    def _poll(self, source: Source) -> Poll:
        poll = poll_one(self._tools, source)
        self._ledger.add(source, poll)
        return poll

    def _begin(self, wanted: Iterable[Source]) -> list[Future[list[Poll]]]:
        lanes = _lanes(wanted, self.settings.polling.per_host)
        with self._lock:
            self._asked.update(host_of(lane[0].url) for lane in lanes)
        return [self._pool.submit(self._lane, lane) for lane in lanes]

    def _lane(self, lane: Sequence[Source]) -> list[Poll]:
        try:
            return [poll for source in lane if (poll := self._in_turn(source))]
        finally:
            host = host_of(lane[0].url)
            with self._lock:
                self._asked[host] -= 1
                if not self._asked[host]:
                    del self._asked[host]

    def _in_turn(self, source: Source) -> Poll | None:
        """Ask a source whose turn has come, as it is now; None where staff have put it to rest meanwhile."""
        try:
            with self.store.read() as conn:
                now = sources.by_id(conn, source.id)
            return self._poll(now) if now and not now.paused and not self._closing.is_set() else None
        except (OSError, SQLAlchemyError) as error:
            log.warning("Source %s could not be asked, because the database does not answer: %s", source.id, error)
        except Exception:  # it must not keep those behind it from being asked
            log.exception("Source %s could not be asked because of a mistake of ours", source.id)
        return None

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


def _by_host(due: Iterable[Due]) -> dict[str, list[Due]]:
    lanes: dict[str, list[Due]] = {}
    for one in due:
        lanes.setdefault(one.host, []).append(one)
    return lanes


def _lanes(wanted: Iterable[Source], per_host: int) -> list[list[Source]]:
    """Sources of one host stand behind each other in at most `per_host` lanes."""
    lanes: dict[tuple[str, int], list[Source]] = defaultdict(list)
    for n, source in enumerate(wanted):
        lanes[host_of(source.url), n % per_host].append(source)
    return list(lanes.values())
