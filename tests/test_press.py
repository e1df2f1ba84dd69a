"""Releases: what is read of their head, body and foot, and the items that are made of them."""

import datetime as dt
import json
import sys
from collections import Counter

import pytest

from feeds import press
from feeds.press import Release
from tests.conftest import SHARED, needs_shared
from tests.release_score import TIMEZONE, documents, expected_head, head, meeting, placed, report, score

RELEASE = """FOR IMMEDIATE RELEASE
Contact: Odalys Ferrantino, 617-555-0129

Hearings on Tenants' Rights Come to Two Cities.
Interpreters at every door

BOSTON, Mass. (Feb. 20, 2026) -- The coalition will hear from tenants & owners <soon>. Bring your lease.

Lynn: Saturday, March 7, 2-4pm, Elm Hall, 12 Elm Street
Salem: Saturday, March 14, 2-4pm, Location (TBD)

• Bring a friend.
• Bring a lawyer.

# # #
Not part of it.
"""


def read(text: str) -> Release:
    return press.read(text, TIMEZONE)


def seed(name: str) -> tuple[Release, dict[str, object]]:
    truth = json.loads((SHARED / "releases" / f"{name}.json").read_text("utf-8"))
    return read((SHARED / "releases" / truth["text_file"]).read_text("utf-8")), truth


@needs_shared
def test_the_release_of_2011_is_read_whole():
    release, truth = seed("seed-003")
    assert head(release) == expected_head(truth)
    assert [meeting(notice) for notice in release.notices] == [
        {name: one[name] for name in meeting(release.notices[0])} for one in truth["meetings"]
    ]
    assert release.flags == ()


@needs_shared
def test_a_partners_page_is_no_release_and_says_what_is_doubtful():
    release, truth = seed("seed-000")
    assert head(release) == expected_head(truth)
    assert release.notices == ()
    assert {flag.code for flag in release.flags} == {"no-date", "kind-unclear", "title-unclear"}


@needs_shared
@pytest.mark.parametrize("language", ["en", "es", "pt", "ht"])
def test_the_written_releases_are_read(language):
    result = score(pair for pair in documents(SHARED / "releases") if pair[1]["language"] == language)
    assert result.precision >= 0.98, result.misses
    assert result.recall >= 0.95, result.misses
    for name, (right, count) in result.fields.items():
        assert name == "meeting.quote" or right >= 0.95 * count - 1, (name, result.misses)


@needs_shared
def test_no_deadline_and_no_history_of_the_written_releases_is_a_meeting():
    for text, truth in documents(SHARED / "releases"):
        assert len(read(text).notices) == len(truth["meetings"]), truth["id"]


@needs_shared
def test_every_trap_is_passed_and_every_doubt_is_told():
    told = list(report(SHARED / "releases"))
    sys.stdout.write("\n".join(told))  # pytest -s shows the table
    lines = [line for line in told if not line.startswith("  ")]
    assert len(lines) > 10, "a line a language and a line a trap"
    assert all("precision 1.000 recall 1.000" in line for line in lines)
    right, count = placed(SHARED / "releases")
    assert right >= 0.90 * count
    for text, truth in documents(SHARED / "releases"):
        codes = Counter(flag.code for flag in read(text).flags)
        assert not Counter(flag["code"] for flag in truth["must_flag"]) - codes, truth["id"]


def test_the_head_of_a_release():
    release = read(RELEASE)
    assert release.title == "Hearings on Tenants' Rights Come to Two Cities."
    assert release.subtitle == "Interpreters at every door"
    assert (release.city, release.date, release.kind) == ("Boston", dt.date(2026, 2, 20), "press-release")


def test_the_body_ends_before_the_end_mark():
    release = read(RELEASE)
    assert release.body.startswith("The coalition will hear")
    assert RELEASE[: release.body_end].endswith("Bring a lawyer.")
    assert release.end_mark == "# # #"


@pytest.mark.parametrize(
    ("line", "city", "date"),
    [
        ("2/15/2011 BOSTON -- ", "Boston", "2011-02-15"),
        ("NEW BEDFORD, Oct. 6, 2026 – ", "New Bedford", "2026-10-06"),
        ("WORCESTER, Mass. (Feb. 20, 2026) – ", "Worcester", "2026-02-20"),
        ("BOSTON – March 2, 2026 – ", "Boston", "2026-03-02"),
        ("Sept. 14, 2026 – HOLYOKE – ", "Holyoke", "2026-09-14"),
        ("AMHERST, Mass. — ", "Amherst", None),
        ("BOSTON—", "Boston", None),
    ],
)
def test_date_lines(line, city, date):
    body = "Advocates from eleven towns spoke at length about the many forms that nobody can read, and about the queue."
    release = read(f"A Headline of Ours\n\n{line}{body}\n\n###\n")
    assert (release.city, release.date and str(release.date)) == (city, date)
    assert release.body == body
    assert release.title == "A Headline of Ours"


