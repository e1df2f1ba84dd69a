"""Every date that feeds, pages and people write."""

import locale
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import dates

SECONDS = st.integers(-2_000_000_000, 7_000_000_000)  # 1906 to 2191


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year to second, as they come


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 15 Feb 2011 10:00:00 EST", _utc(2011, 2, 15, 15)),
        ("15 Feb 2011 10:00 -0500", _utc(2011, 2, 15, 15)),
        ("Tue, 15 Feb 11 10:00 GMT", _utc(2011, 2, 15, 10)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", _utc(1994, 11, 6, 8, 49, 37)),
        ("Sun Nov  6 08:49:37 1994", _utc(1994, 11, 6, 8, 49, 37)),
        ("Thu Sep 04 2008 12:00:00 GMT+0200 (CEST)", _utc(2008, 9, 4, 10)),
        ("Sat Aug 21 12:34:56 UTC 2010", _utc(2010, 8, 21, 12, 34, 56)),
        ("Sat, 5 Jul 2014 14:00:00 CEST", _utc(2014, 7, 5, 12)),
        ("Sun, 7 Jan 2017 14:00:00 AEST", _utc(2017, 1, 7, 4)),
        ("2011-02-15T10:00:00-05:00", _utc(2011, 2, 15, 15)),
        ("2011-02-15T10:00:00.123Z", _utc(2011, 2, 15, 10)),
        ("2011-02-15 10:00:00", _utc(2011, 2, 15, 10)),
        ("2011-02-15T10:00+0530", _utc(2011, 2, 15, 4, 30)),
        ("2011-02-15T24:00:00Z", _utc(2011, 2, 16)),
        ("20110215T101500Z", _utc(2011, 2, 15, 10, 15)),
        ("2011-02-15", _utc(2011, 2, 15)),
        ("2011-02", _utc(2011, 2, 1)),
        ("2011", _utc(2011, 1, 1)),
        ("2020/1/10 14:33:00", _utc(2020, 1, 10, 14, 33)),
        ("2020年1月10日 14:33", _utc(2020, 1, 10, 14, 33)),
        ("2/15/2011", _utc(2011, 2, 15)),
        ("15/02/2011 10:00", _utc(2011, 2, 15, 10)),
        ("4/4/2011", _utc(2011, 4, 4)),
        ("15.02.2011", _utc(2011, 2, 15)),
        ("Feb 15, 2011", _utc(2011, 2, 15)),
        ("February 15th, 2011 2:30 p.m.", _utc(2011, 2, 15, 14, 30)),
        ("Feb 15 2011 12am", _utc(2011, 2, 15)),
        ("15 de febrero de 2011", _utc(2011, 2, 15)),
        ("mar, 15 feb 2011 10:00:00 +0100", _utc(2011, 2, 15, 9)),
        ("mié., 16 feb. 2011 10:00", _utc(2011, 2, 16, 10)),
        ("lundi 7 février 2011 14h30", _utc(2011, 2, 7, 14, 30)),
        ("1er août 2019", _utc(2019, 8, 1)),
        ("Seg, 24 Set 2018 19:42:40 -0300", _utc(2018, 9, 24, 22, 42, 40)),
        ("7 de março de 2011 às 14:30", _utc(2011, 3, 7, 14, 30)),
    ],
)
def test_a_stated_date_is_read(text: str, expected: datetime) -> None:
    assert dates.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "soon",
        "May",
        "May 2011",
        "10:00",
        "1301756400",
        "1301756400000",
        "4/2/2011",
        "2011-02-30",
        "31 Apr 2011",
        "2011-13-01",
        "Tue, 15 Feb 2011 25:00:00 GMT",
        "Tue, 15 Feb 2011 10:61:00 GMT",
        "15 Feb 2011 13:00 pm",
        "0001-01-01T00:00:00",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Posted by me on a rainy day",
        "15 Feb Mar 2011",
        "x" * 10_000,
    ],
)
def test_what_is_no_date_is_none_and_never_a_guess(text: str) -> None:
    assert dates.parse(text) is None


def test_a_time_without_a_zone_is_read_in_the_given_one() -> None:
    assert dates.parse("2011-02-15 10:00", "America/New_York") == _utc(2011, 2, 15, 15)
    assert dates.parse("2011-02-15 10:00 +0000", "America/New_York") == _utc(2011, 2, 15, 10)


def test_a_zone_nobody_knows_is_no_zone() -> None:
    assert dates.parse("2011-02-15 10:00 XYZT", "America/New_York") == _utc(2011, 2, 15, 15)
    assert not dates.states_zone("2011-02-15 10:00 XYZT")


def test_who_writes_the_month_first_must_be_told_of() -> None:
    assert dates.parse("4/2/2011", month_first=True) == _utc(2011, 4, 2)


@pytest.mark.parametrize(
    ("text", "stated"),
    [("2011-02-15T10:00Z", True), ("2011-02-15 10:00", False), ("2011-02-15", True), ("15 Feb 2011 10:00 EST", True)],
)
def test_a_time_states_its_zone_and_a_day_needs_none(text: str, stated: bool) -> None:
    assert dates.states_zone(text) is stated


def test_rfc3339_keeps_the_offset_and_whole_seconds() -> None:
    assert dates.rfc3339(datetime(2011, 2, 15, 10, 0, 0, 5, tzinfo=UTC)) == "2011-02-15T10:00:00Z"
    assert dates.rfc3339(datetime(2011, 2, 15, 10, tzinfo=timezone(timedelta(hours=-5)))) == "2011-02-15T10:00:00-05:00"
    assert dates.rfc3339(datetime(1604, 1, 1, 10, tzinfo=ZoneInfo("America/New_York"))) == "1604-01-01T10:00:00-04:56"


def test_rfc822_is_english_under_any_locale() -> None:
    before = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("es_ES.UTF-8", "fr_FR.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            assert dates.rfc822(_utc(2011, 2, 15, 10)) == "Tue, 15 Feb 2011 10:00:00 +0000"
    finally:
        locale.setlocale(locale.LC_ALL, before)


@given(SECONDS)
def test_what_we_write_we_read(seconds: int) -> None:
    moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
    assert dates.parse(dates.rfc3339(moment)) == moment
    assert dates.parse(dates.rfc822(moment)) == moment


@given(st.text(max_size=150))
def test_no_text_is_too_odd(text: str) -> None:
    found = dates.parse(text)
    assert found is None or found.tzinfo is UTC
