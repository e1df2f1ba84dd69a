"""Each code of the copy deck, reached by a server that behaves so, and told in four parts in both languages."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from feeds import Entry
from syndication.health.codes import INTERNAL, WHO
from syndication.store import outages
from tests.desk import DAY, NEWS, NOW, PAGE, RSS, Desk, codes, rss
from tests.hub import Hub
from tests.origin import certified, drip, origin


def dns(desk: Desk) -> None:
    desk.add("http://nobody.invalid/feed")
    desk.poll()


def refused(desk: Desk) -> None:
    with origin() as gone:
        desk.add(gone.url("/feed"))
    desk.poll()


def timeout(desk: Desk) -> None:
    desk.site.raw("/feed", lambda: drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"<", seconds=3))
    desk.add()
    desk.poll()


def tls_expired(desk: Desk) -> None:
    _secure(desk, "127.0.0.1", datetime.now(UTC) - DAY)


def tls_name(desk: Desk) -> None:
    _secure(desk, "somebody-else.example", None)


def _secure(desk: Desk, name: str, not_after: datetime | None) -> None:
    server, client = certified(name, not_after)
    site = desk.open.enter_context(origin(server))
    patch = desk.open.enter_context(pytest.MonkeyPatch.context())
    patch.setattr("syndication.net.session._verifying_context", lambda: client)
    desk.add(site.url("/feed"))
    desk.poll()


def login(desk: Desk) -> None:
    desk.serve("", status=401)
    desk.add()
    desk.poll()


def login_page(desk: Desk) -> None:
    desk.was_well()
    desk.site.redirect("/feed", "/login")
    desk.site.serve("/login", "<html><form><input name=u><input type=password></form></html>", PAGE)
    desk.poll(after=DAY)


def blocked(desk: Desk) -> None:
    desk.serve("no robots", status=403)
    desk.add()
    desk.poll()


def challenge(desk: Desk) -> None:
    desk.serve("<html><title>Just a moment...</title></html>", PAGE, 503)
    desk.add()
    desk.poll()


def not_found(desk: Desk) -> None:
    desk.was_well()
    desk.serve("", status=404)
    desk.poll(after=DAY)


def gone(desk: Desk) -> None:
    desk.serve("", status=410)
    desk.add()
    desk.poll()


def moved(desk: Desk) -> None:
    desk.was_well()
    desk.site.redirect("/feed", "/news.xml", 301)
    desk.site.serve("/news.xml", rss("One more", *NEWS), {**RSS, "ETag": '"a"'})
    desk.poll(after=DAY, times=4)


def moved_domain(desk: Desk) -> None:
    desk.was_well()
    stranger = desk.open.enter_context(origin())
    stranger.serve("/feed", rss("Casino", *NEWS), RSS)
    desk.site.redirect("/feed", stranger.url("/feed"), 301)
    desk.poll(after=DAY)


def changed_hands(desk: Desk) -> None:
    desk.was_well()
    desk.serve(re.sub(r"<title>News number (\d) of our house", r"<title>Casino \1", rss(*NEWS)))
    desk.poll(after=DAY)


def loop(desk: Desk) -> None:
    desk.site.redirect("/feed", "/other")
    desk.site.redirect("/other", "/feed")
    desk.add()
    desk.poll()


def slow_down(desk: Desk) -> None:
    desk.serve("", {"Retry-After": "18000"}, 429)
    desk.add()
    desk.poll()


def server_error(desk: Desk) -> None:
    desk.serve("", status=500)
    desk.add()
    desk.poll()


def webpage(desk: Desk) -> None:
    desk.was_well()
    desk.serve("<html><body><p>Welcome to our new site</p></body></html>", PAGE)
    desk.poll(after=DAY)


def no_feed(desk: Desk) -> None:
    desk.serve("<html><body><p>Welcome</p></body></html>", PAGE)
    desk.add()
    desk.poll()


def social_only(desk: Desk) -> None:
    desk.serve('<html><meta http-equiv="refresh" content="0; url=https://www.facebook.com/casa"></html>', PAGE)
    desk.add()
    desk.poll()


def broken_recovered(desk: Desk) -> None:
    desk.serve(rss(*NEWS).replace("number 3 of our house</title>", "number 3 of our house</titel>"))
    desk.add()
    desk.poll()


def broken(desk: Desk) -> None:
    desk.serve("<rss version='2.0'>\n<channel>\n<<<")
    desk.add()
    desk.poll()


def empty(desk: Desk) -> None:
    desk.serve(rss())
    desk.add()
    desk.poll()


def too_big(desk: Desk) -> None:
    desk.serve(rss(*NEWS, more=f"<description>{'x' * 300_000}</description>"))
    desk.add()
    desk.poll()


def flood(desk: Desk) -> None:
    desk.was_well()
    desk.serve(rss(*(f"Bulk {n}" for n in range(60))))
    desk.poll(after=DAY)


def ids_changed(desk: Desk) -> None:
    desk.was_well()
    desk.serve(rss("One more", *NEWS, ids="https://new.example/?p="))
    desk.poll(after=DAY)
    assert len(desk.keys()) == len(NEWS) + 1  # nothing was sent twice


def own_items(desk: Desk) -> None:
    desk.add()
    hub = Hub(desk.store, desk.settings)
    text = "<p>We invite everybody who lives here to the great assembly of all neighborhoods in the old town hall.</p>"
    ours = Entry(id="1", title="The great assembly of all neighborhoods", content=text, published=NOW - DAY)
    hub.take(ours, source=hub.desk)
    desk.serve(rss("The great assembly of all neighborhoods", *NEWS))
    desk.poll()


def bad_dates(desk: Desk) -> None:
    desk.serve(re.sub("<pubDate>[^<]*", "<pubDate>last week or so", rss(*NEWS)))
    desk.add()
    desk.poll()


def no_timezone(desk: Desk) -> None:
    fair = ("UID:1", "DTSTAMP:20260301T000000Z", "DTSTART:20260401T180000", "SUMMARY:Fair")
    event = ("BEGIN:VEVENT", *fair, "END:VEVENT")
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *event, "END:VCALENDAR", "")
    desk.serve("\r\n".join(lines), {"Content-Type": "text/calendar"})
    desk.add()
    desk.poll()


def garbled(desk: Desk) -> None:
    body = f"<?xml version='1.0' encoding='utf-8'?>{rss('Reunión de vecinos', *NEWS)}"
    desk.serve(body.encode("windows-1252"))
    desk.add()
    desk.poll()


def private_addr(desk: Desk) -> None:
    desk.add("http://10.0.0.1/feed")
    desk.poll()


def quiet(desk: Desk) -> None:
    desk.was_well()
    desk.serve(rss(*NEWS), {**RSS, "ETag": '"a"'})
    desk.poll(after=20 * DAY)


REACHED: dict[str, Callable[[Desk], None]] = {
    case.__name__: case
    for case in (
        dns, refused, timeout, tls_expired, tls_name, login, blocked, challenge, not_found, gone, moved, moved_domain,
        changed_hands, loop, slow_down, server_error, webpage, no_feed, social_only, broken_recovered, broken, empty,
        too_big, flood, ids_changed, own_items, bad_dates, no_timezone, garbled, private_addr, quiet,
    )
}  # fmt: skip


@pytest.mark.parametrize("code", [*REACHED, "us"])
def test_every_code_is_reached_by_a_server_that_behaves_so(desk: Desk, code: str) -> None:
    if code == "us":
        return unplugged(desk)
    REACHED[code](desk)
    for language in ("en", "es"):
        told = desk.told(language)
        assert code in codes(told)
        part = next(one for one in (told.health, *told.notes) if one and one.code == code)
        assert all((part.happened, part.means, part.todo, part.actor))
    return None


def test_no_code_of_the_deck_is_forgotten() -> None:
    assert {*REACHED, "us"} == set(WHO) - {INTERNAL}


def unplugged(desk: Desk) -> None:
    """All of five partners were well, and none can be reached."""
    with ExitStack() as all_of_them:
        for site in [all_of_them.enter_context(origin()) for _ in range(5)]:
            site.serve("/feed", rss(*NEWS), RSS)
            desk.add(site.url("/feed"))
        desk.poll()
    polls = desk.poll(after=DAY)
    assert {one.outcome for one in polls} == {"failed"}
    assert desk.told().status == "ok"
    with desk.store.read() as conn:
        outage = outages.current(conn)
    assert outage
    assert (outage.failed, outage.tried) == (5, 5)


def test_a_page_that_asks_for_a_password_is_told_from_one_that_took_the_place_of_the_feed(desk: Desk) -> None:
    login_page(desk)
    assert codes(desk.told()) == {"login"}
