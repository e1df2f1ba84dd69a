"""What our own people are written, and when: each thing once, and nothing where nothing needs a person."""

import logging
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
import sqlalchemy as sa

from feeds import Entry, Meeting
from syndication.bulletins.postman import Postman
from syndication.model import Outage, Poll, Source
from syndication.publish.publisher import Publisher
from syndication.rhythm import Rhythm
from syndication.settings import Settings
from syndication.store import letters, outages, schedule, sources
from syndication.store.db import Store
from syndication.store.schema import mails
from syndication.store.schema import sources as table
from tests.hub import Hub
from tests.mail_server import PostOffice, mailing, post_office
from tests.service import free_port

ANA, BEN = "ana@coalition.example", "ben@coalition.example"
BOSTON = ZoneInfo("America/New_York")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = date(2026, 3, 2)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    """An hour by the coalition's clock."""
    return datetime.combine(day, time(hour, minute), BOSTON)


@dataclass
class Room:
    """A coalition with a mail server, and a postman who looks when he is told."""

    hub: Hub
    office: PostOffice
    settings: Settings
    now: datetime = field(default_factory=lambda: at(7))
    postman: Postman = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.postman = Postman(self.hub.store, self.settings, lambda: self.now)

    def look(self, now: datetime | None = None) -> list[str]:
        """What was sent at one look, by its subjects."""
        self.now = now or self.now
        before = len(self.office.got)
        self.postman.run()
        return self.office.subjects()[before:]

    def every(self, step: timedelta, until: datetime) -> list[datetime]:
        """When something was sent, looking so often; the clock in the world, not on the wall, is what moves on."""
        sent = []
        moment = self.now.astimezone(ZoneInfo("UTC"))
        while moment <= until:
            if self.look(moment):
                sent.append(moment.astimezone(ZoneInfo(self.settings.coalition.timezone)))
            moment += step
        return sent

    def source(self, name: str = "Casa Amanecer", url: str = "https://casa.example/feed") -> Source:
        return self.hub.add(url, name)

    def fail(self, source: Source, code: str, *moments: datetime) -> None:
        following = moments[-1] + DAY
        with self.hub.store.transaction() as conn:
            schedule.record(conn, [Poll(source.id, one, "failed", following, code=code) for one in moments])

    def be_well(self, source: Source, moment: datetime) -> None:
        with self.hub.store.transaction() as conn:
            schedule.record(conn, [Poll(source.id, moment, "unchanged", moment + DAY)])

    def put(self, source: Source, **values: object) -> None:
        with self.hub.store.transaction() as conn:
            conn.execute(table.update().where(table.c.id == source.id).values(**values))

    def hold(self, *ids: str, source: Source | None = None) -> None:
        """Items that wait for a person."""
        told = (Entry(id=one, title=f"SECRET {one}", content="<p>SECRET</p>") for one in ids)
        self.hub.take(*told, source=source, held=frozenset(ids))

    def outage(self, since: datetime | None) -> None:
        with self.hub.store.transaction() as conn:
            outages.begin(conn, Outage(since, 12, 15)) if since else outages.end(conn)

    def rows(self) -> list[sa.Row[tuple[object, ...]]]:
        with self.hub.store.read() as conn:
            return list(conn.execute(sa.select(mails)))


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


@pytest.fixture
def room(sqlite_hub: Hub, office: PostOffice) -> Room:
    return Room(sqlite_hub, office, mailing(sqlite_hub.settings, office.url, ANA, BEN))


@pytest.fixture
def either_room(hub: Hub, office: PostOffice) -> Room:
    return Room(hub, office, mailing(hub.settings, office.url, ANA, BEN))


# The letter of the morning


def test_it_goes_out_once_at_eight_also_across_restarts(either_room: Room) -> None:
    room = either_room
    room.hold("a")
    assert room.look(at(7, 59)) == []
    assert room.look(at(8)) == ["Bay State Welcome: one item waits"]
    room.restart()
    assert room.every(HOUR, at(7, 59, date(2026, 3, 3))) == []
    room.restart()
    assert len(room.look(at(8, day=date(2026, 3, 3)))) == 1
    assert [got.to for got in room.office.got] == [[ANA, BEN]] * 2
    first, second = (got.letter["Message-ID"] for got in room.office.got)
    assert first != second
    assert first.endswith("@hub.example>")


