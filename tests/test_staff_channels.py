"""Channels, topics and the hour of the letter, as staff choose them at the desk."""

import json
from datetime import UTC, datetime
from time import sleep
from typing import Any

import pytest

from feeds import Category
from syndication.preferences import in_force
from syndication.publish.publisher import Publisher
from syndication.settings import load
from syndication.store import activity, channels
from syndication.store import preferences as kept
from syndication.web.app import create_app
from syndication.web.renditions import LOOK_EVERY
from tests.conftest import COALITION
from tests.staff import Browser, StaffRoom
from tests.test_staff_items import EVIL, add, said, tell

RENT = {"title": "Rent and home", "include": "rent, eviction"}


def publish(staff: StaffRoom) -> None:
    """As the worker does that has heard what staff chose."""
    Publisher(staff.store, in_force(staff.settings, staff.store)).publish()


def titles(staff: StaffRoom, channel: str) -> list[str]:
    publish(staff)
    file = staff.settings.public / "feeds" / f"{channel}.json"
    return [item["title"] for item in json.loads(file.read_text())["items"]]


def make(browser: Browser, **typed: Any) -> Browser:
    return browser.open("/staff/channels/channel").press("Make this channel", typed)


@pytest.fixture
def room(staff: StaffRoom) -> StaffRoom:
    """A partner who speaks of rent, twice, and of school."""
    tell(staff, add(staff), *(said(title, f"{title}. It matters to us.") for title in ("A rent freeze", "Rent help")))
    tell(staff, add(staff, "MIRA"), said("School begins", "School begins in August.", language="es"))
    return staff


def shown(browser: Browser) -> list[str]:
    return [" ".join(h.text_content().split()) for h in browser.page.xpath("//section[@id='tried']//h3")]


def test_a_channel_holds_exactly_what_its_trial_showed(room: StaffRoom) -> None:
    browser = room.signed_in().open("/staff/channels").follow("Make a channel").press("Try it", RENT)
    assert "It would hold two items now" in browser.text
    promised = shown(browser)
    assert sorted(promised) == ["A rent freeze", "Rent help"]
    browser.press("Make this channel")
    assert "You saved the channel Rent and home." in browser.text
    assert "Everything, with the words “rent” or “eviction”. At most 50, the newest first." in browser.text
    assert "Two items now" in browser.text
    assert titles(room, "rent-and-home") == promised


def test_trying_keeps_nothing(room: StaffRoom) -> None:
    room.signed_in().open("/staff/channels/channel").press("Try it", RENT)
    assert in_force(room.settings, room.store) == room.settings


def test_partners_languages_and_kinds_are_ticked(room: StaffRoom) -> None:
    browser = make(room.signed_in(), title="Escuela", partners=["mira"], languages=["es"], kinds=["news"])
    assert "News, from MIRA, in Español." in browser.text
    assert titles(room, "escuela") == ["School begins"]


def test_a_channel_is_changed_and_its_address_stays(room: StaffRoom) -> None:
    browser = make(room.signed_in(), **RENT).follow("Change: Rent and home")
    assert browser.page.get_element_by_id("include").value == "rent, eviction"
    browser.press("Save the changes", title="School", include="school")
    assert titles(room, "rent-and-home") == ["School begins"]