def test_a_date_that_is_not_printed_is_asked_for():
    text = (
        "A Headline of Ours\n\nAMHERST, Mass. — Nothing is dated here, and nobody can say when it was written.\n\n###\n"
    )
    assert [flag.code for flag in read(text).flags] == ["no-date"]
    assert press.read(text, TIMEZONE, dt.date(2026, 5, 1)).date == dt.date(2026, 5, 1)


def test_a_date_that_can_be_read_in_two_ways_is_asked_for():
    text = "Comunicado de prensa\nUn título nuestro\n\nLYNN, Mass., 03/04/2026 — La casa invita a las familias.\n"
    release = read(text)
    assert release.date is None
    assert [(flag.code, flag.candidates) for flag in release.flags] == [
        ("date-ambiguous", ("2026-03-04", "2026-04-03"))
    ]
    assert press.read(text, TIMEZONE, dt.date(2026, 3, 4)).date == dt.date(2026, 3, 4)


def test_an_embargo_is_read_in_the_zone_of_the_coalition():
    text = "EMBARGOED UNTIL 10:00 A.M. EDT, WEDNESDAY, MAY 6, 2026\n\nMay 4, 2026\n\nA Headline of Ours\n\nLong text.\n"
    embargo = read(text).embargo
    assert embargo is not None
    assert embargo.until == dt.datetime(2026, 5, 6, 10)  # noqa: DTZ001 - wall clock; its zone stands beside it
    assert embargo.quote == "EMBARGOED UNTIL 10:00 A.M. EDT, WEDNESDAY, MAY 6, 2026"
    assert read(text).date == dt.date(2026, 5, 4)


def test_a_headline_that_counts_other_than_the_list_is_asked_about():
    release = read(RELEASE.replace("Two Cities", "Three Cities"))
    assert [flag.code for flag in release.flags] == ["count-conflict"]


def test_contacts_at_the_foot_are_no_body_and_how_to_register_is():
    text = RELEASE.replace(
        "• Bring a lawyer.",
        "• Bring a lawyer.\n\nRegister at https://example.org/r by Monday.\n\nContact:\nO. F.\n617-555-0129",
    )
    assert read(text).body.endswith("Register at https://example.org/r by Monday.")


def test_an_empty_text_is_no_release():
    release = read("")
    assert (release.kind, release.title, release.body_end) == ("not-a-release", None, 0)


def test_the_item_of_a_release_is_dated_at_noon_and_escaped():
    item = press.entry(read(RELEASE), TIMEZONE)
    assert (item.kind, item.language, item.summary) == ("press-release", "en", "Interpreters at every door")
    assert item.published == dt.datetime(2026, 2, 20, 17, tzinfo=dt.UTC)
    assert item.content is not None
    assert item.content.startswith("<p>The coalition will hear from tenants &amp; owners &lt;soon&gt;.")
    assert "<ul><li>Bring a friend.</li><li>Bring a lawyer.</li></ul>" in item.content


def test_without_a_subtitle_the_first_sentence_is_the_summary():
    item = press.entry(read(RELEASE.replace("Interpreters at every door\n", "")), TIMEZONE)
    assert item.summary == "The coalition will hear from tenants & owners <soon>."


def test_an_undated_release_keeps_no_date():
    item = press.entry(read("A Headline of Ours\n\nAMHERST, Mass. — Nothing is dated here.\n"), TIMEZONE)
    assert item.published is None


def test_a_notice_without_a_name_is_named_by_town_and_headline():
    release = read(RELEASE)
    parent = press.entry(release, TIMEZONE)
    lynn, salem = press.meetings(release, parent)
    assert lynn.title == "Lynn: Hearings on Tenants' Rights Come to Two Cities"
    assert (lynn.kind, lynn.published, lynn.summary) == (
        "meeting",
        parent.published,
        "Lynn: Saturday, March 7, 2-4pm, Elm Hall, 12 Elm Street",
    )
    assert lynn.meeting is not None
    assert lynn.meeting.starts.isoformat() == "2026-03-07T14:00:00-05:00"
    assert (salem.meeting.status, salem.meeting.tbd) == ("tentative", ("place",))
