import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Category, Enclosure, Entry, Feed, FeedError, Meeting, Person, jsonfeed
from tests.conftest import manifest, needs_shared
from tests.sample_feed import FEED, MEETING, NEWS, SITE

ADDRESS = "https://site.example/blog/feed.json"


def written(feed: Feed) -> dict[str, Any]:
    return json.loads(jsonfeed.write(feed))


def item_of(entry: Entry) -> dict[str, Any]:
    return written(replace(FEED, entries=(entry,)))["items"][0]


def meeting_of(**facts: object) -> dict[str, Any]:
    return item_of(replace(MEETING, meeting=replace(MEETING.meeting, **facts)))["_coalition"]["meeting"]


def read(items: object, **facts: object) -> Feed:
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items, **facts}
    return jsonfeed.read(json.dumps(document).encode(), ADDRESS)


def entry_from(**item: object) -> Entry:
    (entry,) = read([item]).entries
    return entry


# Writing


def test_a_feed_says_what_it_is():
    document = written(FEED)
    del document["items"]
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Coalition",
        "home_page_url": SITE,
        "feed_url": f"{SITE}feeds/all.atom",
        "description": "What our partners say",
        "icon": f"{SITE}logo.png",
        "authors": [{"name": "The Coalition", "url": SITE}],
        "language": "en",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    }


def test_an_item_says_all_that_is_known():
    item = item_of(NEWS)
    del item["_coalition"]
    assert item == {
        "id": "tag:coalition.example,2026:a1b2c3",
        "url": f"{SITE}items/a1b2c3",
        "external_url": "https://river.example/winter",
        "title": "Food & shelter < winter",
        "content_html": "<p>Doors open at 6 &amp; stay <em>open</em>.</p>",
        "summary": "Doors open at 6 & stay open.",
        "image": "https://river.example/door.png",
        "date_published": "2026-11-01T12:30:15Z",
        "date_modified": "2026-11-02T09:00:00Z",
        "authors": [{"name": "River Partners", "url": "https://river.example/"}],
        "tags": ["Housing"],
        "language": "es",
        "attachments": [
            {
                "url": "https://river.example/flyer.pdf",
                "mime_type": "application/pdf",
                "title": "The flyer",
                "size_in_bytes": 4096,
            },
            {"url": "https://river.example/song.mp3", "mime_type": "audio/mpeg"},
        ],
    }


def test_what_json_feed_has_no_name_for_stands_in_our_object():
    assert item_of(NEWS)["_coalition"] == {
        "about": f"{SITE}feeds/",
        "kind": "news",
        "partner": {"name": "River Partners", "slug": "river-partners", "url": "https://river.example/"},
        "source": {
            "id": "tag:river.example,2020:feed",
            "title": "River News",
            "feed_url": "https://river.example/feed.xml",
        },
        "also": [{"name": "Hill Alliance", "url": "https://hill.example/winter"}],
        "featured": False,
        "actions": [{"label": "Sign the letter", "url": f"{SITE}sign", "expires": "2026-12-01T00:00:00Z"}],
        "translations": [{"language": "fr", "url": f"{SITE}items/x9"}],
        "withdrawn": False,
    }


def test_of_absent_facts_only_the_two_that_matter_are_said():
    plain = Entry(title="Hi", id="tag:x,2026:1")
    assert item_of(plain)["_coalition"] == {
        "about": f"{SITE}feeds/",
        "kind": "news",
        "featured": False,
        "withdrawn": False,
    }


def test_featured_and_withdrawn_are_said():
    moment = datetime(2026, 11, 30, tzinfo=UTC)
    said = item_of(replace(NEWS, featured=True, featured_until=moment, withdrawn=True))["_coalition"]
    assert (said["featured"], said["featured_until"], said["withdrawn"]) == (True, "2026-11-30T00:00:00Z", True)


def test_our_own_item_has_one_link():
    item = item_of(MEETING)
    assert item["url"] == MEETING.url
    assert "external_url" not in item


def test_an_item_without_a_page_of_ours_links_to_its_own():
    item = item_of(replace(NEWS, page=None))
    assert item["url"] == NEWS.url
    assert "external_url" not in item


def test_an_item_always_has_content():
    bare = replace(NEWS, content=None)
    assert item_of(bare)["content_text"] == NEWS.summary
    assert item_of(replace(bare, summary=None))["content_text"] == NEWS.title
    assert item_of(replace(bare, summary=None, title=""))["content_text"] == NEWS.id


def test_a_meeting_names_every_fact():
    assert meeting_of() == {
        "starts": "2026-11-20T18:30:00-05:00",
        "ends": "2026-11-20T20:00:00-05:00",
        "timezone": "America/New_York",
        "town": "Lowell",
        "place": "Public Library",
        "address": "401 Merrimack St",
        "online_url": "https://meet.example/room?a=1,2",
        "status": "confirmed",
        "tbd": [],
        "sequence": 3,
        "change": "New room.",
    }