def test_where_nothing_needs_a_person_there_is_no_letter_on_that_day(room: Room) -> None:
    assert room.look(at(8)) == []
    room.hold("a")
    assert room.every(HOUR, at(23)) == []
    assert len(room.look(at(8, day=date(2026, 3, 3)))) == 1


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("America/New_York", date(2026, 3, 7), date(2026, 3, 9)),
        ("America/New_York", date(2026, 10, 31), date(2026, 11, 2)),
        ("Australia/Lord_Howe", date(2026, 4, 4), date(2026, 4, 6)),
        ("Asia/Kathmandu", date(2026, 3, 1), date(2026, 3, 2)),
    ],
)
def test_a_day_has_one_letter_at_eight_on_the_wall_also_when_the_clocks_change(
    sqlite_hub: Hub, office: PostOffice, zone: str, first: date, last: date
) -> None:
    here = ZoneInfo(zone)
    room = Room(sqlite_hub, office, mailing(sqlite_hub.settings, office.url, ANA, timezone=zone))
    room.hold("a")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    walls = (
        time(0, 30),
        time(1, 30),
        time(2, 30),
        time(3),
        time(7),
        time(7, 59),
        time(8),
        time(8, 1),
        time(9),
        time(20),
    )
    moments = [datetime.combine(day, wall, here) for day in days for wall in walls]
    sent = [moment for moment in moments if room.look(moment.astimezone(ZoneInfo("UTC")))]
    assert [(one.date(), one.time()) for one in sent] == [(day, time(8)) for day in days]


def test_a_machine_that_slept_at_eight_catches_up_and_not_in_the_night(room: Room) -> None:
    room.hold("a")
    assert len(room.look(at(11, 20))) == 1
    assert room.look(at(2, day=date(2026, 3, 5))) == []
    assert len(room.look(at(8, day=date(2026, 3, 5)))) == 1


def test_a_clock_that_is_set_back_makes_no_second_letter(room: Room) -> None:
    room.hold("a")
    assert len(room.look(at(8, 30))) == 1
    assert room.look(at(7, 30)) == []
    assert room.look(at(8, 5)) == []


@pytest.mark.parametrize(("hours", "told"), [(23, False), (24, True), (60, True)])
def test_a_source_is_named_after_a_day_of_trouble_and_not_before(room: Room, hours: int, told: bool) -> None:
    source = room.source()
    room.be_well(source, at(8) - (hours + 5) * HOUR)
    began = at(8) - hours * HOUR
    room.fail(source, "dns", began, began + HOUR, at(7))
    assert bool(room.look(at(8))) is told
    if told:
        (got,) = room.office.got
        assert got.subject == "Bay State Welcome: one source in trouble"
        assert "Casa Amanecer\nThe address casa.example does not exist any more" in got.body
        assert f"https://hub.example/staff/sources/{source.id}" in got.body
        assert "Last good: " in got.body


def test_a_break_in_the_trouble_begins_the_day_anew(room: Room) -> None:
    source = room.source()
    room.fail(source, "timeout", at(8) - 2 * DAY, at(8) - DAY)
    room.be_well(source, at(8) - 20 * HOUR)
    room.fail(source, "timeout", at(8) - 19 * HOUR, at(7))
    assert room.look(at(8)) == []


@pytest.mark.parametrize("why", ["paused", "removed", "our outage", "we slept"])
def test_a_source_is_not_named_where_nobody_need_act_or_nobody_knows(room: Room, why: str) -> None:
    source = room.source()
    room.fail(source, "timeout", at(8) - 30 * HOUR, at(8) - 29 * HOUR)
    if why == "paused":
        room.put(source, paused=True)
    if why == "removed":
        room.put(source, removed_at=at(7))
    if why == "our outage":
        room.outage(at(7, 50))
    if why == "we slept":
        room.put(source, next_poll_at=at(8) - 28 * HOUR)
    assert room.look(at(8)) == []


def test_the_letter_says_how_many_wait_and_whose_and_not_a_word_of_them(room: Room) -> None:
    other = room.source("Red Vecinal", "https://red.example/feed")
    room.hold("a", "b")
    room.hold("c", source=other)
    assert room.look(at(8)) == ["Bay State Welcome: 3 items wait"]
    (got,) = room.office.got
    assert "Casa Amanecer: 2 items\nRed Vecinal: one item\nhttps://hub.example/staff/inbox" in got.body
    assert b"SECRET" not in got.raw


