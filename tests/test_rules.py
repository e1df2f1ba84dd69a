"""Which channels a story is in."""

import datetime as dt
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from feeds import Category, Entry, Meeting, Person
from syndication.channels import BUILT_IN, channels
from syndication.merge.rules import channels_of, next_change
from syndication.model import Channel, Partner, Source, Story
from syndication.sections import Coalition, Serving
from syndication.settings import Settings, load
from tests.conftest import COALITION, make_home

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
PARTNER = Source(
    2, "https://casa.example/feed", "https://casa.example/feed", Partner(2, "casa", "Casa", None), None, None
)
DESK = Source(1, "desk:", "desk:", Partner(1, "us", "Us", None), None, None)
SOON = Meeting("America/New_York", date=dt.date(2026, 3, 2), start=dt.time(14), end=dt.time(16), town="New Bedford")
SETTINGS = Settings(home=Path("/nowhere"), coalition=Coalition(name="Us", language="en"))
END = datetime(2026, 3, 2, 21, tzinfo=UTC)


def story(entry: Entry, source: Source = PARTNER, **facts: object) -> Story:
    made = Story(1, "k", "tag:x,2026:k", entry, source, "public", NOW, NOW)
    return replace(made, **facts)  # type: ignore[arg-type] # a table of facts


def slugs(one: Story, as_of: datetime = NOW) -> set[str]:
    """The built-in channels that a story is in."""
    return {slug for slug in channels_of(one, BUILT_IN, SETTINGS, as_of) if "/" not in slug}


def slices(one: Story, settings: Settings | None = None) -> set[str]:
    return channels_of(one, (), settings or SETTINGS, NOW)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (story(Entry(kind="news")), {"all", "news"}),
        (story(Entry(kind="action")), {"all", "news"}),
        (story(Entry(kind="press-release"), DESK), {"all", "press-releases"}),
        (story(Entry(kind="press-release")), {"all"}),
        (story(Entry(kind="meeting", meeting=SOON)), {"all", "meetings", "upcoming"}),
        (story(Entry(kind="meeting", meeting=SOON, part_of="tag:r"), DESK), {"meetings", "upcoming"}),
    ],
)
def test_the_built_in_channels(one: Story, expected: set[str]) -> None:
    assert slugs(one) == expected


@pytest.mark.parametrize("state", ["held", "hidden", "withdrawn", "scheduled"])
def test_what_is_not_public_is_in_no_channel(state: str) -> None:
    assert slugs(story(Entry(kind="news"), state=state)) == set()


def test_a_meeting_is_upcoming_until_it_ends() -> None:
    one = story(Entry(kind="meeting", meeting=SOON))
    assert "upcoming" in slugs(one, END - timedelta(seconds=1))
    assert "upcoming" not in slugs(one, END)
    assert next_change(one, BUILT_IN, NOW) == END
    assert next_change(one, BUILT_IN, END) is None


def test_a_meeting_without_an_end_is_upcoming_until_its_day_is_over() -> None:
    one = story(Entry(kind="meeting", meeting=replace(SOON, end=None)))
    assert next_change(one, BUILT_IN, NOW) == datetime(2026, 3, 3, 5, tzinfo=UTC)


def test_a_cancelled_meeting_is_told_until_the_day_after_is_over() -> None:
    one = story(Entry(kind="meeting", meeting=replace(SOON, status="cancelled")))
    assert next_change(one, BUILT_IN, NOW) == datetime(2026, 3, 4, 5, tzinfo=UTC)


def test_a_meeting_whose_day_is_not_known_is_upcoming_and_time_alone_never_changes_it() -> None:
    one = story(Entry(kind="meeting", meeting=Meeting("America/New_York", tbd=("date",))))
    assert "upcoming" in slugs(one)
    assert next_change(one, BUILT_IN, NOW) is None


