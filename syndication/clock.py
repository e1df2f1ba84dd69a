"""The one tick. APScheduler only keeps time here: what is due stands in the store."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

TICK = 1  # seconds


class Clock:
    """Calls `tick` every second from a thread of its own, never twice at once. A missed tick is not made up for."""

    def __init__(self, tick: Callable[[], None]) -> None:
        # A tick that outlasts its second is skipped, not an event worth a line in the log.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
        self._scheduler.add_job(
            tick,
            "interval",
            seconds=TICK,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """No tick begins any more; waits for the one under way."""
        self._scheduler.shutdown(wait=True)
