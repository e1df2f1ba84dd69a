"""What a channel says of its stories."""

import datetime as dt
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds import Category, Entry, Meeting
from syndication.channels import BUILT_IN
from syndication.model import Partner, Source, Story
from syndication.publish.compose import Window, compose, fair_share, published
from syndication.settings import Settings

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
BY_SLUG = {channel.slug: channel for channel in BUILT_IN}
CASA = Source(
    2, "https://casa.example/new", "https://casa.example/feed", Partner(2, "casa", "Casa Amanecer", "https://casa.example/"),
    "Noticias de Casa", None, topics=("housing",),
)  # fmt: skip
DESK = Source(1, "desk:", "desk:", Partner(1, "bay-state", "Bay State", None), None, None)
MEETING = Meeting("America/New_York", date=dt.date(2026, 4, 2), start=dt.time(14), end=dt.time(16), town="Lawrence")


def story(number: int, entry: Entry, source: Source = CASA) -> Story:
    dated = replace(entry, published=entry.published or NOW, updated=entry.updated or NOW)
    return Story(number, f"key{number}", f"tag:hub.example,2026:key{number}", dated, source, "public", NOW, NOW)


def window(channel: str, *stories: Story, notices: tuple[Story, ...] = (), as_of: datetime = NOW) -> Window:
    return Window(BY_SLUG[channel], stories, notices, as_of, f"tag:hub.example,2026:feeds/{channel}")


def titles(window: Window, format: str, settings: Settings) -> list[str]:
    return [entry.title for entry in compose(window, format, settings).entries]


def test_a_partners_item_links_to_the_partner_and_has_a_page_here(settings: Settings) -> None:
    said = published(story(1, Entry(title="A", url="https://casa.example/a", content="<p>Whole text</p>")), settings)
    assert said.url == "https://casa.example/a"
    assert said.page == "https://hub.example/items/key1"
    assert said.authors[0].name == "Casa Amanecer"
    assert said.id == "tag:hub.example,2026:key1"


def test_of_a_partners_text_a_summary_is_passed_on_and_of_ours_the_whole(settings: Settings) -> None:
    long = Entry(title="A", content=f"<p>{'word ' * 400}</p>")
    theirs, ours = published(story(1, long), settings), published(story(1, long, DESK), settings)
    assert theirs.content is None
    assert theirs.summary
    assert len(theirs.summary) <= 401
    assert ours.content == long.content


def test_attribution_comes_from_our_record_not_from_the_document(settings: Settings) -> None:
    said = published(story(1, Entry(title="A")), settings)
    assert said.origin
    assert (said.origin.name, said.origin.feed_url, said.origin.id) == (
        "Casa Amanecer", "https://casa.example/new", "https://casa.example/feed",
    )  # fmt: skip


def test_our_own_item_links_to_its_page_here(settings: Settings) -> None:
    said = published(story(1, Entry(title="A"), DESK), settings)
    assert said.url == said.page == "https://hub.example/items/key1"
    assert said.authors[0].name == "Bay State Welcome Coalition"


def test_an_item_without_a_title_is_named_by_its_first_words(settings: Settings) -> None:
    assert published(story(1, Entry(summary="We moved to Main Street.")), settings).title == "We moved to Main Street."


def test_topics_of_the_source_are_topics_of_its_items_once(settings: Settings) -> None:
    said = published(story(1, Entry(title="A", categories=(Category("housing"), Category("Lynn")))), settings)
    assert [category.term for category in said.categories] == ["housing", "Lynn"]


def test_a_channel_may_hold_only_so_many_of_one_source(settings: Settings) -> None:
    newest_first = [story(n, Entry(title=f"{n}"), source) for n, source in enumerate((CASA, CASA, DESK, CASA))]
    assert [one.id for one in fair_share(newest_first, 2, 50)] == [0, 1, 2]
    assert len(fair_share(newest_first, None, 3)) == 3


def test_what_was_withdrawn_takes_nobodys_share(settings: Settings) -> None:
    gone = replace(story(1, Entry(title="A")), state="withdrawn")
    assert fair_share([gone, story(2, Entry(title="B")), story(3, Entry(title="C"))], 1, 1) == (
        story(2, Entry(title="B")),
        gone,
    )


