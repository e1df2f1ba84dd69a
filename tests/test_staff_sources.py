"""Adding a partner at the desk, the list of sources, and one source with all that can be done to it."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

import pytest
import sqlalchemy as sa

from feeds import opml
from feeds.opml import Outline
from syndication import accounts
from syndication.gather.parsing import Parsers
from syndication.health.codes import WHO
from syndication.model import Note, Offer, Poll, Rules, Source
from syndication.store import activity, entries, schedule, sources, stories
from syndication.store.schema import partners, polls
from syndication.store.schema import sources as table
from syndication.web.staff import found as memory
from syndication.web.staff.desk import COOKIE
from syndication.web.staff.standing import spoken
from tests.desk import NEWS, PAGE, RSS
from tests.origin import Site
from tests.staff import Browser, StaffRoom, staff_room

DAY = timedelta(days=1)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"


def feed(*titles: str, title: str = "Casa Amanecer", last: timedelta = DAY, more: str = "") -> str:
    """Items a day apart, the newest `last` ago."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><guid>{escape(one)}</guid><link>https://casa.example/{n}-{len(one)}</link><title>{escape(one)}</title>"
        f"<description>{escape(one)}: what it is about, in a few words.</description>"
        f"<pubDate>{format_datetime(now - last - n * DAY)}</pubDate></item>"
        for n, one in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>{escape(title)}</title>{more}{items}</channel></rss>"


@pytest.fixture
def casa(site: Site) -> Site:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    site.serve("/", f"<html><head>{link.format('/comments/feed')}{link.format('/feed')}</head></html>", PAGE)
    site.serve("/feed", feed(*NEWS), RSS)
    site.serve("/comments/feed", feed("A reply", title="Comments for Casa"), RSS)
    return site


@pytest.fixture
def desk(staff: StaffRoom) -> Browser:
    """Somebody who is signed in already: the door has tests of its own, and passwords are slow on purpose."""
    now = datetime.now(UTC)
    with staff.store.transaction() as conn:
        user, _ = accounts.invite(conn, "ana@coalition.example", "admin", now)
        secret = accounts.enter(conn, user, now)
    browser = staff.browser()
    browser.client.cookies.set(COOKIE, secret)
    return browser


Put = Callable[..., Source]


@pytest.fixture
def put(staff: StaffRoom) -> Put:
    """A source in the store as it is said to be, without asking anybody."""

    def put(name: str = "Casa Amanecer", url: str = "https://casa.example/feed", **said: Any) -> Source:
        now = datetime.now(UTC)
        with staff.store.transaction() as conn:
            source = sources.add(conn, url, sources.partner(conn, name), now=now)
            well = {"last_ok_at": now - DAY, "last_poll_at": now - DAY, "next_poll_at": now + DAY}
            conn.execute(table.update().where(table.c.id == source.id).values(**(well | said)))
            found = sources.by_id(conn, source.id)
        assert found
        return found

    return put


def check(desk: Browser, pasted: str) -> Browser:
    return desk.open("/staff/partners/add").press("Check", pasted=pasted)


def listed(staff: StaffRoom) -> list[Source]:
    with staff.store.read() as conn:
        return [source for source in sources.listed(conn) if not source.is_own]


def one(staff: StaffRoom) -> Source:
    return listed(staff)[0]


def names(desk: Browser) -> list[str]:
    """The partners in the list, as it stands."""
    found = (h3.text_content().strip() for h3 in desk.page.iter("h3"))
    return [name for name in found if name != "Our own folder"]


def acts(staff: StaffRoom) -> list[str]:
    with staff.store.read() as conn:
        return [act.act for act in activity.listed(conn, 50) if act.act != "signed_in"]


# Add partner


def test_a_partner_is_added_with_two_clicks_and_asked_only_once(staff: StaffRoom, desk: Browser, casa: Site) -> None:
    check(desk, casa.url("/"))
    asked = list(casa.paths())
    assert "We found one, and read it" in desk.text
    assert "Casa Amanecer" in desk.text
    assert "About 30 posts a month." in desk.text
    assert "In English." in desk.text
    assert "Newest: yesterday." in desk.text
    desk.press("Add this one")
    source = one(staff)
    assert desk.path.startswith(f"/staff/sources/{source.id}?came=1")
    assert "8 items came. They go out now." in desk.text
    assert "You added Casa Amanecer." in desk.text
    assert casa.paths() == asked
    with staff.store.read() as conn:
        assert len(stories.window(conn, "all", 50)) == 8
        assert conn.execute(sa.select(sa.func.count()).select_from(polls)).scalar() == 1
        assert source.id not in {due.id for due in schedule.due(conn, datetime.now(UTC))}
    assert acts(staff) == ["source_added"]