def test_meetings_of_the_next_days_are_named_by_day_and_town(room: Room) -> None:
    def meeting(days: int, **more: object) -> Entry:
        day = MONDAY + timedelta(days=days)
        said = Meeting(timezone="America/New_York", date=day, town="Lowell", **more)  # type: ignore[arg-type]
        return Entry(id=f"{days}{sorted(more)}", kind="meeting", title="SECRET", meeting=said)

    room.hub.now = at(5)
    room.hub.take(
        meeting(3, tbd=("time", "place")),
        meeting(6, tbd=("place",), start=time(17)),
        meeting(7, tbd=("place",)),
        meeting(2),
        meeting(1, tbd=("place",), status="cancelled"),
    )
    assert room.look(at(8)) == ["Bay State Welcome: 2 meetings with something to be announced"]
    (got,) = room.office.got
    lines = re.findall(r"(?m)^.* \(Casa Amanecer\)$", got.body)
    assert lines == [
        "Thursday, March 5, Lowell: time, place (Casa Amanecer)",
        "Sunday, March 8, Lowell: place (Casa Amanecer)",
    ]
    assert "https://hub.example/staff/meetings" in got.body
    assert b"SECRET" not in got.raw


def test_who_is_silent_is_named_once_a_week(room: Room) -> None:
    source = room.source()
    room.be_well(source, at(6))
    room.put(source, rhythm=msgspec.to_builtins(Rhythm(3 * DAY, 4 * DAY, at(8) - 60 * DAY)))
    sent = []
    for days in range(15):
        day = MONDAY + timedelta(days=days)
        room.restart()
        sent += [day for _ in room.look(at(8, 0, day))]
    assert sent == [MONDAY + timedelta(weeks=n) for n in range(3)]
    assert room.office.got[0].subject == "Bay State Welcome: one source is silent"
    assert "has not posted for 8 weeks" in room.office.got[0].body


def test_it_speaks_the_coalition_s_language(sqlite_hub: Hub, office: PostOffice) -> None:
    room = Room(sqlite_hub, office, mailing(sqlite_hub.settings, office.url, ANA, language="es-MX"))
    source = room.source("Casa Señal", "https://senal.example/feed")
    room.fail(source, "dns", at(8) - 30 * HOUR, at(7))
    room.hold("a")
    soon = Meeting(timezone="America/New_York", date=date(2026, 3, 5), town="Peñón", tbd=("time",))
    room.hub.now = at(5)
    room.hub.take(Entry(id="m", kind="meeting", title="M", meeting=soon))
    assert room.look(at(8)) == [
        "Bay State Welcome: una fuente con problemas, un texto espera, una reunión con algo por anunciar"
    ]
    (got,) = room.office.got
    assert "Buenos días." in got.body
    assert "La dirección senal.example" in got.body
    assert "Jueves 5 de marzo, Peñón: hora (Casa Amanecer)" in got.body
    assert "Casa Amanecer: un texto" in got.body
    assert not re.search(r"\b(the|this|letter|needs|waits?|items?)\b", re.sub(r"https?://\S+", "", got.body))


HOSTILE = "Casa\r\nBcc: eve@evil.example\r\n\r\n<b>\u2028Subject: x\0" + "y" * 5000


def test_a_name_of_many_lines_stays_on_one_and_makes_no_header(room: Room) -> None:
    source = room.source(HOSTILE, "https://evil.example/feed")
    room.put(source, code="moved_domain", detail="https://bad.example/\r\nBcc: eve@evil.example")
    room.hold("a", source=source)
    assert len(room.look(at(8))) == 2
    for got in room.office.got:
        assert got.to == [ANA, BEN]
        assert got.letter["Bcc"] is None
        assert not re.search(r"(?m)^\s*(Bcc|Subject):", got.body)
        assert len(got.subject) < 300


# What cannot wait


@pytest.mark.parametrize("code", ["moved_domain", "changed_hands"])
def test_a_takeover_is_told_at_once_and_once(either_room: Room, code: str) -> None:
    room, source = either_room, either_room.source()
    room.put(source, code=code, detail="https://bad.example/feed")
    assert room.look(at(3)) == ["Bay State Welcome: is this still Casa Amanecer?"]
    (got,) = room.office.got
    assert got.body.count("Sometimes") + got.body.count("changed at once") == 1
    assert f"https://hub.example/staff/sources/{source.id}" in got.body
    room.restart()
    assert room.every(20 * MINUTE, at(7, 59)) == []
    assert room.look(at(8)) == ["Bay State Welcome: one source may be somebody else's"]


