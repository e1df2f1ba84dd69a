from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import feedparser
from lxml import etree

from feeds import Entry, Feed, Link, Meeting, Person, atom
from tests.sample_feed import FEED, MEETING, NEWS, SITE

NAMES = {"a": "http://www.w3.org/2005/Atom", "ev": "http://purl.org/rss/1.0/modules/event/"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def tree(feed: Feed) -> etree._Element:
    return etree.fromstring(atom.write(feed))


def said(element: etree._Element, path: str) -> list[str]:
    return [str(found) for found in element.xpath(path, namespaces=NAMES)]


def entry_of(entry: Entry) -> etree._Element:
    return tree(replace(FEED, entries=(entry,))).find("a:entry", NAMES)


def links(element: etree._Element) -> list[dict[str, str]]:
    return [dict(link.attrib) for link in element.findall("a:link", NAMES)]


def test_a_feed_says_who_and_when_from_its_own_data():
    feed = tree(FEED)
    assert said(feed, "a:id/text()") == ["tag:coalition.example,2026:all"]
    assert said(feed, "a:title/text()") == ["The Coalition"]
    assert said(feed, "a:updated/text()") == ["2026-11-04T10:00:00+00:00"]
    assert said(feed, "a:author/a:name/text()") == ["The Coalition"]
    assert said(feed, "a:subtitle/text() | a:rights/text() | a:logo/text()") == [
        f"{SITE}logo.png",
        "CC BY-SA 4.0",
        "What our partners say",
    ]
    assert feed.get(LANG) == "en"


def test_the_generator_tells_no_version():
    generator = tree(FEED).find("a:generator", NAMES)
    assert (generator.text, dict(generator.attrib)) == ("coalition-syndication", {})


def test_a_feed_links_to_itself_its_page_its_other_formats_and_its_hub():
    assert links(tree(FEED)) == [
        {"rel": "alternate", "type": "text/html", "href": SITE},
        {"rel": "alternate", "type": "application/feed+json", "href": f"{SITE}feeds/all.json"},
        {"rel": "self", "type": "application/atom+xml", "href": f"{SITE}feeds/all.atom"},
        {"rel": "hub", "href": "https://hub.example/"},
    ]


def test_a_feed_without_a_page_among_its_alternates_links_to_the_site():
    assert {"rel": "alternate", "type": "text/html", "href": SITE} in links(tree(replace(FEED, alternates=())))


def test_links_of_archives_keep_their_relation():
    archive = Link(f"{SITE}feeds/all/archive/2.atom", rel="prev-archive")
    assert {"rel": "prev-archive", "href": archive.url} in links(tree(replace(FEED, alternates=(archive,))))


def test_there_is_one_alternate_for_each_type_and_language():
    twice = (Link(f"{SITE}a", media_type="text/html"), Link(f"{SITE}b", media_type="text/html"))
    pages = [link["href"] for link in links(tree(replace(FEED, alternates=twice))) if link.get("type") == "text/html"]
    assert pages == [f"{SITE}a"]


def test_each_link_of_an_entry_keeps_what_is_known_of_it():
    assert links(entry_of(NEWS)) == [
        {"rel": "alternate", "href": "https://river.example/winter"},
        {"rel": "via", "title": "Hill Alliance", "href": "https://hill.example/winter"},
        {"rel": "related", "hreflang": "fr", "href": f"{SITE}items/x9"},
        {"rel": "related", "title": "Sign the letter", "href": f"{SITE}sign"},
        {
            "rel": "enclosure",
            "type": "application/pdf",
            "length": "4096",
            "title": "The flyer",
            "href": "https://river.example/flyer.pdf",
        },
        {"rel": "enclosure", "type": "audio/mpeg", "href": "https://river.example/song.mp3"},
        {"rel": "enclosure", "type": "image/png", "href": "https://river.example/door.png"},
    ]


def test_a_picture_that_is_attached_already_is_linked_once():
    entry = replace(NEWS, image=NEWS.enclosures[1].url)
    assert [link["href"] for link in links(entry_of(entry))].count(NEWS.enclosures[1].url) == 1


def test_the_author_is_the_partner():
    author = entry_of(NEWS).find("a:author", NAMES)
    assert [(child.tag.rpartition("}")[2], child.text) for child in author] == [
        ("name", "River Partners"),
        ("uri", "https://river.example/"),
    ]


def test_without_a_partner_the_author_is_who_is_named_else_the_publisher():
    assert said(entry_of(replace(NEWS, origin=None)), "a:author/a:name/text()") == ["Ana"]
    assert said(entry_of(MEETING), "a:author/a:name/text()") == ["The Coalition"]
    nobody = replace(FEED, authors=(), entries=(MEETING,))
    assert said(tree(nobody), "a:entry/a:author/a:name/text()") == ["The Coalition"]


def test_no_mailbox_of_a_person_is_passed_on():
    assert b"ana@river.example" not in atom.write(replace(FEED, entries=(replace(NEWS, origin=None),)))


def test_a_copied_entry_carries_the_whole_source():
    source = entry_of(NEWS).find("a:source", NAMES)
    assert [(child.tag.rpartition("}")[2], child.text or dict(child.attrib)) for child in source] == [
        ("id", "tag:river.example,2020:feed"),
        ("title", "River News"),
        ("updated", "2026-10-31T08:00:00Z"),
        ("link", {"rel": "self", "href": "https://river.example/feed.xml"}),
        ("link", {"rel": "alternate", "href": "https://river.example/"}),
        ("rights", "CC BY 4.0"),
    ]


def test_an_entry_of_our_own_has_no_source():
    assert entry_of(MEETING).find("a:source", NAMES) is None


def test_published_and_updated_are_whole_seconds_in_utc():
    entry = entry_of(NEWS)
    assert said(entry, "a:published/text()") == ["2026-11-01T12:30:15+00:00"]
    assert said(entry, "a:updated/text()") == ["2026-11-02T09:00:00+00:00"]


def test_an_entry_without_dates_is_as_old_as_the_feed_and_not_published():
    entry = entry_of(replace(NEWS, published=None, updated=None))
    assert said(entry, "a:updated/text()") == ["2026-11-04T10:00:00+00:00"]
    assert said(entry, "a:published/text()") == []


def test_titles_are_text_and_bodies_are_html():
    entry = entry_of(NEWS)
    title, summary, content = (entry.find(f"a:{name}", NAMES) for name in ("title", "summary", "content"))
    assert (title.text, title.get("type")) == ("Food & shelter < winter", None)
    assert (summary.text, summary.get("type")) == ("Doors open at 6 &amp; stay open.", "html")
    assert (content.text, content.get("type")) == (NEWS.content, "html")


def test_an_entry_states_its_language():
    assert entry_of(NEWS).get(LANG) == "es"
    assert entry_of(MEETING).get(LANG) is None


def test_topics_and_kind_are_categories():
    assert [dict(category.attrib) for category in entry_of(NEWS).findall("a:category", NAMES)] == [
        {"term": "housing", "scheme": f"{SITE}feeds/topics/", "label": "Housing"},
        {"term": "news", "scheme": f"{SITE}feeds/#kind", "label": "News"},
    ]


def test_a_meeting_says_when_and_where():
    assert [
        (found.tag.rpartition("}")[2], found.text) for found in entry_of(MEETING).xpath("ev:*", namespaces=NAMES)
    ] == [
        ("startdate", "2026-11-20T18:30:00-05:00"),
        ("enddate", "2026-11-20T20:00:00-05:00"),
        ("location", "Public Library, 401 Merrimack St, Lowell"),
        ("organizer", "The Coalition"),
        ("type", "meeting"),
    ]


def test_a_meeting_without_an_hour_or_place_makes_none_up():
    unsure = Meeting("America/New_York", date(2026, 11, 20), town="Lowell", tbd=("time", "place"))
    entry = entry_of(replace(MEETING, meeting=unsure))
    assert said(entry, "ev:startdate/text()") == ["2026-11-20"]
    assert said(entry, "ev:enddate/text()") == []
    assert said(entry, "ev:location/text()") == ["To be announced"]


def test_an_entry_with_neither_link_nor_content_says_its_text():
    entry = entry_of(Entry(title="A < B", id="tag:x,2026:1"))
    assert said(entry, "a:content/text()") == ["A &lt; B"]


def test_entries_stand_in_the_order_given():
    assert said(tree(FEED), "a:entry/a:id/text()") == [NEWS.id, MEETING.id]


def test_a_reader_finds_the_page_and_not_the_picture():
    entry = feedparser.parse(BytesIO(atom.write(FEED)))["entries"][0]
    assert entry.link == NEWS.url
    assert [file.type for file in entry.enclosures] == ["application/pdf", "audio/mpeg", "image/png"]


def test_an_empty_feed_is_as_old_as_it_says_else_as_time_itself():
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    assert said(tree(Feed(title="Empty", updated=moment)), "a:updated/text()") == ["2026-01-02T00:00:00+00:00"]
    assert said(tree(Feed()), "a:updated/text()") == ["1970-01-01T00:00:00+00:00"]


def test_a_feed_of_people_names_them_with_their_addresses():
    feed = tree(replace(FEED, authors=(Person("Desk", "desk@coalition.example", SITE),)))
    assert said(feed, "a:author/*/text()") == ["Desk", "desk@coalition.example", SITE]