def test_comments_are_shown_apart_and_cannot_be_added(staff: StaffRoom, desk: Browser, casa: Site) -> None:
    check(desk, casa.url("/"))
    assert "One more, probably not what you want" in desk.text
    (form,) = [f for f in desk.page.forms if f.action.endswith("/partners/add")]
    assert form.fields["url"] == casa.url("/feed")
    desk.press("Add this one", url=casa.url("/comments/feed"))
    assert (desk.status, "no longer among what we find" in desk.text) == (422, True)
    assert listed(staff) == []


def test_more_choices_go_with_the_same_click(staff: StaffRoom, desk: Browser, casa: Site) -> None:
    check(desk, casa.url("/feed"))
    desk.press("Add this one", name="The house at dawn", topics="housing, work", wait="first", first="3", share="link")
    source = one(staff)
    assert (source.partner.name, source.topics) == ("The house at dawn", ("housing", "work"))
    assert source.rules == Rules(hold_first=3, share="link")
    assert "8 items came. All of them wait for you." in desk.text


def test_what_is_typed_wrongly_stays_and_is_told_of(staff: StaffRoom, desk: Browser, casa: Site) -> None:
    check(desk, casa.url("/feed"))
    desk.press("Add this one", name="Casa 2", wait="first", first="many")
    assert desk.status == 422
    assert "Write how many wait" in desk.text
    assert desk.page.get_element_by_id("name1").value == "Casa 2"
    assert desk.page.get_element_by_id("first1").get("aria-invalid") == "true"


def test_fields_that_no_form_has_do_nothing(staff: StaffRoom, desk: Browser, casa: Site) -> None:
    forged = dict.fromkeys(("trusted", "paused", "id", "partner_id", "rules", "hold", "is_own"), "1")
    check(desk, casa.url("/feed")).press("Add this one", forged)
    source = one(staff)
    assert (source.paused, source.rules, source.is_own) == (False, Rules(), False)


def test_a_source_that_is_here_is_named_instead_of_added(staff: StaffRoom, desk: Browser, casa: Site) -> None:
    check(desk, casa.url("/feed")).press("Add this one")
    source = one(staff)
    casa.redirect("/news", casa.url("/feed"))
    for pasted in (casa.url("/feed"), casa.url("/news"), casa.url("/")):
        check(desk, pasted)
        assert "Here already: Casa Amanecer" in desk.text
        assert not [b for b in desk.page.iter("button") if "Add this" in b.text_content()]
        desk.follow("Casa Amanecer")
        assert desk.path == f"/staff/sources/{source.id}"
    token = desk.page.forms[0].fields["csrf"]
    sent = {"csrf": token, "pasted": casa.url("/feed"), "url": casa.url("/feed")}
    assert "Here already" in desk.client.post("/staff/partners/add", data=sent).text
    assert len(listed(staff)) == 1


def test_what_others_say_already_is_counted(desk: Browser, casa: Site) -> None:
    check(desk, casa.url("/feed")).press("Add this one")
    casa.serve("/other", feed(*NEWS[:2], *(f"Their own news {n}" for n in range(6)), title="Vwazen"), RSS)
    check(desk, casa.url("/other"))
    assert "2 of its 8 posts are here already through Casa Amanecer." in desk.text
    casa.serve("/copy", feed(*NEWS, "One more", title="Copy"), RSS)
    check(desk, casa.url("/copy"))
    assert "Most of what this one says is there too" in desk.text
    desk.press("Add it all the same", name="Copy")
    assert "You added Copy." in desk.text


NOWHERE = (
    ("https://www.facebook.com/casa", "social", True),
    ("/empty", "no feed", True),
    ("http://127.0.0.1:1/", "switched off", False),
    ("http://10.0.0.1/", "private", False),
)