def test_the_offset_is_the_one_of_the_day():
    assert meeting_of(date=date(2026, 7, 20))["starts"] == "2026-07-20T18:30:00-04:00"


def test_what_is_not_known_of_a_meeting_is_null():
    assert meeting_of(start=None, end=None, tbd=("time",))["starts"] == "2026-11-20"
    unknown = meeting_of(date=None, start=None, end=None, place=None, address=None, tbd=("date", "place"))
    assert (unknown["starts"], unknown["ends"], unknown["place"]) == (None, None, None)
    assert unknown["tbd"] == ["date", "place"]


def test_a_notice_names_its_release():
    assert item_of(MEETING)["_coalition"]["part_of"] == "tag:coalition.example,2026:release"


def test_an_empty_feed_is_whole():
    assert written(Feed()) == {"version": "https://jsonfeed.org/version/1.1", "title": "?", "items": []}


def test_a_document_ends_with_a_line_break():
    assert jsonfeed.write(FEED).endswith(b"}\n")


# Reading


def test_our_own_feed_reads_back():
    feed = jsonfeed.read(jsonfeed.write(FEED), ADDRESS)
    assert (feed.title, feed.url, feed.subtitle, feed.language) == (FEED.title, FEED.url, FEED.subtitle, FEED.language)
    assert (feed.hubs, feed.logo, feed.format) == (FEED.hubs, FEED.logo, "json")
    entry = feed.entries[0]
    assert (entry.id, entry.title, entry.summary, entry.content) == (NEWS.id, NEWS.title, NEWS.summary, NEWS.content)
    assert (entry.enclosures, entry.image, entry.language) == (NEWS.enclosures, NEWS.image, NEWS.language)
    assert entry.updated == NEWS.updated


def test_version_one_names_one_author():
    assert entry_from(id="1", author={"name": "Jo", "url": "https://jo.example/"}).authors == (
        Person("Jo", url="https://jo.example/"),
    )


def test_people_without_a_name_are_called_by_their_address():
    entry = entry_from(id="1", authors=["Jo", {"name": []}, {"url": "https://a.example/"}, {"name": "Ada"}])
    assert [person.name for person in entry.authors] == ["https://a.example/", "Ada"]


@pytest.mark.parametrize(
    ("stated", "read"), [(7, "7"), (3.5, "3.5"), ("  x ", "x"), (True, None), (None, None), ("", None)]
)
def test_an_id_may_be_a_number(stated: object, read: str | None):
    assert entry_from(id=stated).id == read


def test_an_item_without_id_date_or_link_is_kept():
    assert entry_from(content_text="Hello").summary == "Hello"


def test_html_is_sanitised_and_its_links_are_absolute():
    entry = entry_from(id="1", content_html='<p onclick="x()">Hi <a href="../a">a</a></p><script>x()</script>')
    assert entry.content is not None
    assert "script" not in entry.content
    assert "onclick" not in entry.content
    assert 'href="https://site.example/a"' in entry.content


def test_plain_content_becomes_paragraphs():
    assert entry_from(id="1", content_text="a < b\nc\n\nd").content == "<p>a &lt; b<br>c</p>\n<p>d</p>"


def test_the_beginning_of_a_text_is_its_summary_where_none_is_stated():
    assert entry_from(id="1", content_html="<p>One</p><p>Two</p>").summary == "One Two"
    assert entry_from(id="1", content_html="<p>One</p>", summary="Short").summary == "Short"


def test_links_are_absolute_and_only_of_the_web():
    entry = entry_from(id="1", url="/a", image="pic.png", attachments=[{"url": "javascript:x()"}, {"url": "f.mp3"}])
    assert (entry.url, entry.image) == ("https://site.example/a", "https://site.example/blog/pic.png")
    assert entry.enclosures == (Enclosure("https://site.example/blog/f.mp3"),)


def test_a_link_elsewhere_stands_in_for_a_missing_one():
    assert entry_from(id="1", external_url="https://other.example/").url == "https://other.example/"


@pytest.mark.parametrize(
    ("stated", "read"), [(12, 12), (12.9, 12), (-1, None), ("12", None), (True, None), (1e300, None)]
)
def test_a_size_is_a_number_of_bytes(stated: object, read: int | None):
    entry = entry_from(id="1", attachments=[{"url": "f.mp3", "mime_type": "audio/mpeg", "size_in_bytes": stated}])
    assert entry.enclosures[0].length == read