def test_removing_asks_first_and_leaves_a_word_at_the_address(room: StaffRoom) -> None:
    browser = make(room.signed_in(), **RENT).press("Remove: Rent and home")
    assert "rent-and-home" in in_force(room.settings, room.store).channels
    browser.press("Remove this channel")
    assert "You removed the channel Rent and home." in browser.text
    publish(room)
    with room.store.read() as conn:
        assert channels.removed(conn) == ["rent-and-home"]
    sleep(LOOK_EVERY + 0.1)
    assert room.browser().open("/feeds/rent-and-home.atom").status == 410
    make(browser, **RENT)
    assert len(titles(room, "rent-and-home")) == 2


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"title": "News"}, "the name of a feed that is always here"),
        ({"title": "Coming meetings"}, "the name of a feed that is always here"),
        ({"title": "search"}, "the name of a feed that is always here"),
        ({"title": " "}, "Give the channel a name"),
        ({"title": "x" * 101}, "Give the channel a name"),
        ({"title": "A", "limit": "many"}, "a whole number from 1 to 500"),
        ({"title": "A", "limit": "501"}, "a whole number from 1 to 500"),
        ({"title": "A", "kinds": ["gossip"]}, "Tick the kinds again"),
        ({"title": "A", "towns": "!!!, Lowell"}, "Each town needs a name"),
        ({"title": "A", "languages": ["../x"]}, "Tick the languages again"),
        ({"title": "A", "order": "random"}, "Choose what comes first"),
        ({"title": "A", "include": ",".join(map(str, range(51)))}, "50 at most"),
        ({"title": "A", "description": "x" * 401}, "may have 400 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(room: StaffRoom, typed: dict[str, Any], why: str) -> None:
    browser = make(room.signed_in(), exclude="a word of mine", **typed)
    assert (browser.status, why in browser.text) == (422, True)
    assert browser.page.get_element_by_id("exclude").value == "a word of mine"
    assert browser.page.get_element_by_id("title").value == typed["title"].strip()
    assert in_force(room.settings, room.store) == room.settings


def test_two_channels_of_one_name_are_refused(room: StaffRoom) -> None:
    browser = make(make(room.signed_in(), **RENT), **RENT)
    assert (browser.status, "There is a channel “Rent and home” already" in browser.text) == (422, True)


def test_a_name_without_latin_letters_gets_an_address_too(room: StaffRoom) -> None:
    browser = make(make(room.signed_in(), title="أخبار"), title="新闻")
    assert list(in_force(room.settings, room.store).channels) == ["channel-2", "channel-3"]
    assert "新闻" in browser.text


def test_names_are_words_and_never_code(room: StaffRoom) -> None:
    browser = make(room.signed_in(), title=EVIL, description=EVIL, include=EVIL, exclude=EVIL, towns=EVIL)
    browser.press("Add this topic", name=EVIL, words=EVIL)
    pages = [
        browser.answer.text,
        browser.open("/staff/settings").answer.text,
        browser.open("/staff/activity").answer.text,
    ]
    pages += [browser.open("/staff/channels").follow("Change").answer.text, browser.press("Try it").answer.text]
    pages += [browser.open("/staff/channels").press("Remove:").answer.text]
    publish(room)
    pages += [room.browser().open(path).answer.text for path in ("/feeds/", "/feeds/script-alert-1-script.atom")]
    assert all("<script>alert" not in page for page in pages)
    assert "&lt;script&gt;alert" in pages[-1]


@pytest.mark.parametrize("path", ["save", "remove", "topics/save", "topics/remove", "digest"])
def test_editors_look_and_change_nothing(room: StaffRoom, path: str) -> None:
    make(room.signed_in(), **RENT)
    editor = room.signed_in("ben@coalition.example", "editor").open("/staff/channels")
    assert "An admin changes what is here." in editor.text
    assert not [form for form in editor.page.iter("form") if "/staff/channels" in form.get("action")]
    (csrf, *_) = editor.page.xpath("//input[@name='csrf']")
    before = in_force(room.settings, room.store)
    sent = {"csrf": csrf.value, "slug": "rent-and-home", "sure": "yes", "title": "X", "name": "X", "hour": "3"}
    assert editor.client.post(f"/staff/channels/{path}", data=sent).status_code == 403
    assert in_force(room.settings, room.store) == before


def test_fields_that_the_form_does_not_ask_are_not_taken(room: StaffRoom) -> None:
    make(room.signed_in(), title="A", featured="true", per_source="1", authors="x", max_age="1d")
    made = in_force(room.settings, room.store).channels["a"]
    assert (made.featured, made.per_source, made.authors, made.max_age) == (False, None, (), None)


@pytest.mark.parametrize("slug", ["news", "../../etc", "nothing", "topics/x"])
def test_a_channel_that_is_not_of_staff_is_not_changed(room: StaffRoom, slug: str) -> None:
    browser = room.signed_in().open("/staff/channels/channel")
    assert browser.press("Make this channel", title="Mine", slug=slug).status == 404
    assert browser.open(f"/staff/channels/channel?channel={slug}").status == 404


def test_the_file_wins_and_the_screen_says_so(room: StaffRoom) -> None:
    browser = make(room.signed_in(), **RENT)
    file = room.settings.home / "config" / "coalition.toml"
    file.write_text(f'{COALITION}[channels.rent-and-home]\ntitle = "Of the file"\ninclude = ["school"]\n')
    room.settings = load(room.settings.home, {})
    found = in_force(room.settings, room.store)
    assert (found.channels["rent-and-home"].title, found.chosen) == ("Of the file", frozenset())
    browser = StaffRoom(room.settings, room.store, _app(room)).signed_in().open("/staff/channels")
    assert ("Of the file" in browser.text, "Set in the configuration file" in browser.text) == (True, True)
    assert "Change: Of the file" not in browser.text
    browser.open("/staff/channels/channel")
    assert browser.press("Make this channel", title="Mine", slug="rent-and-home").status == 404


def _app(room: StaffRoom) -> Any:
    return create_app(room.settings, store=room.store)


def test_what_is_kept_and_cannot_be_used_is_shown_and_removed(room: StaffRoom) -> None:
    with room.store.transaction() as conn:
        kept.keep(conn, "channels", {"old": {"title": "Old one", "limit": "many"}, "worse": 5})
    browser = room.signed_in().open("/staff/channels")
    assert ("Left out" in browser.text, "Old one" in browser.text) == (True, True)
    browser.press("Remove Old one").press("Remove this channel").press("Remove worse").press("Remove this channel")
    assert "Left out" not in browser.text


def test_a_topic_gathers_what_partners_call_otherwise(room: StaffRoom) -> None:
    tell(room, add(room, "Casa Norte"), said("Vivienda digna", categories=(Category("vivienda"),)))
    browser = (
        room.signed_in().open("/staff/channels").press("Add this topic", name="Housing", words="vivienda, tenants")
    )
    assert "You saved the topic Housing." in browser.text
    assert titles(room, "topics/housing") == ["Vivienda digna"]
    browser.press("Save the topic Housing", words="tenants")
    assert titles(room, "topics/housing") == []
    browser.press("Remove the topic Housing").press("Remove this topic")
    assert "You removed the topic Housing." in browser.text
    publish(room)
    sleep(LOOK_EVERY + 0.1)
    assert room.browser().open("/feeds/topics/housing.atom").status == 410


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": "!!!"}, "Give the topic a name"),
        ({"name": "x" * 61}, "Give the topic a name"),
        ({"name": "A", "words": "x" * 101}, "50 at most"),
        ({"name": "Housing"}, "There is a topic of this name already"),
    ],
)
def test_a_topic_that_cannot_be_is_refused(room: StaffRoom, typed: dict[str, str], why: str) -> None:
    browser = room.signed_in().open("/staff/channels").press("Add this topic", name="Housing", words="")
    browser.press("Add this topic", {"words": "kept", **typed})
    assert (browser.status, why in browser.text) == (422, True)
    assert browser.page.get_element_by_id("name-new").value == typed["name"]
    assert list(in_force(room.settings, room.store).topics) == ["housing"]