def test_why_nothing_was_found_stands_in_four_parts(desk: Browser, site: Site) -> None:
    site.serve("/empty", "<html><body>Hello</body></html>", PAGE)
    site.serve("/", "<html><body>Hello</body></html>", PAGE)
    for address, said, letter in NOWHERE:
        pasted = site.url(address) if address.startswith("/") else address
        check(desk, pasted)
        assert desk.status == 200
        assert said in desk.text.lower()
        assert [dt.text for dt in desk.page.iter("dt")] == ["What happened", "What it means", "What to do", "Who acts"]
        assert all(dd.text_content().strip() for dd in desk.page.iter("dd"))
        assert ("A letter to them, ready to send" in desk.text) == letter
        assert desk.page.get_element_by_id("pasted").value == pasted


def test_a_source_that_is_here_gets_no_letter_to_strangers(desk: Browser, put: Put, site: Site) -> None:
    site.serve("/", "<html><body>Hello</body></html>", PAGE)
    put(url=site.url("/"))
    check(desk, site.url("/"))
    assert "Here already: Casa Amanecer" in desk.text
    assert "A letter to them" not in desk.text


def test_nothing_and_too_much_is_told_in_words(desk: Browser) -> None:
    for pasted in ("", "  ", "x" * 3000):
        check(desk, pasted)
        assert (desk.status, "Please look again." in desk.text) == (422, True)


def test_whatever_is_pasted_ends_in_a_sentence(desk: Browser) -> None:
    for pasted in ("file:///etc/passwd", "javascript:alert(1)", "http://[::1]:99999/", EVIL, "\x00"):
        check(desk, pasted)
        assert desk.status in (200, 422)
        assert "<script>alert" not in desk.answer.text
        assert "<img" not in desk.answer.text


def test_what_a_feed_says_is_shown_and_never_run(staff: StaffRoom, desk: Browser, site: Site) -> None:
    site.serve("/feed", feed(EVIL, "javascript:alert(1)", title=EVIL), RSS)
    check(desk, site.url("/feed"))
    for page in ("", "/staff/sources", "/staff/sources?q=script"):
        if page:
            desk.open(page)
        assert "<script>alert" not in desk.answer.text
        assert "<img" not in desk.answer.text
        assert 'href="javascript:' not in desk.answer.text
        if not page:
            desk.press("Add this one")
    number = one(staff).id
    for path in (f"/staff/sources/{number}", f"/staff/sources/{number}/remove"):
        assert "<script>alert" not in desk.open(path).answer.text
        assert "<img" not in desk.answer.text


