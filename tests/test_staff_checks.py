"""What a text should not show: found where it stands, and not where it only looks alike."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import press
from syndication.demo import releases as demo
from syndication.web.staff.checks import IN_THE_BODY, MOST, SENTENCES, Concern, concerns, over
from syndication.web.staff.marks import places, runs
from tests.cost import NEARLY_LINEAR, growth

ZONE = "America/New_York"
RELEASE_2011 = Path(demo.__file__).parent / "releases" / "2011-02-15.txt"
FRAME = """FOR IMMEDIATE RELEASE
Contact: Odalys Ferrantino, 617-555-0129, odalys.ferrantino@gmail.com

Neighbors Meet About the Rent

BOSTON, Feb. 20, 2026 -- The coalition invites everybody. {said}

Lynn: Saturday, March 7, 2-4pm, Elm Hall, 12 Elm Street

# # #
"""


def look(text: str) -> tuple[Concern, ...]:
    return concerns(text, press.read(text, ZONE))


def codes(said: str) -> list[str]:
    return [one.code for one in look(FRAME.format(said=said))]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Her number is A 123456789.", "a-number"),
        ("File A12345678 is open.", "a-number"),
        ("File A#012-345-678 is open.", "a-number"),
        ("He wrote 123-45-6789 on the form.", "ssn"),
        ("Date of birth: 4/12/1990 it says.", "born"),
        ("She was born on March 3, 1984 in Quito.", "born"),
        ("Su fecha de nacimiento: 3 de marzo de 1984.", "born"),
        ("The van, license plate 4AB C12, stood there.", "plate"),
        ("Un coche con placa ABC-1234 esperaba.", "plate"),
        ("Marisol Quispe was detained on Monday.", "detained"),
        ("Marisol Quispe, a nurse in Lynn, was arrested.", "detained"),
        ("Agents arrested Juan de la Cruz Pérez outside.", "detained"),
        ("Marisol Quispe fue detenida el lunes.", "detained"),
        ("La detención de Marisol Quispe duele.", "detained"),
        ("Ana Tavares, 12, spoke first.", "minor"),
        ("Ana Tavares, 9 years old, spoke.", "minor"),
        ("Ana Tavares, de 9 años, habló.", "minor"),
        ("The 14-year-old student Ana Tavares spoke.", "minor"),
        ("She lives at 27 Orchard Hill Road with her son.", "address"),
        ("Vive en la calle Flores 27 con su hijo.", "address"),
        ("Her own number is 617-555-0188 at night.", "telephone"),
        ("Write to marisol77@gmail.com about it.", "mail"),
    ],
)
def test_a_text_that_shows_too_much_is_told_of(said: str, code: str) -> None:
    assert codes(said) == [code]


@pytest.mark.parametrize(
    "said",
    [
        "A 2019 study of 12345 homes found it.",
        "Route A1234 is closed.",
        "The grant of 1234567890 dollars is spent.",
        "It was born of need on Main Street.",
        "The Boston Police Department arrested nobody.",
        "All persons arrested by local police are reported to Immigrations and Customs Enforcement.",
        "Children were detained in Suffolk County.",
        "Ana Tavares, 42, spoke first.",
        "Register by telephone: call 617-555-0188.",
        "Para inscribirse llame al 617-555-0188.",
        "Write to press@coalition.example about it.",
        "53 percent of those deported since November 2008 have not been offenders.",
        "A plate of food costs 12 dollars.",
    ],
)
def test_what_only_looks_alike_is_left_alone(said: str) -> None:
    assert codes(said) == []


@pytest.mark.parametrize(
    "line",
    [
        "Waltham: Location (TBD)",
        "Waltham: Aprl 16, 12-2pm, Location (TBD)",
        "Waltham: Sunday, Location (TBD)",
        "Waltham: Location to be announced, 2-4pm",
        "New Bedford: Elm Hall, 2-4pm, Location: upstairs",
        "- Lynn: Elm Hall, hour TBA",
        "Isle of Wight: time to be confirmed",
        "Lynn: NEW INFO: Location (TBD)",
        "Lynn: sábado, lugar por anunciar",
    ],
)
def test_a_line_like_a_meeting_of_which_none_was_read_is_told_of(line: str) -> None:
    (found,) = look(FRAME.format(said=f"\n\n{line}\n\nMore follows."))
    assert (found.code, found.words) == ("unread", line)


@pytest.mark.parametrize(
    "line",
    [
        "Waltham: Saturday, April 16, 12-2pm, Location (TBD)",
        "Waltham: April 16, Location (TBD)",
        "Waltham: Date and Location (TBD)",
        "Waltham: (TBD)",
        "Location: to be announced",
        "Contact: to be announced",
        "Fecha: por anunciar",
        "We ask: the place is to be announced",
        'Ana Tavares: "The location of the archive is known."',
        "Note from us: Location matters",
        "The location is to be announced.",
    ],
)
def test_a_line_that_was_read_or_is_no_meeting_is_left_alone(line: str) -> None:
    assert "unread" not in codes(f"\n\n{line}\n\nMore follows.")


def test_every_meeting_of_the_demo_was_read() -> None:
    today = date(2026, 3, 2)
    for text in (demo.coming(today), demo.new_info(today)):
        assert "unread" not in [one.code for one in look(text)]


@pytest.mark.parametrize(
    ("lines", "today", "is_over"),
    [
        ("Lynn: Saturday, March 7, 2-4pm, Elm Hall", date(2026, 3, 8), True),
        ("Lynn: Saturday, March 7, 2-4pm, Elm Hall", date(2026, 3, 7), False),
        ("Lynn: Saturday, March 7, 2-4pm\n\nSalem: Saturday, March 14, 2-4pm", date(2026, 3, 10), False),
        ("Lynn: Saturday, March 7, 2-4pm\n\nSalem: Date and Location (TBD)", date(2026, 4, 1), False),
        ("Nobody meets.", date(2026, 4, 1), False),
    ],
)
def test_a_text_whose_days_are_over_is_told_of(lines: str, today: date, is_over: bool) -> None:
    text = f"Neighbors Meet About the Rent\n\nBOSTON, Feb. 20, 2026 -- The coalition invites.\n\n{lines}\n\n# # #\n"
    assert [one.code for one in over(press.read(text, ZONE).notices, today)] == ["over"] * is_over


def test_the_release_of_2011_lacks_a_contact_and_shows_nothing_it_should_not() -> None:
    assert [one.code for one in look(RELEASE_2011.read_text("utf-8"))] == ["no-contact"]


def test_what_a_release_lacks_is_said() -> None:
    assert {one.code for one in look("Neighbors meet\n\nThey will.")} == {"no-date", "no-contact", "no-end"}


def test_every_kind_has_its_sentence_and_many_of_one_kind_are_told_a_few_times() -> None:
    many = look(FRAME.format(said=" ".join(f"File A{n:09}." for n in range(50))))
    assert [one.code for one in many] == ["a-number"] * MOST
    assert set(IN_THE_BODY) < set(SENTENCES)


@cache
def release_2011() -> str:
    return RELEASE_2011.read_text("utf-8")


def test_the_marked_text_is_the_text_and_each_meeting_is_marked_where_it_was_read() -> None:
    release = press.read(release_2011(), ZONE)
    cut = runs(release_2011(), places(release))
    assert "".join(run.words for run in cut) == release_2011()
    assert [(run.numbers, run.words) for run in cut if run.numbers] == [
        ((number,), notice.quote) for number, notice in enumerate(release.notices, 1)
    ]


@given(
    st.text(max_size=400)
    | st.lists(
        st.sampled_from(
            [
                "A",
                "A12345678 ",
                "Ana ",
                "Lynn: ",
                "Location (TBD)",
                "Tavares ",
                "was ",
                "detained ",
                "12 ",
                "Elm ",
                "Street ",
                ", ",
                "\n",
            ]
        ),
        max_size=60,
    ).map("".join)
)
def test_no_text_is_too_strange_to_be_looked_at(text: str) -> None:
    release = press.read(text, ZONE)
    assert all(one.words in text for one in concerns(text, release))
    assert "".join(run.words for run in runs(text, places(release))) == text


@pytest.mark.parametrize(
    "word", ["Ana ", "A1", "12 Elm ", "a.", "1", "Ana Tavares, ", "calle Flores ", " ", "A:", "Lynn: TBD\n", "\n - "]
)
def test_looking_takes_no_longer_than_the_text_is(word: str) -> None:
    empty = press.read("", ZONE)

    def look_at(text: str) -> object:
        return concerns(
            text,
            press.Release(**{**{f: getattr(empty, f) for f in empty.__slots__}, "body": text, "body_end": len(text)}),
        )

    assert growth(look_at, lambda length: word * (length // len(word)), 60_000) < NEARLY_LINEAR
