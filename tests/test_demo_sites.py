"""The demo's content: six invented partners on loopback, and two releases about meetings in the coming weeks."""

import calendar
import datetime as dt
import re
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds import FORMATS, FeedError, parse, press
from syndication.demo.home import build
from syndication.demo.pages import FOLDER, PARTNERS
from syndication.demo.releases import coming, new_info
from syndication.demo.sites import Sites
from syndication.settings import load
from tests.conftest import SHARED, needs_shared

TODAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 17, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def sites():
    with Sites(TODAY) as running:
        yield running


def fetch(sites: Sites, name: str, path: str | None = None, **headers: str) -> requests.Response:
    pasted = dict(sites.addresses)[name]
    url = pasted if path is None else re.sub(r"(//[^/]+)/.*", rf"\1{path}", pasted)
    return requests.get(url, headers=headers, timeout=5)


def read(answer: requests.Response):
    return parse(answer.content, answer.headers["Content-Type"], answer.url)


def test_there_are_six_partners_each_at_an_address_of_its_own(sites):
    names, urls = zip(*sites.addresses, strict=True)
    assert names == tuple(partner.name for partner in PARTNERS)
    assert len({url.split("/")[2] for url in urls}) == 6
    assert all(url.startswith("http://127.0.0.1:") for url in urls)


@pytest.mark.parametrize(
    ("name", "format", "language"),
    [
        ("Harbor Street Workers' Center", "rss", "en"),
        ("Inquilinos Unidos de la Calle Olmo", "atom", "es"),
        ("Riverside Community Clinic", "json", "en"),
        ("Mill Hall English Classes", "ics", None),
    ],
)
def test_four_partners_publish_one_format_each(sites, name, format, language):
    feed = read(fetch(sites, name))
    assert format in FORMATS
    assert (feed.format, feed.title, feed.warnings) == (format, name, ())
    assert (feed.language or "")[:2] == (language or "")
    assert len(feed.entries) >= 4
    assert all(entry.title and entry.id and entry.url for entry in feed.entries)


def test_the_fifth_pasted_address_is_a_page_that_names_its_feed(sites):
    page = fetch(sites, "Lakou Ansanm")
    assert page.headers["Content-Type"].startswith("text/html")
    with pytest.raises(FeedError) as caught:
        read(page)
    assert caught.value.code == "webpage"
    link = etree.HTML(page.text).xpath("//link[@rel='alternate']/@href")
    feed = read(fetch(sites, "Lakou Ansanm", link[0]))
    assert feed.language == "ht"
    assert len(feed.entries) == 4


def test_the_sixth_is_damaged_and_says_that_all_is_well(sites):
    answer = fetch(sites, "Elm Street Legal Help")
    assert answer.status_code == 200
    with pytest.raises(FeedError) as caught:
        read(answer)
    assert caught.value.code == "broken"


def test_what_partners_said_lies_in_the_past_and_their_meetings_in_the_coming_weeks(sites):
    for name in ("Harbor Street Workers' Center", "Inquilinos Unidos de la Calle Olmo", "Riverside Community Clinic"):
        assert all(entry.published and entry.published < NOON for entry in read(fetch(sites, name)).entries)
    days = [entry.meeting.date for entry in read(fetch(sites, "Mill Hall English Classes")).entries]
    assert all(TODAY < day < TODAY + dt.timedelta(weeks=5) for day in days)


def test_one_partner_carries_the_release_of_2011_word_for_word(sites):
    title = 'Patrick Administration to Discuss "Secure Communities" with Immigrants'
    [entry] = [entry for entry in read(fetch(sites, "Harbor Street Workers' Center")).entries if entry.title == title]
    assert entry.published.date() == dt.date(2011, 2, 17)
    assert "Lawrence High School, 70-71 North Parish Rd" in entry.content


def test_no_placeholder_is_left_in_what_is_served(sites):
    for partner in PARTNERS:
        assert all("@{" not in fetch(sites, partner.name, path).text for path, _ in partner.files)


def test_every_link_of_an_item_answers_with_a_page(sites):
    link = read(fetch(sites, "Riverside Community Clinic")).entries[0].url
    answer = requests.get(link, timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_a_feed_that_is_known_is_not_sent_again(sites):
    first = fetch(sites, "Riverside Community Clinic")
    again = fetch(sites, "Riverside Community Clinic", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_dates_of_a_feed_stand_in_the_form_of_its_format(sites):
    dates = etree.fromstring(fetch(sites, "Lakou Ansanm", "/nouvel.rss").content).xpath("//pubDate/text()")
    assert [parsedate_to_datetime(date).date() for date in dates] == [
        TODAY - dt.timedelta(days=days) for days in (2, 5, 12, 21)
    ]


# The releases.


def noticed(text: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([A-Z][\w ]+): (.*\d[ap]m.*)$", text))


@given(st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2040, 12, 1)))
def test_each_meeting_lies_in_the_coming_weeks_on_the_weekday_that_is_printed(today):
    for notice in noticed(coming(today)).values():
        weekday, named, number = re.search(r"(\w+day), (\w+) (\d+)", notice).groups()
        month = list(calendar.month_name).index(named)
        day = dt.date(today.year + (month < today.month), month, int(number))
        assert f"{day:%A}" == weekday
        assert 5 <= (day - today).days <= 31


def test_the_first_release_leaves_one_place_open():
    notices = noticed(coming(TODAY))
    assert len(notices) == 4
    assert [town for town, notice in notices.items() if "(TBD)" in notice] == ["Brockton"]
    assert coming(TODAY).rstrip().endswith("# # #")
    assert "\n11/23/2026 BOSTON -- " in coming(TODAY)


def test_its_successor_changes_one_place_and_one_hour_and_nothing_else():
    old, new = noticed(coming(TODAY)), noticed(new_info(TODAY))
    assert [town for town in old if old[town] != new[town]] == ["Lowell", "Brockton"]
    assert all(new[town].startswith("NEW INFO: ") for town in ("Lowell", "Brockton"))
    assert "5-7pm" in new["Lowell"]
    assert "Maple Court School" in new["Brockton"]


@settings(max_examples=25)
@given(st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2040, 12, 1)))
def test_both_are_read_without_a_question_on_any_day(today):
    for text in (coming(today), new_info(today)):
        release = press.read(text, "America/New_York")
        assert (release.date, release.flags) == (today, ())
        assert [notice.town for notice in release.notices] == ["Worcester", "Lowell", "Brockton", "New Bedford"]


@needs_shared
@pytest.mark.parametrize(
    ("ours", "seed"),
    [("2011-02-15.txt", "003_99b1c08807d3a568.txt"), ("partner-page.txt", "000_65521175b6f681e0.txt")],
)
def test_the_two_real_documents_are_carried_byte_for_byte(ours, seed):
    assert (FOLDER / "releases" / ours).read_bytes() == (SHARED / "seeds" / seed).read_bytes()


# The home.


def test_the_home_holds_its_configuration_its_partners_and_its_releases(tmp_path: Path, sites: Sites):
    build(tmp_path, TODAY, sites)
    told = load(tmp_path, {})
    assert told.coalition.name == "Bay State Welcome Coalition"
    assert told.polling.allow_addresses == ("127.0.0.1",)
    outlines = etree.parse(tmp_path / "config" / "partners.opml").xpath("//outline")
    assert [(line.get("text"), line.get("xmlUrl")) for line in outlines] == sites.addresses
    releases = {file.name for file in (tmp_path / "releases").iterdir()}
    assert releases == {"2011-02-15.txt", "partner-page.txt", "coming.txt", "new-info.txt"}