def test_a_takeover_that_comes_back_after_it_was_settled_is_told_again(room: Room) -> None:
    source = room.source()
    room.put(source, code="moved_domain")
    assert len(room.look(at(3))) == 1
    room.put(source, code="timeout", failures=4)
    room.look(at(4))
    room.put(source, code="moved_domain", failures=5)
    assert room.look(at(5)) == [], "it was never settled"
    room.put(source, code=None, failures=0)
    assert room.look(at(6)) == []
    room.put(source, code="moved_domain", failures=1)
    assert len(room.look(at(7))) == 1


def test_our_own_outage_is_told_when_it_has_lasted_an_hour(room: Room) -> None:
    room.outage(at(3))
    assert room.look(at(3, 59)) == []
    assert room.look(at(4)) == ["Bay State Welcome: our partners cannot be reached since March 2, 03:00"]
    assert "12 of 15 sources failed" in room.office.got[0].body
    room.restart()
    assert room.every(10 * MINUTE, at(7, 30)) == []
    assert room.look(at(8)) == ["Bay State Welcome: our own connection"]
    room.outage(None)
    room.outage(at(9))
    assert len(room.look(at(10, 30))) == 1


def test_an_outage_that_kept_its_own_letter_back_is_told_when_it_is_over(room: Room) -> None:
    room.office.refusing = "451 not now"
    room.outage(at(3))
    assert room.look(at(4)) == []
    room.outage(None)
    room.office.refusing = ""
    assert len(room.look(at(4, 5))) == 1
    assert "It is over" in room.office.got[0].body


@pytest.fixture
def publisher(room: Room) -> Publisher:
    made = Publisher(room.hub.store, room.settings)
    made.publish()
    return made


def age(room: Room, moment: datetime) -> Path:
    """The public files were complete at this moment."""
    mark = room.settings.public / "REVISION"
    os.utime(mark, (moment.timestamp(), moment.timestamp()))
    return mark


@pytest.mark.parametrize(("own", "told"), [(True, True), (False, False)])
def test_a_release_that_does_not_become_public_is_told_after_some_minutes(
    room: Room, publisher: Publisher, own: bool, told: bool
) -> None:
    age(room, at(2))
    room.hub.now = at(2, 30)  # the release comes an hour later
    release = Entry(id="r", kind="press-release", title="SECRET")
    room.hub.take(release, source=room.hub.desk if own else None)
    room.now = at(4)
    assert room.every(MINUTE, at(4, 4)) == []
    subjects = room.look(at(4, 5))
    assert subjects == (["Bay State Welcome: what you published is not public yet"] if told else [])
    room.restart()
    assert room.every(2 * MINUTE, at(4, 20)) == []
    if told:
        assert "Since March 2, 02:00" in room.office.got[0].body
        assert b"SECRET" not in room.office.got[0].raw


def test_a_publisher_that_moves_on_is_no_reason_for_a_letter_and_one_that_stops_again_is(
    room: Room, publisher: Publisher
) -> None:
    def say(name: str) -> None:
        room.hub.take(Entry(id=name, kind="press-release", title=name), source=room.hub.desk)

    age(room, at(2))
    room.hub.now = at(2)
    say("a")
    room.now = at(4)
    assert room.every(MINUTE, at(4, 4)) == []
    publisher.publish()
    age(room, at(4, 4))
    assert room.every(2 * MINUTE, at(4, 40)) == []
    room.hub.now = at(4)
    say("b")
    assert len(room.every(2 * MINUTE, at(4, 56))) == 1
    publisher.publish()
    age(room, at(5))
    room.look(at(5, 1))
    room.hub.now = at(4, 5)
    say("c")
    assert len(room.every(2 * MINUTE, at(5, 20))) == 1


def test_a_machine_that_slept_does_not_call_its_publisher_stuck(room: Room, publisher: Publisher) -> None:
    age(room, at(2))
    room.hub.now = at(2)
    room.hub.take(Entry(id="a", kind="press-release", title="A"), source=room.hub.desk)
    assert room.look(at(4)) == []
    assert room.look(at(6)) == []


# Servers that do not take letters