def test_tags_are_said_once():
    assert entry_from(id="1", tags=["a", "b", "a", 1, None, []]).categories == (
        Category("a"),
        Category("b"),
        Category("1"),
    )


def test_a_date_that_is_none_is_told_to_staff():
    feed = read([{"id": "1", "date_published": "soon"}, {"id": "2", "date_published": "2026-11-01T10:00:00-05:00"}])
    assert [entry.published for entry in feed.entries] == [None, datetime(2026, 11, 1, 15, tzinfo=UTC)]
    assert feed.warnings == ("bad_dates",)


def test_a_time_without_a_zone_is_told_to_staff():
    assert read([{"id": "1", "date_published": "2026-11-01T10:00:00"}]).warnings == ("no_timezone",)


def test_items_that_are_no_objects_cost_themselves():
    assert [entry.id for entry in read(["x", None, {"id": "1"}, 7, []]).entries] == ["1"]


def test_a_version_alone_makes_an_empty_feed():
    assert read(None).entries == ()
    assert read({"id": "1"}).entries[0].id == "1"


def test_hubs_are_web_addresses():
    assert read([], hubs=[{"type": "WebSub", "url": "https://hub.example/"}, "x", {"url": 1}]).hubs == (
        "https://hub.example/",
    )


def test_marks_comments_and_control_characters_are_forgiven():
    body = b'\xef\xbb\xbf {"items": [{"id": "1", "title": "a\nb\x0b\\ud800"}]}\n<!-- cached -->'
    assert jsonfeed.read(body, ADDRESS).entries[0].title == "a b"


def test_another_encoding_is_read():
    body = json.dumps({"items": [{"id": "1", "title": "Reunión"}]}, ensure_ascii=False)
    assert jsonfeed.read(body.encode("cp1252"), ADDRESS).entries[0].title == "Reunión"
    assert jsonfeed.read(body.encode("utf-16"), ADDRESS).entries[0].title == "Reunión"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"items": 1}',
        b'{"error": "x"}',
        b"[" * 100_000,
        b'{"items": [' + b"9" * 5_000 + b"]}",
    ],
    ids=["empty", "cut", "null", "list", "object", "number", "error", "deep", "huge number"],
)
def test_what_is_no_feed_is_broken(body: bytes):
    with pytest.raises(FeedError) as caught:
        jsonfeed.read(body, ADDRESS)
    assert caught.value.code == "broken"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    [
        "id",
        "url",
        "external_url",
        "title",
        "content_html",
        "content_text",
        "summary",
        "image",
        "date_published",
        "date_modified",
        "authors",
        "author",
        "tags",
        "language",
        "attachments",
    ]
)


@given(st.lists(st.dictionaries(FIELDS, VALUES, max_size=6), max_size=3), st.dictionaries(FIELDS, VALUES, max_size=3))
def test_wrong_types_anywhere_cost_no_item(items: list[Any], facts: dict[str, Any]):
    facts.pop("title", None)
    assert len(read(items, **facts).entries) == len(items)


@given(st.binary(max_size=200))
def test_no_bytes_are_more_than_broken(body: bytes):
    try:
        outcome = jsonfeed.read(body, None).format
    except FeedError as error:
        outcome = error.code
    assert outcome in ("json", "broken")


@needs_shared
@pytest.mark.parametrize(("file", "row"), manifest("jsonfeed"))
def test_real_feeds_read_as_others_read_them(file: Path, row: dict[str, str]):
    feed = jsonfeed.read(file.read_bytes(), "https://x.example/feed.json")
    assert len(feed.entries) >= int(row["entries"])
    if int(row["entries"]):
        first = feed.entries[0]
        assert row["first_id"] in (first.id, first.url)
        assert first.title == row["first_title"]
        assert first.published == (datetime.fromisoformat(row["first_date_utc"]) if row["first_date_utc"] else None)


def test_a_meeting_of_whole_days_ends_with_its_last_day():
    days = Meeting("UTC", date(2026, 11, 20), end_date=date(2026, 11, 22))
    said = item_of(replace(MEETING, meeting=days))["_coalition"]["meeting"]
    assert (said["starts"], said["ends"]) == ("2026-11-20", "2026-11-22")


def test_of_a_document_without_end_only_so_much_is_read():
    feed = read([{"id": str(number)} for number in range(2_500)], title="T" * 10_000)
    assert (len(feed.entries), len(feed.title)) == (2_000, 1_024)


def test_what_lies_beside_the_text_is_short():
    long = "x" * 100_000
    entry = entry_from(
        id="1", language=long, attachments=[{"url": "https://o.example/f", "mime_type": f"a/{long}", "title": long}]
    )
    (file,) = entry.enclosures
    assert entry.language is None
    assert file.media_type
    assert file.title
    assert len(file.media_type) + len(file.title) < 1_500
