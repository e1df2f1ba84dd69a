"""Real pages, each served again from loopback: exactly the feeds that they name are found behind them."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

import feeds
from feeds.pages import read_page
from syndication.gather.discover import discover
from syndication.net.address import allowed
from syndication.net.session import FetchError, Limits, Session
from tests.conftest import manifest, needs_shared
from tests.origin import Site

PAGES = manifest("html-pages-with-autodiscovery")
PAGE = {"Content-Type": "text/html"}
PATH = "/deep/page.html"
ITEM = "<item><title>One</title><guid>1</guid></item>"

pytestmark = needs_shared


def hrefs(row: dict[str, str]) -> list[str]:
    return row["feed_hrefs_as_written"].split()


def at_home(text: str, row: dict[str, str], site: Site) -> str:
    """`text` with the hosts of the page's feeds and of its base replaced by the site's."""
    hosts = {urlsplit(url)[:2] for url in (*hrefs(row), row["base_href"]) if urlsplit(url).netloc}
    for scheme, host in sorted(hosts):
        text = re.sub(rf"{scheme}://{re.escape(host)}(?![\w.:-])", site.url("").rstrip("/"), text)
    return text


def expected(row: dict[str, str], site: Site) -> list[str]:
    base = urljoin(site.url(PATH), at_home(row["base_href"], row, site))
    return [urljoin(base, at_home(href, row, site)) for href in hrefs(row)]


def holds_comments(url: str, page: str) -> bool:
    """Whether the original site served comments there: beside its posts, and under each of them (WordPress)."""
    return "comments" in url or bool(
        re.search(r"wptavern.*-developers/feed|seattletimes.*whole-foods/feed", page + url)
    )


def test_there_are_pages_with_feeds_and_pages_without() -> None:
    rows = [parameters.values[1] for parameters in PAGES]
    assert (len(rows), sum(not hrefs(row) for row in rows)) == (32, 2)


@pytest.mark.parametrize(("file", "row"), PAGES)
def test_the_feeds_that_a_page_names_are_read_as_written(file: Path, row: dict[str, str]) -> None:
    url = "https://site.example/deep/page.html"
    base = urljoin(url, row["base_href"])
    found = [link.url for link in read_page(file.read_bytes(), url)[0]]
    assert sorted(found) == sorted(urljoin(base, href) for href in hrefs(row))


@pytest.mark.parametrize(("file", "row"), PAGES)
def test_exactly_those_are_found_comments_last(file: Path, row: dict[str, str], site: Site) -> None:
    page = at_home(file.read_text("latin-1"), row, site).encode("latin-1")
    site.serve(PATH, page, PAGE)
    urls = expected(row, site)
    for url in urls:
        title = f"Comments for {url}" if holds_comments(url, file.name) else url
        path = url.removeprefix(site.url("").rstrip("/"))
        site.serve(path, f"<rss version='2.0'><channel><title>{title}</title>{ITEM}</channel></rss>")
    session = Session("Coalition/1", allowed([site.allowed]), Limits(5.0, 1_000_000))
    if not urls:
        with pytest.raises(FetchError, match="no_feed"):
            discover(session, feeds.parse, site.url(PATH))
        return
    found = discover(session, feeds.parse, site.url(PATH))
    assert sorted(candidate.url for candidate in found) == sorted(urls)
    flags = [candidate.comments for candidate in found]
    assert flags == sorted(flags)
    assert sum(flags) == sum(holds_comments(url, file.name) for url in urls)