def test_a_letter_that_is_refused_is_tried_for_a_day_ever_less_with_one_line_in_the_log(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.put(room.source(), code="moved_domain")
    room.office.refusing = "451 4.3.0 come again later"
    tried = []
    room.now = at(3)
    with caplog.at_level(logging.INFO, "syndication"):
        while True:
            before, now = room.office.tried, room.now
            room.look()
            tried += [now] * (room.office.tried - before)
            if len(tried) == 5:
                room.restart()
            waiting = [row.due_at for row in room.rows() if row.kind == "takeover" and row.due_at]
            if not waiting:
                break
            room.now = min(waiting)
    takeover = [row for row in room.rows() if row.kind == "takeover"]
    assert [(row.attempts, row.due_at, row.sent_at) for row in takeover] == [(letters.GIVE_UP_AFTER, None, None)]
    gaps = [(later - earlier) // MINUTE for earlier, later in pairwise(tried)]
    assert gaps[:5] == [1, 2, 4, 8, 16]
    assert 20 * HOUR < tried[-1] - tried[0] < 28 * HOUR
    assert "451 4.3.0 come again later" in caplog.text
    told = [one.message for one in caplog.records if one.name.startswith("syndication")]
    assert all("could not be sent and is tried again for a day" in one for one in told)
    assert len(told) == len(room.rows()), "a line each: the takeover, and the mornings' letters"
    room.office.refusing = ""
    assert [one for one in room.look(at(20, day=date(2026, 3, 3))) if "still" in one] == []


def test_a_digest_that_is_late_says_what_is_so_when_it_leaves(room: Room) -> None:
    room.office.refusing = "451 not now"
    room.hold("a")
    assert room.look(at(8)) == []
    room.hold("b")
    room.office.refusing = ""
    assert room.look(at(8, 2)) == ["Bay State Welcome: 2 items wait"]
    assert room.look(at(8, 30)) == []


def test_yesterday_s_letter_does_not_come_beside_today_s(room: Room) -> None:
    room.office.refusing = "451 not now"
    room.hold("a")
    room.every(2 * HOUR, at(7, day=date(2026, 3, 3)))
    room.office.refusing = ""
    assert len(room.look(at(8, day=date(2026, 3, 3)))) == 1
    assert room.every(2 * HOUR, at(20, day=date(2026, 3, 3))) == []


def test_the_same_letter_has_the_same_name_when_it_is_sent_once_more(room: Room) -> None:
    """A server may take a letter and lose its word for it: who gets two of one name sees one."""
    room.put(room.source(), code="moved_domain")
    assert len(room.look(at(3))) == 1
    with room.hub.store.transaction() as conn:
        conn.execute(mails.update().values(due_at=at(3), sent_at=None))
    assert len(room.look(at(3, 1))) == 1
    first, second = (got.letter["Message-ID"] for got in room.office.got)
    assert first == second


def test_nobody_is_told_where_the_settings_name_nobody_or_no_server(sqlite_hub: Hub, office: PostOffice) -> None:
    for settings in (sqlite_hub.settings, mailing(sqlite_hub.settings, office.url)):
        room = Room(sqlite_hub, office, settings)
        room.put(sqlite_hub.partner, code="moved_domain")
        assert room.look(at(9)) == []
        assert room.rows() == []
        room.postman.follow(threading.Event())  # it returns at once


def test_a_postman_outlives_a_database_that_does_not_answer(
    room: Room, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndication.bulletins.postman.REST", 0.01)
    monkeypatch.setattr("syndication.bulletins.postman.LOOK_EVERY", 0.01)
    file = room.hub.store.file
    assert file
    file.rename(file.with_name("away"))
    stop = threading.Event()
    carrying = threading.Thread(target=room.postman.follow, args=(stop,), daemon=True)
    carrying.start()
    threading.Event().wait(0.2)
    file.with_name("away").rename(file)
    room.now = at(9)
    room.hold("a")
    assert room.office.wait(1)
    stop.set()
    carrying.join(5)
    assert not carrying.is_alive()
    assert "could not be looked up" in caplog.text


def test_a_mail_server_that_is_away_costs_a_look_and_no_more(sqlite_hub: Hub, office: PostOffice) -> None:
    room = Room(sqlite_hub, office, mailing(sqlite_hub.settings, f"smtp://127.0.0.1:{free_port()}", ANA))
    room.put(sqlite_hub.partner, code="moved_domain")
    room.hold("a")
    assert room.look(at(9)) == []
    assert {row.kind: row.attempts for row in room.rows()} == {"digest": 1, "takeover": 1}


def test_what_is_long_over_is_forgotten(store: Store) -> None:
    with store.transaction() as conn:
        for n in range(80):
            letters.begin_day(conn, MONDAY + timedelta(days=n), at(8) + n * DAY)
        kept = letters.known(conn, "digest")
        assert sources.listed(conn)
    assert len(kept) <= letters.REMEMBERED.days + 1