def test_what_was_found_is_forgotten_and_is_only_for_whoever_looked(
    staff: StaffRoom, desk: Browser, casa: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(desk, casa.url("/feed"))
    page, before = desk.answer, len(casa.requests)
    other = staff.signed_in("bo@coalition.example", "editor")
    other.answer = page
    sent = {"csrf": "", "pasted": casa.url("/feed"), "url": casa.url("/feed")}
    assert other.client.post("/staff/partners/add", data=sent).status_code == 403
    monkeypatch.setattr(memory, "KEPT_FOR", timedelta(0))
    desk.press("Add this one")
    assert len(casa.requests) > before  # asked anew, and added all the same
    assert one(staff).partner.name == "Casa Amanecer"


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, now = memory.Found(), datetime.now(UTC)
    for number in range(memory.MOST + 5):
        kept.keep(("home", 1, str(number)), (), now)
    assert len(kept._kept) == memory.MOST


# Sources


def test_sources_stand_worst_first_under_three_counts(desk: Browser, put: Put) -> None:
    put("Fine House", "https://fine.example/feed")
    put("Slow House", "https://slow.example/feed", code="refused", failures=3)
    put("Lost House", "https://lost.example/feed", code="moved_domain", failures=1, detail="https://evil.example/")
    put("Late House", "https://late.example/feed", code="tls_expired", failures=4)
    desk.open("/staff/sources")
    assert names(desk) == ["Lost House", "Late House", "Slow House", "Fine House"]
    counts = [" ".join(li.text_content().split()) for li in desk.page.find_class("counts")[0]]
    assert counts == ["Need you 2", "To watch 1", "Fine 1"]  # our own folder is nobody to watch
    for words in ("Needs you today", "Needs a letter", "We keep trying", "Read the letter", "Last good:", "Next look:"):
        assert words in desk.text
    desk.follow("Need you")
    assert names(desk) == ["Lost House", "Late House"]


def test_a_source_is_found_by_its_name_or_address(desk: Browser, put: Put) -> None:
    put("Casa Amanecer", "https://casa.example/feed")
    put("Vwazen Ansanm", "https://vwazen.example/rss")
    for words in ("vwazen", "ANSANM", "vwazen.example/rss"):
        desk.open("/staff/sources").press("Find", q=words)
        assert names(desk) == ["Vwazen Ansanm"]
    desk.open("/staff/sources").press("Find", q=f"nobody {EVIL}")
    assert "No source has this in its name or its address." in desk.text


def test_many_fine_sources_are_told_page_by_page(desk: Browser, put: Put) -> None:
    for number in range(85):
        put(f"House {number:03}", f"https://h{number}.example/feed")
    desk.open("/staff/sources")
    assert len(desk.page.find_class("fine")) == 20
    desk.follow("Show all 85 that are fine")
    assert len(desk.page.find_class("fine")) == 60
    desk.follow("Show 25 more")
    assert len(desk.page.find_class("fine")) == 25


def test_an_address_that_makes_no_sense_is_harmless(desk: Browser, put: Put) -> None:
    put()
    for query in ("show=x", "from=-1", "from=99999", "from=1e9", "q=%00", "show=fine&from=²"):
        assert desk.open(f"/staff/sources?{query}").status == 200


def test_thirty_days_are_a_strip_and_a_sentence(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source, now = put(), datetime.now(UTC)
    with staff.store.transaction() as conn:
        done = [Poll(source.id, now - n * DAY, "unchanged", now + DAY) for n in range(2, 30)]
        done += [Poll(source.id, now - n * DAY, "failed", now + DAY, code="dns") for n in (1, 0)]
        done.append(Poll(source.id, now - 5 * DAY, "failed", now + DAY, code="dns"))
        schedule.record(conn, sorted(done, key=lambda poll: poll.at))
    desk.open("/staff/sources")
    assert "Last 30 days: good on 27, unsure on 1, failing on 2" in desk.text
    (strip,) = [div for div in desk.page.find_class("month") if div.find_class("g")]
    assert [bar.get("class") for bar in strip][-2:] == ["x", "x"]
    assert strip.get("aria-hidden") == "true"


LIST = """<opml version="2.0"><body>
<outline text="Folder"><outline text="Casa" xmlUrl="https://casa.example/feed" category="/topics/housing"/></outline>
<outline text="Again" xmlUrl="https://casa.example/feed"/>
<outline text="A script" xmlUrl="javascript:alert(1)"/>
<outline text="Only a name"/>
</body></opml>"""


def test_a_list_comes_in_with_a_line_for_each_of_its_own(staff: StaffRoom, desk: Browser) -> None:
    desk.open("/staff/sources").press("Import", file=LIST.encode())
    lines = [" ".join(li.text_content().split()) for li in desk.page.find_class("report")[0]]
    assert lines == [
        "Added Casa https://casa.example/feed",
        "Here already Again https://casa.example/feed",
        "Not a web address A script javascript:alert(1)",
        "Has no address Only a name",
    ]
    assert one(staff).topics == ("housing",)
    assert acts(staff) == ["imported"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><opml version="2.0"><body><outline text="&i;" xmlUrl="https://x.example/&i;"/></body></opml>'
)
STEALING = (
    '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    '<opml version="2.0"><body><outline text="&f;" xmlUrl="https://x.example/feed"/></body></opml>'
)


NO_LISTS = [
    (b"", "No file was chosen"),
    (b"hello", "no list of feeds"),
    (b"\xff\xfe\x00\x01" * 50, "no list of feeds"),
    (BOMB.encode(), "no list of feeds"),
    (STEALING.encode(), "no list of feeds"),
    (b"<opml><body></body></opml>", "names no feed"),
    (b"<opml>" + b" " * 2_000_001 + b"</opml>", "larger than two megabytes"),
    (b"<opml><body>" + b"<outline text='x'/>" * 1_001 + b"</body></opml>", "more than 1,000 lines"),
]


def test_a_file_that_is_no_list_is_refused_in_words(staff: StaffRoom, desk: Browser) -> None:
    for body, said in NO_LISTS:
        desk.open("/staff/sources").press("Import", file=body)
        assert (desk.status, said in desk.text) == (422, True), (body[:40], desk.text[:500])
        assert "root:" not in desk.text
    assert acts(staff) == []
    assert len(listed(staff)) == 0


def test_a_body_that_is_too_large_is_not_read(desk: Browser) -> None:
    desk.open("/staff/sources").press("Import", file=b"x" * 3_100_000)
    assert desk.status == 413


def test_the_list_goes_out_as_opml_and_comes_back_the_same(desk: Browser, put: Put) -> None:
    put("Casa & <Co>", "https://casa.example/feed")
    answer = desk.open("/staff/sources.opml").answer
    assert answer.headers["content-disposition"] == 'attachment; filename="sources.opml"'
    assert opml.read(answer.content) == (Outline("Casa & <Co>", "https://casa.example/feed"),)


FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def test_no_cell_of_the_spreadsheet_is_a_formula(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source = put("Casa")
    for start in FORMULAS:
        with staff.store.transaction() as conn:
            conn.execute(partners.update().where(partners.c.id == source.partner.id).values(name=f"{start}SUM(1)"))
        answer = desk.open("/staff/sources.csv").answer
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert rows[1][:2] == [f"'{start}SUM(1)", "https://casa.example/feed"]
        assert not [cell for row in rows for cell in row if cell.startswith(FORMULAS)]


# One source


def test_every_failure_is_told_in_four_parts_and_two_languages(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source = put(failures=30, detail="Line 7 of the document")
    for code in sorted(WHO):
        with staff.store.transaction() as conn:
            conn.execute(table.update().where(table.c.id == source.id).values(code=code))
        _is_told_in_full(desk.open(f"/staff/sources/{source.id}"), code)


def _is_told_in_full(desk: Browser, code: str) -> None:
    assert desk.status == 200
    english, spanish = desk.page.find_class("four")
    assert [dt.text for dt in english.iter("dt")] == ["What happened", "What it means", "What to do", "Who acts"]
    assert [dt.text for dt in spanish.iter("dt")] == ["Qué pasó", "Qué significa", "Qué hacer", "Quién actúa"]
    told, dicho = ([dd.text_content().strip() for dd in part.iter("dd")] for part in (english, spanish))
    for here, there in zip(told, dicho, strict=True):
        assert here, code
        assert there, code
        assert here != there, code
        assert "{" not in here + there, code
    assert "Last good:" in desk.text
    assert "Next look:" in desk.text


def test_the_letter_is_ready_to_copy_and_to_send(desk: Browser, put: Put) -> None:
    source = put(code="tls_expired", failures=3)
    desk.open(f"/staff/sources/{source.id}")
    text = desk.page.get_element_by_id("letter-text").text_content()
    assert "certificate" in text
    (mail,) = [a.get("href") for a in desk.page.iter("a") if (a.get("href") or "").startswith("mailto:")]
    assert "%0D%0A" in mail
    assert not set(mail) & set("\n ")


def test_a_source_is_paused_and_the_pause_is_taken_back(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source = put()
    desk.open(f"/staff/sources/{source.id}").press("Pause")
    assert one(staff).paused
    assert "You paused Casa Amanecer." in desk.text
    desk.press("Undo")
    assert not one(staff).paused
    desk.press("Pause").press("Resume")
    assert "You resumed Casa Amanecer." in desk.text
    assert not one(staff).paused


def test_look_now_makes_it_due(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source = put()
    desk.open(f"/staff/sources/{source.id}").press("Look now")
    assert "We look at it now." in desk.text
    with staff.store.read() as conn:
        assert source.id in {due.id for due in schedule.due(conn, datetime.now(UTC))}


def test_whose_feed_it_is_is_said_with_one_button(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source = put(code="changed_hands", failures=1)
    desk.open(f"/staff/sources/{source.id}").press("Yes, it is them")
    assert "You said that Casa Amanecer is still theirs." in desk.text
    assert (one(staff).code, one(staff).trusted) == (None, True)
    assert "Yes, it is them" not in desk.text


def test_rules_are_tried_before_they_are_saved(staff: StaffRoom, desk: Browser, casa: Site) -> None:
    check(desk, casa.url("/feed")).press("Add this one")
    source = one(staff)
    desk.open(f"/staff/sources/{source.id}").press("Try on the last 30 days", exclude="number 3, number 5")
    assert "2 items of the last 30 days would change" in desk.text
    assert "It names “number 3”" in desk.text
    assert desk.page.get_element_by_id("exclude").value == "number 3, number 5"
    assert one(staff).rules == Rules()
    desk.press("Save")
    assert one(staff).rules.exclude == ("number 3", "number 5")
    assert "You changed the rules of Casa Amanecer." in desk.text
    assert "It names “number 3”" in desk.text  # beside the item that it keeps out
    with staff.store.read() as conn:
        assert len(stories.window(conn, "all", 50)) == 6
    assert acts(staff)[0] == "source_edited"


def test_all_that_the_rules_hold_is_kept(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source = put()
    said = {
        "name": "Casa Nueva", "topics": "housing", "include": "rent, eviction", "exclude": "sale",
        "only_topics": "work", "authors": "Ana Rezende", "languages": "es, en-US",
        "max_age": "30", "wait": "all", "share": "full",
    }  # fmt: skip
    desk.open(f"/staff/sources/{source.id}").press("Save", said)
    kept = one(staff)
    assert (kept.partner.name, kept.topics) == ("Casa Nueva", ("housing",))
    assert kept.rules == Rules(
        hold=True, include=("rent", "eviction"), exclude=("sale",), topics=("work",), authors=("Ana Rezende",),
        languages=("es", "en"), max_age=30, share="full",
    )  # fmt: skip
    shown = desk.page.forms[["/rules" in f.action for f in desk.page.forms].index(True)].fields
    assert (shown["include"], shown["wait"], shown["max_age"]) == ("rent, eviction", "all", "30")


MISTAKES = [
    ("name", " "), ("name", "x" * 121), ("max_age", "soon"), ("max_age", "-1"), ("max_age", "9" * 9), ("max_age", "³"),
    ("languages", "Spanish!"), ("include", "x" * 101), ("include", ",".join(map(str, range(101)))),
]  # fmt: skip


def test_rules_with_an_error_keep_what_was_typed(staff: StaffRoom, desk: Browser, put: Put) -> None:
    before = put()
    for field, typed in MISTAKES:
        desk.open(f"/staff/sources/{before.id}").press("Save", {field: typed, "authors": "Ana"})
        assert desk.status == 422
        assert desk.page.get_element_by_id(field).get("aria-invalid") == "true"
        assert desk.page.get_element_by_id("authors").value == "Ana"
    assert one(staff).rules == before.rules
    assert acts(staff) == []


def test_a_source_moves_to_an_address_that_was_looked_at_first(staff: StaffRoom, desk: Browser, casa: Site) -> None:
    check(desk, casa.url("/feed")).press("Add this one")
    source = one(staff)
    casa.serve("/new", feed(*NEWS[:5], "Fresh news of the house"), RSS)
    desk.open(f"/staff/sources/{source.id}").press("Look there", pasted=casa.url("/new"))
    assert "5 of its 6 items are known from this source." in desk.text
    assert one(staff).url == casa.url("/feed")
    desk.press("Read it here from now on")
    assert one(staff).url == casa.url("/new")
    assert (one(staff).id, casa.paths().count("/new")) == (source.id, 1)
    assert f"You gave Casa Amanecer another address: {casa.url('/new')}" in desk.text
    with staff.store.read() as conn:
        assert len(stories.window(conn, "all", 50)) == 9


def test_an_offer_is_compared_and_taken(staff: StaffRoom, desk: Browser, put: Put, casa: Site) -> None:
    offer = {"url": casa.url("/feed"), "title": EVIL, "entries": 8, "shared": 0}
    source = put(code="not_found", failures=3, offers=[offer])
    desk.open("/staff/sources").follow("Compare and replace")
    assert "Perhaps it is here now" in desk.text
    assert "<script>alert" not in desk.answer.text
    desk.press("Compare and replace")
    assert "Nothing in it is known from this source. Is it really them?" in desk.text
    desk.press("Read it here from now on")
    assert (one(staff).id, one(staff).url, one(staff).code) == (source.id, casa.url("/feed"), None)


def test_an_address_of_another_source_is_not_taken_twice(staff: StaffRoom, desk: Browser, put: Put, casa: Site) -> None:
    other = put("Vwazen", casa.url("/feed"))
    source = put()
    desk.open(f"/staff/sources/{source.id}").press("Look there", pasted=casa.url("/feed"))
    assert "Taken: Vwazen is read there already." in desk.text
    sent = {"csrf": desk.page.forms[0].fields["csrf"], "pasted": casa.url("/feed"), "url": casa.url("/feed")}
    refused = desk.client.post(f"/staff/sources/{source.id}/replace", data=sent)
    assert (refused.status_code, "read at that address already" in refused.text) == (422, True)
    assert other.url == casa.url("/feed")


@pytest.mark.parametrize(("items", "left"), [("keep", 8), ("remove", 0)])
def test_a_source_is_removed_with_or_without_what_it_said(
    staff: StaffRoom, desk: Browser, casa: Site, items: str, left: int
) -> None:
    check(desk, casa.url("/feed")).press("Add this one")
    number = one(staff).id
    desk.open(f"/staff/sources/{number}").follow("Remove this source")
    assert "What becomes of the 8 items that came from it?" in desk.text
    desk.press("Remove this source", items=items)
    assert desk.path.startswith("/staff/sources")
    assert "You removed Casa Amanecer" in desk.text
    with staff.store.read() as conn:
        assert len(stories.window(conn, "all", 50)) == left
    assert desk.open(f"/staff/sources/{number}").status == 404


OWN = "folder:content/releases"


def test_our_own_folder_has_nothing_of_a_partner(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source = put("Bay State Welcome Coalition", OWN)
    desk.open("/staff/sources")
    assert "Our own folder" in desk.text
    desk.open(f"/staff/sources/{source.id}")
    for words in ("Remove", "Pause", "Its name and its rules", "A letter", "another address"):
        assert words not in desk.text
    token = desk.page.forms[0].fields["csrf"]
    for act in ("pause", "resume", "confirm", "replace", "remove", "rules"):
        sent = {"csrf": token, "items": "remove", "pasted": "https://x.example/"}
        assert desk.client.post(f"/staff/sources/{source.id}/{act}", data=sent).status_code == 404
    assert desk.open(f"/staff/sources/{source.id}/remove").status == 404
    desk.open(f"/staff/sources/{source.id}").press("Look now")
    assert desk.status == 200


def test_what_is_no_source_is_not_there(desk: Browser) -> None:
    for number in ("0", "999", "-1", "1e3", "x", "²", "9" * 30, "1%2F..%2F2", "%00"):
        assert desk.open(f"/staff/sources/{number}").status == 404


def test_the_desk_itself_is_no_source(staff: StaffRoom, desk: Browser) -> None:
    with staff.store.read() as conn:
        (number,) = [source.id for source in sources.listed(conn) if source.url.startswith("desk:")]
    assert desk.open(f"/staff/sources/{number}").status == 404


def test_nothing_is_done_without_being_signed_in_or_from_elsewhere(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source = put()
    paths = [f"/staff/sources/{source.id}/{act}" for act in ("pause", "remove", "look", "replace", "rules", "confirm")]
    for path in (*paths, "/staff/partners/add", "/staff/partners/check", "/staff/sources/import"):
        assert staff.browser().client.post(path).url.path == "/staff/sign-in"
        assert desk.client.post(path, data={"csrf": "guess", "items": "remove"}).status_code == 403
    assert one(staff).partner.name == "Casa Amanecer"
    assert acts(staff) == []


def test_what_is_worth_knowing_stands_beside_it(staff: StaffRoom, desk: Browser, put: Put) -> None:
    source = put()
    with staff.store.transaction() as conn:
        sources.note(conn, source.id, [Note("no_timezone"), Note("moved", EVIL, datetime.now(UTC))])
        sources.offer(conn, source.id, [Offer("javascript:alert(1)", EVIL, 3, 1)], datetime.now(UTC))
    desk.open(f"/staff/sources/{source.id}")
    assert desk.text.count("Worth knowing.") == 2
    assert 'href="javascript:' not in desk.answer.text
    assert "<script>alert" not in desk.answer.text


def test_an_editor_may_do_all_of_it(staff: StaffRoom, casa: Site) -> None:
    editor = staff.signed_in("bo@coalition.example", "editor")
    check(editor, casa.url("/feed")).press("Add this one").press("Pause").press("Resume")
    assert editor.status == 200
    with staff.store.read() as conn:
        assert entries.count_by_source(conn)[one(staff).id] == 8


def test_a_coalition_that_speaks_spanish_reads_that_first(staff: StaffRoom, parsers: Parsers, put: Put) -> None:
    source = put(code="dns", failures=3)
    with staff_room(spoken(staff.settings, "es"), staff.store, parsers) as room:
        desk = room.signed_in().open(f"/staff/sources/{source.id}")
        first, second = (part.find(".//dt").text for part in desk.page.find_class("four"))
        assert (first, second) == ("Qué pasó", "What happened")
        assert "In English" in desk.text
        check(desk, "https://www.facebook.com/casa")
        assert next(dt.text for dt in desk.page.iter("dt")) == "Qué pasó"
