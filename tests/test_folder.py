"""Markdown files as the coalition's own entries."""

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds import Entry
from syndication.gather.folder import read, stamp

ZONE = "America/Chicago"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def only(folder: Path) -> Entry:
    (entry,) = read(folder, ZONE).entries
    return entry


def test_front_matter_says_everything_about_an_entry(tmp_path: Path) -> None:
    write(
        tmp_path,
        "letter.md",
        "---\ntitle: 'Sign: the letter'\ndate: 2026-11-20 13:30\nlanguage: es\ntopics: [housing, Rent control]\n"
        "kind: press-release\nsummary: Short & plain\nurl: https://coalition.example/letter\n---\n\nSign *now*.\n",
    )
    entry = only(tmp_path)
    assert entry.title == "Sign: the letter"
    assert entry.published == datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
    assert [category.term for category in entry.categories] == ["housing", "Rent control"]
    assert (entry.language, entry.kind, entry.summary) == ("es", "press-release", "Short & plain")
    assert entry.url == "https://coalition.example/letter"
    assert entry.content == "<p>Sign <em>now</em>.</p>"


def test_without_front_matter_the_first_heading_and_the_files_date_stand(tmp_path: Path) -> None:
    path = write(tmp_path, "b.markdown", "# Our *new* office\n\nCome in.\n\n## Hours\n\nNine.\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    entry = only(tmp_path)
    assert entry.title == "Our new office"
    assert entry.published == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert entry.content == "<p>Come in.</p>\n<h2>Hours</h2>\n<p>Nine.</p>"
    assert entry.kind == "news"


def test_without_any_heading_the_files_name_is_the_title(tmp_path: Path) -> None:
    write(tmp_path, "open-letter_to_all.md", "Only words.")
    assert only(tmp_path).title == "open letter to all"


def test_a_heading_other_than_the_title_stays_in_the_text(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ntitle: One\n---\n# Another\n\nText")
    assert only(tmp_path).content == "<h1>Another</h1>\n<p>Text</p>"


@pytest.mark.parametrize(
    ("written", "read_as"), [("no", "no"), ("on", "on"), ("'es-MX'", "es-MX"), ("~", "~"), ("", None)]
)
def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path: Path, written: str, read_as: str | None) -> None:
    write(tmp_path, "a.md", f"---\nno: 13:30\nlanguage: {written}\ntitle: 13:30\n---\nx")
    entry = only(tmp_path)
    assert (entry.language, entry.title) == (read_as, "13:30")


def test_topics_may_be_written_on_one_line(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ntopics: housing, , schools\n---\nx")
    assert [category.term for category in only(tmp_path).categories] == ["housing", "schools"]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a.md", b"\xef\xbb\xbf---\r\ntitle: Ol\xc3\xa1\r\n---\r\nText...\r\n")
    entry = only(tmp_path)
    assert (entry.title, entry.content) == ("Olá", "<p>Text...</p>")


def test_dots_at_the_end_of_a_line_do_not_end_front_matter(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nsummary: And so on...\ntitle: Later ---\n---\nText")
    entry = only(tmp_path)
    assert (entry.summary, entry.title, entry.content) == ("And so on...", "Later ---", "<p>Text</p>")


@pytest.mark.parametrize("mark", ["# # #", "###", "  # # #  "])
def test_the_end_mark_of_a_release_is_no_heading(tmp_path: Path, mark: str) -> None:
    write(tmp_path, "a.md", f"# Title\n\nText\n\n{mark}\n\nContact us\n")
    assert only(tmp_path).content == "<p>Text</p>\n<p>Contact us</p>"


def test_html_in_a_file_is_text_and_unsafe_links_go(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y>")
    content = only(tmp_path).content or ""
    assert "<script" not in content
    assert "<img" not in content
    assert 'href="javascript' not in content


def test_an_id_is_the_path_below_the_folder(tmp_path: Path) -> None:
    for name in ("b.md", "2026/11/a.md", "a.md"):
        write(tmp_path, name, "x")
    assert [entry.id for entry in read(tmp_path, ZONE).entries] == ["a.md", "b.md", "2026/11/a.md"]


def test_hidden_files_other_files_and_links_out_of_the_folder_are_not_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "content", write(tmp_path, "secret.md", "secret")
    for name in (".draft.md", ".git/a.md", "notes.txt", "a.md~", "a.md"):
        write(inside, name, "x")
    (inside / "link.md").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "up").symlink_to(tmp_path)
    (inside / "nowhere.md").symlink_to(tmp_path / "gone.md")
    assert only(inside).id == "a.md"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: a: b\n---\nx",
        "---\ntitle: [a\n---\nx",
        "---\ntitle: never closed\n\nx",
        "---\n- a\n- b\n---\nx",
        "---\njust words\n---\nx",
        b"\xff\xfe\x00",
        "---\n? {a: b}\n: c\n---\nx",
    ],
)
def test_a_file_that_cannot_be_read_costs_itself_and_is_named(
    tmp_path: Path, text: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "bad.md", text)
    write(tmp_path, "good.md", "# Good")
    feed = read(tmp_path, ZONE)
    assert [entry.title for entry in feed.entries] == ["Good"]
    assert feed.warnings == ("broken_recovered",)
    assert "bad.md" in caplog.text


def test_the_log_says_where_a_file_is_wrong_and_not_what_it_says(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "bad.md", "---\ndate: 2026-11-20\ntitle: Secret: plans\n---\nx")
    read(tmp_path, ZONE)
    assert "line 3" in caplog.text
    assert "plans" not in caplog.text


def test_a_date_that_cannot_be_read_gives_way_to_the_files_own(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, "a.md", "---\ndate: next week\n---\nx")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    feed = read(tmp_path, ZONE)
    assert feed.entries[0].published == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert feed.warnings == ("bad_dates",)
    assert caplog.records[0].levelno == logging.WARNING


@pytest.mark.parametrize("kind", ["announcement", "", "[]"])
def test_a_kind_that_is_none_of_ours_is_news(tmp_path: Path, kind: str) -> None:
    write(tmp_path, "a.md", f"---\nkind: {kind}\n---\nx")
    assert only(tmp_path).kind == "news"


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "# A\n\nx")
    assert read(tmp_path, ZONE) == read(tmp_path, ZONE)


def test_an_empty_folder_is_an_empty_feed(tmp_path: Path) -> None:
    assert read(tmp_path, ZONE).entries == ()


def test_a_folder_that_is_not_there_has_no_entry(tmp_path: Path) -> None:
    assert read(tmp_path / "missing", "UTC").entries == ()
    assert stamp(tmp_path / "missing") == frozenset()


def test_a_stamp_changes_when_a_file_comes_goes_or_changes(tmp_path: Path) -> None:
    stamps = [stamp(tmp_path)]
    for text in ("one", "another"):
        (tmp_path / "a.md").write_text(text)
        stamps.append(stamp(tmp_path))
    (tmp_path / "a.md").unlink()
    assert len(set(stamps)) == 3
    assert stamp(tmp_path) == stamps[0]