def test_a_channel_of_a_topic_follows_its_words(room: StaffRoom) -> None:
    tell(room, add(room, "Casa Norte"), said("Vivienda digna", categories=(Category("vivienda"),)))
    browser = make(room.signed_in(), title="Homes", topics="Housing")
    assert titles(room, "homes") == []
    browser.press("Add this topic", name="Housing", words="vivienda")
    assert titles(room, "homes") == ["Vivienda digna"]
    browser.press("Remove the topic Housing").press("Remove this topic")
    assert titles(room, "homes") == []


def test_the_hour_of_the_letter_is_chosen(room: StaffRoom) -> None:
    browser = room.signed_in().open("/staff/channels").press("Change the hour", hour="6")
    assert "You moved the daily letter to 6:00." in browser.text
    assert in_force(room.settings, room.store).digest_hour == 6
    for wrong in ("24", "-1", "noon", ""):
        assert browser.press("Change the hour", hour=wrong).status == 422
    assert in_force(room.settings, room.store).digest_hour == 6


def test_what_staff_choose_is_remembered_as_theirs(room: StaffRoom) -> None:
    make(room.signed_in(), **RENT)
    with room.store.read() as conn:
        (act, *_) = activity.listed(conn, 1)
    assert (act.act, act.about, act.at <= datetime.now(UTC)) == ("channel_saved", "Rent and home", True)
