"""A release that was written as Markdown."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from feeds import press
from feeds._markdown import Front, unmarked

TIMEZONE = "America/New_York"
RELEASE = """\
---
title: Two Meetings in March
date: 2026-02-01
language: en
---

# Two Meetings in March

The coalition will hold **two** meetings with its [neighbors](https://n.example/).

- **Lowell:** Canal Place, 40 Mill Street, Thursday, March 12, 6-8pm
- **Lynn:** Mill Hall, 5 Common Street, Saturday, March 21, 2-4pm

# # #
"""


def test_title_date_and_meetings_are_read_in_it() -> None:
    release = press.read(RELEASE, TIMEZONE)
    assert (release.title, release.date, release.end_mark) == ("Two Meetings in March", dt.date(2026, 2, 1), "# # #")
    assert [(n.town, n.date, n.place) for n in release.notices] == [
        ("Lowell", dt.date(2026, 3, 12), "Canal Place"),
        ("Lynn", dt.date(2026, 3, 21), "Mill Hall"),
    ]
    assert release.flags == ()


def test_a_heading_alone_makes_it_markdown() -> None:
    release = press.read("# Clinic on Saturday\n\n2/1/2026 BOSTON -- Come.\n", TIMEZONE)
    assert (release.title, release.city) == ("Clinic on Saturday", "Boston")


def test_a_text_that_is_none_stays_as_it_is() -> None:
    plain = "Clinic\n\n2/1/2026 BOSTON -- Bring **nothing** and [call].\n\n# # #\n"
    assert unmarked(plain) == (Front(), plain)


@given(st.text(alphabet="ab \n#*_[]()-:.", max_size=200))
def test_every_character_keeps_its_place(text: str) -> None:
    for body in (text, f"# T\n{text}", f"---\n{text}\n---\n# T\n"):
        _, read = unmarked(body)
        assert len(read) == len(body)
        assert [n for n, letter in enumerate(read) if letter == "\n"] == [
            n for n, letter in enumerate(body) if letter == "\n"
        ]