def test_a_topic_has_a_scheme_and_a_label(settings: Settings) -> None:
    theirs = Category("lynn", "https://casa.example/tags", "Lynn")
    ours, stated = published(story(1, Entry(title="A", categories=(theirs,))), settings).categories
    assert (ours.scheme, ours.label) == ("https://hub.example/feeds/#topic", "housing")
    assert stated == theirs


def test_a_language_is_never_made_up_for_a_partner(settings: Settings) -> None:
    assert published(story(1, Entry(title="A")), settings).language is None
    assert published(story(1, Entry(title="A"), DESK), settings).language == "en"


def test_meetings_of_one_release_stand_by_their_start(settings: Settings) -> None:
    days = (9, 2, 30, 16)
    told = [
        story(n, Entry(title=f"{day}", meeting=replace(MEETING, date=dt.date(2026, 4, day))), DESK)
        for n, day in enumerate(days)
    ]
    assert titles(window("meetings", *told), "atom", settings) == ["2", "9", "16", "30"]


def test_items_stand_by_the_date_they_were_published(settings: Settings) -> None:
    old, new = story(1, Entry(title="old", published=NOW - timedelta(days=9))), story(2, Entry(title="new"))
    assert titles(window("all", old, new), "atom", settings) == ["new", "old"]


def test_of_texts_of_one_moment_the_last_to_come_stands_first(settings: Settings) -> None:
    """Our releases are dated by the day: two of one day bear the same noon."""
    second, first = (story(number, Entry(title=title), DESK) for number, title in ((7, "Second"), (9, "First")))
    assert titles(window("news", second, first), "atom", settings) == ["Second", "First"]
    assert titles(window("news", first, second), "atom", settings) == ["First", "Second"]


def test_coming_meetings_stand_by_their_start_those_without_a_day_last(settings: Settings) -> None:
    later = story(1, Entry(title="later", meeting=MEETING))
    sooner = story(2, Entry(title="sooner", meeting=replace(MEETING, date=dt.date(2026, 3, 9))))
    whole_day = story(3, Entry(title="whole day", meeting=replace(MEETING, date=dt.date(2026, 3, 9), start=None)))
    some_day = story(4, Entry(title="some day", meeting=Meeting("America/New_York", tbd=("date",))))
    expected = ["whole day", "sooner", "later", "some day"]
    assert titles(window("upcoming", some_day, later, sooner, whole_day), "json", settings) == expected


def test_a_calendar_holds_the_meetings_of_its_items_notices_included(settings: Settings) -> None:
    release, news = story(1, Entry(title="Release"), DESK), story(2, Entry(title="News"))
    notice = story(3, Entry(title="Lawrence", meeting=MEETING, part_of=release.public_id), DESK)
    said = window("all", release, news, notices=(notice,))
    assert titles(said, "ics", settings) == ["Lawrence"]
    assert set(titles(said, "atom", settings)) == {"Release", "News"}


def test_a_cancelled_meeting_leaves_calendars_when_the_day_after_is_over(settings: Settings) -> None:
    off = story(1, Entry(title="off", meeting=replace(MEETING, status="cancelled")))
    gone = datetime(2026, 4, 4, 4, tzinfo=UTC)
    assert titles(window("meetings", off, as_of=gone - timedelta(seconds=1)), "ics", settings) == ["off"]
    assert titles(window("meetings", off, as_of=gone), "ics", settings) == []
    assert titles(window("meetings", off, as_of=gone), "atom", settings) == ["off"]


def test_a_feed_names_itself_its_other_formats_and_its_last_change(settings: Settings) -> None:
    said = compose(window("news", story(1, Entry(title="A", updated=NOW - timedelta(days=1)))), "rss", settings)
    assert said.feed_url == "https://hub.example/feeds/news.rss"
    assert {link.url for link in said.alternates} == {
        "https://hub.example/", "https://hub.example/feeds/news.atom", "https://hub.example/feeds/news.json",
        "https://hub.example/feeds/news.ics",
    }  # fmt: skip
    assert said.updated == NOW - timedelta(days=1)
    assert said.title == "Bay State Welcome Coalition: News"