@pytest.mark.parametrize(
    ("asks", "within"),
    [
        ({"kinds": ("meeting",)}, True),
        ({"kinds": ("news",)}, False),
        ({"partners": ("casa",)}, True),
        ({"partners": ("vwazen",)}, False),
        ({"languages": ("es",)}, True),
        ({"languages": ("en",)}, False),
        ({"topics": ("your-rights",)}, True),
        ({"topics": ("work",)}, False),
        ({"towns": ("new-bedford",)}, True),
        ({"towns": ("lynn",)}, False),
        ({"kinds": ("meeting",), "languages": ("en",)}, False),
        ({"featured": True}, False),
        ({"include": ("mañana",)}, True),
        ({"include": ("manana", "noche")}, True),
        ({"include": ("man",)}, False),
        ({"exclude": ("Reunión de Mañana",)}, False),
        ({"exclude": ("noche",)}, True),
        ({"authors": ("ana díaz",)}, True),
        ({"authors": ("Somebody Else",)}, False),
        ({"max_age": timedelta(days=2)}, True),
        ({"max_age": timedelta(hours=23)}, False),
    ],
)
def test_a_channel_asks_for_everything_it_names(asks: dict[str, object], within: bool) -> None:
    topics = (Category("Your rights"),)
    entry = Entry("Reunión de mañana", kind="meeting", meeting=SOON, language="es-MX", categories=topics,
                  authors=(Person("Ana Diaz"),), published=NOW - timedelta(days=1))  # fmt: skip
    channel = Channel("x", "", "", **asks)  # type: ignore[arg-type] # a table of facts
    assert ("x" in channels_of(story(entry), [channel], SETTINGS, NOW)) is within


def test_channels_of_the_configuration_come_after_the_built_in_ones(tmp_path) -> None:  # type: ignore[no-untyped-def] # pytest's own
    more = '\n[channels.en-espanol]\ntitle = "En español"\nlanguages = ["es"]\ntowns = ["New Bedford"]\n'
    configured: Settings = load(make_home(tmp_path / "home", COALITION + more), {})
    assert [channel.slug for channel in channels(configured)] == [*(channel.slug for channel in BUILT_IN), "en-espanol"]
    assert channels(configured)[-1].towns == ("new-bedford",)


def test_a_story_stands_in_the_slices_of_its_partner_language_and_town() -> None:
    assert slices(story(Entry(language="es-MX"))) == {"partners/casa", "languages/es"}
    assert slices(story(Entry())) == {"partners/casa"}
    ours = story(Entry(kind="meeting", meeting=SOON), DESK)
    assert slices(ours) == {"partners/us", "languages/en", "towns/new-bedford"}


def test_a_notice_stands_in_the_slice_of_its_town_alone() -> None:
    assert slices(story(Entry(kind="meeting", meeting=SOON, part_of="tag:r"), DESK)) == {"towns/new-bedford"}


def test_a_topic_is_known_by_each_of_its_words() -> None:
    topics = {"housing": ("Housing", "vivienda", "tenants")}
    settings = structs.replace(SETTINGS, topics=topics)
    for word in ("Vivienda", "tenants", "HOUSING"):
        assert "topics/housing" in slices(story(Entry(categories=(Category(word),))), settings)
    assert slices(story(Entry(categories=(Category("Sports"),))), settings) == {"partners/casa"}


def test_partners_have_no_slices_where_the_coalition_wants_none() -> None:
    settings = structs.replace(SETTINGS, serving=Serving(partner_slices=False))
    assert slices(story(Entry())) == {"partners/casa"}
    assert slices(story(Entry()), settings) == set()


def test_what_is_featured_is_so_until_its_moment() -> None:
    one = story(Entry(), featured_until=NOW + timedelta(days=2))
    assert "featured" in slugs(one)
    assert "featured" not in slugs(one, NOW + timedelta(days=2))
    assert next_change(one, BUILT_IN, NOW) == NOW + timedelta(days=2)


def test_a_meeting_that_changed_stands_among_the_changed() -> None:
    assert "meetings-changed" in slugs(story(Entry(kind="meeting", meeting=SOON), changed=True))
    assert "meetings-changed" not in slugs(story(Entry(kind="meeting", meeting=SOON)))


def test_what_was_withdrawn_stays_for_ninety_days_where_it_stood() -> None:
    gone = story(Entry(), state="withdrawn", withdrawn_at=NOW)
    until = NOW + timedelta(days=90)
    assert channels_of(gone, BUILT_IN, SETTINGS, until - timedelta(seconds=1), {"all", "news"}) == {"all", "news"}
    assert channels_of(gone, BUILT_IN, SETTINGS, until, {"all", "news"}) == set()
    assert next_change(gone, BUILT_IN, NOW) == until


def test_what_is_too_old_for_a_channel_leaves_it_by_itself() -> None:
    week = Channel("week", "", "", max_age=timedelta(days=7))
    one = story(Entry(published=NOW))
    until = NOW + timedelta(days=7)
    assert next_change(one, [week], NOW) == until
    assert "week" in channels_of(one, [week], SETTINGS, until - timedelta(seconds=1))
    assert "week" not in channels_of(one, [week], SETTINGS, until)
