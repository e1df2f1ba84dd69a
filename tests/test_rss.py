import locale
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import feedparser
from lxml import etree

from feeds import Enclosure, Entry, Feed, rss
from tests.sample_feed import FEED, MEETING, NEWS, SITE

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "media": "http://search.yahoo.com/mrss/",
}


def channel(feed: Feed) -> etree._Element:
    return etree.fromstring(rss.write(feed)).find("channel")


def item(entry: Entry) -> etree._Element:
    return channel(replace(FEED, entries=(entry,))).find("item")


def said(element: etree._Element, path: str) -> list[str]:
    return [str(found) for found in element.xpath(path, namespaces=NAMES)]


def test_a_channel_says_who_and_when_from_its_own_data():
    found = channel(FEED)
    assert said(found, "title/text()") == ["The Coalition"]
    assert said(found, "link/text()") == [SITE]
    assert said(found, "description/text()") == ["What our partners say"]
    assert said(found, "language/text()") == ["en"]
    assert said(found, "copyright/text()") == ["CC BY-SA 4.0"]
    assert said(found, "generator/text()") == ["coalition-syndication"]
    assert said(found, "image/url/text()") == [f"{SITE}logo.png"]
    assert said(found, "lastBuildDate/text()") == ["Wed, 04 Nov 2026 10:00:00 +0000"]


def test_a_channel_names_itself_its_other_formats_and_its_hub():
    assert [dict(link.attrib) for link in channel(FEED).findall("atom:link", NAMES)] == [
        {"rel": "alternate", "type": "text/html", "href": SITE},
        {"rel": "alternate", "type": "application/feed+json", "href": f"{SITE}feeds/all.json"},
        {"rel": "self", "type": "application/rss+xml", "href": f"{SITE}feeds/all.atom"},
        {"rel": "hub", "href": "https://hub.example/"},
    ]


def test_the_guid_is_no_link():
    guid = item(NEWS).find("guid")
    assert (guid.text, guid.get("isPermaLink")) == (NEWS.id, "false")


def test_who_said_it_is_a_creator_and_never_an_author():
    found = item(NEWS)
    assert said(found, "dc:creator/text()") == ["River Partners"]
    assert found.find("author") is None
    assert item(replace(NEWS, origin=None)).find("author") is None


def test_the_source_is_the_partners_feed():
    source = item(NEWS).find("source")
    assert (source.text, source.get("url")) == ("River News", "https://river.example/feed.xml")
    assert item(MEETING).find("source") is None


def test_the_description_stands_before_the_whole_text():
    names = [child.tag for child in item(NEWS)]
    assert names.index("description") < names.index("{http://purl.org/rss/1.0/modules/content/}encoded")
    assert said(item(NEWS), "description/text()") == ["Doors open at 6 &amp; stay open."]
    assert said(item(NEWS), "content:encoded/text()") == [NEWS.content]


def test_a_text_without_a_summary_is_described_by_its_beginning():
    found = item(replace(NEWS, summary=None))
    assert said(found, "description/text()") == ["Doors open at 6 &amp; stay open."]
    assert said(found, "content:encoded/text()") == [NEWS.content]


def test_dates_are_in_words_and_changes_in_atom():
    assert said(item(NEWS), "pubDate/text()") == ["Sun, 01 Nov 2026 12:30:15 +0000"]
    assert said(item(NEWS), "atom:updated/text()") == ["2026-11-02T09:00:00Z"]
    assert said(item(replace(NEWS, published=None)), "pubDate/text()") == []


def test_carriers_and_language_are_said():
    via = item(NEWS).xpath("atom:link[@rel='via']", namespaces=NAMES)
    assert [dict(link.attrib) for link in via] == [
        {"rel": "via", "title": "Hill Alliance", "href": "https://hill.example/winter"}
    ]
    assert said(item(NEWS), "dc:language/text()") == ["es"]


def test_categories_show_words_and_their_scheme():
    assert [(found.text, found.get("domain")) for found in item(NEWS).findall("category")] == [
        ("Housing", f"{SITE}feeds/topics/"),
        ("news", f"{SITE}feeds/#kind"),
    ]


def test_there_is_one_enclosure_and_every_file_is_media():
    found = item(NEWS)
    assert [dict(file.attrib) for file in found.findall("enclosure")] == [
        {"url": "https://river.example/flyer.pdf", "length": "4096", "type": "application/pdf"}
    ]
    media = found.findall("media:content", NAMES)
    assert [dict(file.attrib) for file in media] == [
        {"url": "https://river.example/flyer.pdf", "type": "application/pdf", "fileSize": "4096"},
        {"url": "https://river.example/song.mp3", "type": "audio/mpeg", "medium": "audio"},
        {"url": "https://river.example/door.png", "type": "image/png", "medium": "image"},
    ]
    assert said(media[0], "media:description[@type='plain']/text()") == ["The flyer"]


def test_a_file_of_unknown_size_and_type_is_still_enclosed():
    found = item(replace(NEWS, enclosures=(Enclosure("https://river.example/x"),), image=None))
    assert dict(found.find("enclosure").attrib) == {
        "url": "https://river.example/x",
        "length": "0",
        "type": "application/octet-stream",
    }


def test_a_meeting_says_when_and_where():
    assert said(item(MEETING), "ev:*/text()") == [
        "2026-11-20T18:30:00-05:00",
        "2026-11-20T20:00:00-05:00",
        "Public Library, 401 Merrimack St, Lowell",
        "The Coalition",
        "meeting",
    ]


def test_an_empty_channel_is_whole():
    found = channel(Feed())
    assert [said(found, f"{name}/text()") for name in ("title", "link", "description")] == [["about:blank"]] * 3
    assert said(found, "lastBuildDate/text()") == ["Thu, 01 Jan 1970 00:00:00 +0000"]


def test_a_feed_without_its_own_date_is_as_old_as_its_newest_entry():
    newest = replace(MEETING, published=datetime(2026, 11, 9, tzinfo=UTC))
    found = channel(replace(FEED, updated=None, entries=(NEWS, newest)))
    assert said(found, "lastBuildDate/text()") == ["Mon, 09 Nov 2026 00:00:00 +0000"]


def test_the_locale_of_the_process_stays_as_it_was():
    before = locale.setlocale(locale.LC_ALL)
    rss.write(FEED)
    assert locale.setlocale(locale.LC_ALL) == before


def test_a_reader_sees_the_partner_as_author():
    entry = feedparser.parse(BytesIO(rss.write(FEED)))["entries"][0]
    assert (entry.author, entry.link, entry.id) == ("River Partners", NEWS.url, NEWS.id)
