"""Every failure has four parts in two languages, and a letter where a partner can mend it."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication import health
from syndication.health import Health, explain
from syndication.health.codes import WHO
from syndication.health.letter import Letter, letter
from syndication.health.telling import fields
from syndication.health.tongues import tongue
from syndication.health.words import Said
from tests.conftest import NOW, SHARED, needs_shared

DECK = [
    "quiet", "dns", "refused", "timeout", "tls_expired", "tls_name", "login", "blocked", "challenge", "not_found",
    "gone", "moved", "moved_domain", "changed_hands", "loop", "slow_down", "server_error", "webpage", "no_feed",
    "social_only", "broken_recovered", "broken", "empty", "too_big", "flood", "ids_changed", "own_items", "bad_dates",
    "no_timezone", "garbled", "private_addr", "us",
]  # fmt: skip
CODES = [*DECK, "internal"]
LANGUAGES = ["en", "es"]
WRITTEN = [
    "quiet", "dns", "refused", "timeout", "tls_expired", "tls_name", "login", "blocked", "challenge", "not_found",
    "gone", "moved_domain", "server_error", "no_feed", "social_only", "broken_recovered", "broken", "too_big",
]  # fmt: skip
ALL: dict[str, Any] = {
    "org": "Casa Nueva",
    "host": "casa.org",
    "when": NOW + timedelta(hours=20),
    "now": NOW,
    "zone": "America/New_York",
    "n": 12,
    "every": 3,
    "of": 40,
    "date": date(2026, 3, 1),
    "url": "https://casa.org/feed",
    "admin": "Ana",
}
NONE: dict[str, Any] = {"org": None, "host": ""}
READER = "CoalitionSyndication/2026.11.0 (+https://hub.example/; 1 subscribers)"
every_code = pytest.mark.parametrize("code", CODES)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def parts(told: Health) -> tuple[str, ...]:
    return told.happened, told.means, told.todo


def write(code: str, language: str, **changed: Any) -> Letter:
    given_to = {
        "org": "Casa Nueva",
        "us": "Bay State Welcome",
        "reader": READER,
        "url": "https://casa.org/feed",
        "contact": "news@hub.example",
        "detail": "line 3, column 4: not well-formed",
    }
    written = letter(code, language, **{**given_to, **changed})
    assert written is not None
    return written


# Which codes there are


def test_every_code_has_words_and_somebody_who_acts() -> None:
    assert set(WHO) == set(CODES)
    assert set(tongue("en").words) == set(tongue("es").words) == set(CODES)


@needs_shared
def test_the_copy_deck_has_no_other_codes_and_the_same_who() -> None:
    deck = (SHARED / "reference" / "people.md").read_text(encoding="utf-8").partition("## 5. ")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|.*\((you|partner|nobody|us|done)[^()]*\) \|$", deck, re.MULTILINE)
    assert dict(rows) == {code: WHO[code] for code in DECK}


@both_languages
def test_a_code_that_nobody_knows_is_a_mistake_of_ours(language: str) -> None:
    told = explain("surprise", language, host="casa.org")
    assert (told.code, told.who) == ("internal", "us")
    assert told == explain("internal", language, host="casa.org")


@pytest.mark.parametrize(
    ("language", "actor"),
    [("es", "Usted"), ("es-MX", "Usted"), ("ES_us", "Usted"), ("en", "You"), ("est", "You"), ("", "You")],
)
def test_who_speaks_spanish_is_told_in_spanish_and_everybody_else_in_english(language: str, actor: str) -> None:
    assert explain("dns", language, host="casa.org").actor == actor


# How the texts read


@both_languages
@every_code
@pytest.mark.parametrize("facts", [ALL, NONE], ids=["all facts", "no facts"])
def test_every_part_is_whole_sentences(code: str, language: str, facts: dict[str, Any]) -> None:
    told = explain(code, language, **facts)
    for text in parts(told):
        assert re.match(r"[¿«\"]?[A-ZÁÉÍÓÚ0-9]", text), text
        assert text.endswith("."), text
        assert not re.search(r"[{}|#]|None|  |\.\.|\n| ,", text), text
        assert not re.search(r"\. [a-záéíóú]", text), text
    assert told.sentence == f"{told.happened} {told.todo}"
    assert told.actor


@every_code
def test_both_languages_name_the_same_facts_in_as_many_forms(code: str) -> None:
    def facts(said: Said) -> list[set[str]]:
        forms = [said] if isinstance(said, str) else said
        return [{name.replace("whose", "org") for name in fields(form)} - {"org"} for form in forms]

    english, spanish = tongue("en").words[code], tongue("es").words[code]
    for part in ("happened", "means", "todo"):
        assert facts(getattr(english, part)) == facts(getattr(spanish, part))
        assert facts(getattr(english, part))[-1] <= {"zone"}, "the last form needs nothing"
        assert getattr(english, part) != getattr(spanish, part)


FACTS = st.fixed_dictionaries(
    {"host": st.sampled_from(["", "casa.org"])},
    optional={
        "org": st.none() | st.sampled_from(["casa", "Jobs Inc.", "{n}", "A\nB", "\x00", "None of us"]),
        "when": st.none() | st.sampled_from([NOW + timedelta(hours=hours) for hours in (-1, 0, 1, 20, 99, 9999)]),
        "now": st.just(NOW),
        "n": st.none() | st.integers(-1, 3) | st.floats() | st.sampled_from(["", "3", "many"]),
        "every": st.none() | st.integers(0, 2),
        "of": st.none() | st.integers(0, 2),
        "date": st.none() | st.just(NOW) | st.just("1 May") | st.dates(),
        "url": st.none() | st.just("https://casa.org/../feed"),
        "admin": st.none() | st.just("Ana"),
    },
)


@given(st.sampled_from(CODES), st.sampled_from(LANGUAGES), FACTS)
def test_whatever_is_known_every_part_is_said(code: str, language: str, facts: dict[str, Any]) -> None:
    for text in parts(explain(code, language, **facts)):
        assert text.endswith(".")
        assert not text.endswith("..")
        assert text[0] == text[0].upper()
        assert not re.search(r"\n|  |None(?! of us)|[{}](?!n)(?<!n\})", text)


def test_a_site_without_a_name_is_the_site() -> None:
    assert explain("server_error", "en", host="casa.org").happened == "The site has an internal error."
    assert explain("server_error", "es", host="casa.org").happened == "El sitio tiene un error interno."
    assert (
        explain("blocked", "es", host="casa.org").happened
        == "El servicio de protección del sitio nos toma por un robot."
    )


@every_code
def test_spanish_articles_run_together(code: str) -> None:
    assert not re.search(r"\b(de|a) el sitio\b|sitio del sitio", " ".join(parts(explain(code, "es", host="casa.org"))))


@pytest.mark.parametrize(
    ("org", "said"),
    [("Casa", "Casa's server"), ("Jobs with Friends", "Jobs with Friends' server"), ("casa", "Casa's server")],
)
def test_a_name_stands_at_the_beginning_and_owns_its_server(org: str, said: str) -> None:
    assert explain("refused", "en", org=org, host="casa.org").happened.startswith(said)


def test_a_name_that_ends_in_a_full_stop_ends_the_sentence() -> None:
    assert explain("tls_name", "en", org="Casa Inc.", host="casa.org").happened.endswith("sure this is Casa Inc.")


@pytest.mark.parametrize(
    ("code", "language", "facts", "said"),
    [
        ("quiet", "en", {"n": 1, "every": 1}, "for one week; it usually posts every day."),
        ("quiet", "en", {"n": 6, "every": 4}, "for 6 weeks; it usually posts every 4 days."),
        ("quiet", "en", {"every": 4}, "for a while; it usually posts every 4 days."),
        ("quiet", "es", {"n": 1, "every": 1}, "desde hace una semana; suele publicar cada día."),
        ("quiet", "es", {"n": 6, "every": 4}, "desde hace 6 semanas; suele publicar cada 4 días."),
        ("not_found", "en", {"n": 1}, "found one possible new one. Compare it"),
        ("not_found", "en", {"n": 2}, "found 2 possible new ones. Compare them"),
        ("not_found", "en", {"n": 0}, "no longer at this address. Look for the new address"),
        ("not_found", "es", {"n": 1}, "una posible dirección nueva. Compárela"),
        ("not_found", "es", {"n": 2}, "2 posibles direcciones nuevas. Compárelas"),
        ("flood", "en", {"n": 1}, "One new item came from Casa Nueva at once. It waits for you. Look at it"),
        ("flood", "en", {"n": 40}, "40 new items came from Casa Nueva at once. They wait for you. Look at them"),
        ("flood", "es", {"n": 1}, "Llegó un texto nuevo de Casa Nueva de una sola vez. Espera su decisión. Mírelo"),
        ("flood", "es", {"n": 40}, "Llegaron 40 textos nuevos de Casa Nueva de una sola vez. Esperan su decisión."),
        ("ids_changed", "en", {"n": 1}, "one old post looked new. We recognised it and"),
        ("ids_changed", "es", {"n": 1}, "un texto antiguo parecía nuevo. Lo reconocimos"),
        ("ids_changed", "es", {"n": 9}, "9 textos antiguos parecían nuevos. Los reconocimos"),
        ("timeout", "en", {"n": 1}, "longer than one second."),
        ("timeout", "es", {"n": 30.0}, "más de 30 segundos en responder."),
        ("slow_down", "en", {"n": 1}, "We now come every hour."),
        ("slow_down", "es", {"n": 6}, "Ahora venimos cada 6 horas."),
        ("broken", "en", {"n": "88"}, "damaged near line 88, so"),
        ("broken_recovered", "es", {"n": 1}, "leer uno de sus textos."),
        ("us", "en", {"n": 1, "of": 1}, "1 of 1 source failed"),
        ("us", "es", {"n": 1, "of": 9}, "Falló una de 9 fuentes"),
        ("us", "es", {"n": 7, "of": 9}, "Fallaron 7 de 9 fuentes"),
    ],
)
def test_one_and_many_read_right(code: str, language: str, facts: dict[str, Any], said: str) -> None:
    assert said in explain(code, language, org="Casa Nueva", host="casa.org", **facts).sentence


# Reading level

_FACTS_TO_READ = {**ALL, "org": "Casa", "n": 3, "every": 2}


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-záéíóúüñ']+", text.lower())


def sentences_of(text: str) -> int:
    return len(re.findall(r"[.!?]\"?(?=\s|$)", text))


def english_syllables(word: str) -> int:
    """Groups of vowels without a silent e, es or ed at the end; counts rather one too many (so-ci-al)."""
    spoken = re.sub(r"'s?$", "", word)
    spoken = re.sub(
        r"(?<![aeiouy])(?<![^aeiouy]l)e$|(?<![sxzcghaeiouy])(?<![^aeiouy]l)es$|(?<![tdaeiouy])ed$", "", spoken
    )
    return max(1, len(re.findall(r"i(?=[ao])|u(?=a)|[aeiouy]+", spoken)))


def spanish_syllables(word: str) -> int:
    """Groups of vowels; two strong ones, or an accented weak one, are two."""
    split = re.sub(r"([aeoáéó])(?=[aeoáéóíú])|([íú])(?=[aeoáéó])", r"\1\2-", re.sub(r"qu|gu(?=[eiéí])", "q", word))
    return max(1, len(re.findall(r"[aeiouáéíóúüy]+", split)))


@every_code
@pytest.mark.parametrize("facts", [_FACTS_TO_READ, NONE], ids=["all facts", "no facts"])
def test_english_reads_at_grade_seven_or_below(code: str, facts: dict[str, Any]) -> None:
    """Flesch-Kincaid grade of the three texts together."""
    text = " ".join(parts(explain(code, "en", **facts)))
    words = words_of(text)
    syllables = sum(map(english_syllables, words))
    assert 0.39 * len(words) / sentences_of(text) + 11.8 * syllables / len(words) - 15.59 <= 7, text


@every_code
@pytest.mark.parametrize("facts", [_FACTS_TO_READ, NONE], ids=["all facts", "no facts"])
def test_spanish_reads_easily(code: str, facts: dict[str, Any]) -> None:
    """INFLESZ (Szigriszt-Pazos) of the three texts together; 55 to 65 is normal, above is easy."""
    text = " ".join(parts(explain(code, "es", **facts)))
    words = words_of(text)
    syllables = sum(map(spanish_syllables, words))
    assert 206.835 - 62.3 * syllables / len(words) - len(words) / sentences_of(text) >= 60, text


@every_code
def test_nobody_has_to_know_the_protocol(code: str) -> None:
    for language in LANGUAGES:
        text = " ".join(parts(explain(code, language, **NONE)))
        assert not re.search(r"HTTP|DNS|TLS|SSL|XML|RSS|URL|\b[1-5]\d\d\b", text)


# Moments

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # ten in the morning in Boston


@pytest.mark.parametrize(
    ("when", "english", "spanish"),
    [
        (datetime(2026, 3, 2, 19, 30, tzinfo=UTC), "at 14:30", "a las 14:30"),
        (datetime(2026, 3, 3, 4, 59, tzinfo=UTC), "at 23:59", "a las 23:59"),  # still today in Boston
        (datetime(2026, 3, 3, 6, 5, tzinfo=UTC), "tomorrow at 01:05", "mañana a la 01:05"),
        (datetime(2026, 3, 5, 14, 0, tzinfo=UTC), "on March 5 at 09:00", "el 5 de marzo a las 09:00"),
        (
            datetime(2027, 1, 1, 14, 0, tzinfo=UTC),
            "on January 1, 2027 at 09:00",
            "el 1 de enero de 2027 a las 09:00",
        ),
        (AT, "soon", "dentro de poco"),
    ],
)
def test_the_next_try_is_told_in_the_coalitions_own_zone(when: datetime, english: str, spanish: str) -> None:
    facts: dict[str, Any] = {"org": "Casa", "host": "casa.org", "when": when, "now": AT, "zone": "America/New_York"}
    assert explain("refused", "en", **facts).todo == f"We try again {english}."
    assert explain("refused", "es", **facts).todo == f"Lo intentamos de nuevo {spanish}."


def test_without_a_clock_the_day_is_told_whole() -> None:
    assert (
        explain("refused", "en", host="h", when=AT, zone="Asia/Kolkata").todo
        == "We try again on March 2, 2026 at 20:30."
    )


@pytest.mark.parametrize(
    ("given_as", "english", "spanish"),
    [
        (date(2026, 3, 1), "March 1", "1 de marzo"),
        (date(2025, 12, 31), "December 31, 2025", "31 de diciembre de 2025"),
        (datetime(2026, 3, 1, 3, 0, tzinfo=UTC), "February 28", "28 de febrero"),
    ],
)
def test_a_day_has_its_year_where_it_is_another(given_as: date, english: str, spanish: str) -> None:
    facts: dict[str, Any] = {"host": "casa.org", "date": given_as, "now": AT, "zone": "America/New_York"}
    assert f"ran out on {english}." in explain("tls_expired", "en", **facts).happened
    assert f"venció el {spanish}." in explain("tls_expired", "es", **facts).happened


@pytest.mark.parametrize(
    ("zone", "english", "spanish"),
    [
        ("America/New_York", "Eastern Time", "la hora del Este"),
        ("Europe/Berlin", "Berlin time", "la hora de Berlin"),
        ("UTC", "UTC", "la hora UTC"),
    ],
)
def test_the_zone_of_a_calendar_without_one_is_ours(zone: str, english: str, spanish: str) -> None:
    assert explain("no_timezone", "en", host="h", zone=zone).happened.endswith(f"We assume {english}.")
    assert explain("no_timezone", "es", host="h", zone=zone).happened.endswith(f"Suponemos que es {spanish}.")


# Short phrases


def test_short_phrases_in_lists() -> None:
    here: dict[str, Any] = {"zone": "America/New_York", "now": AT}
    good, soon = datetime(2026, 3, 3, 14, 0, tzinfo=UTC), AT + timedelta(hours=1)
    assert health.last_good(good, "en", **here) == "Last good: March 3, 09:00."
    assert health.last_good(good, "es", **here) == "Última vez bien: 3 de marzo, 09:00."
    assert health.last_good(None, "en") == "Last good: never."
    assert health.last_good(None, "es") == "Última vez bien: nunca."
    assert health.next_look(soon, "en", **here) == "Next look: at 11:00."
    assert health.next_look(soon, "es", **here) == "Próxima consulta: a las 11:00."
    assert health.next_look(None, "en") == "Next look: none planned."
    assert health.rhythm(1, "en") == health.rhythm(0.2, "en") == "Usually posts every day."
    assert health.rhythm(6.7, "es") == "Suele publicar cada 7 días."
    assert health.rhythm(None, "es") == "Es pronto para decir cada cuánto publica."


def test_a_source_without_a_failure_says_how_it_is() -> None:
    said = {
        "en": ["Fine.", "Not looked at yet.", "Paused: we do not look until it is resumed."],
        "es": ["Bien.", "Aún no la hemos consultado.", "En pausa: no la consultamos hasta que se reanude."],
    }
    for language, phrases in said.items():
        assert [health.phrase(name, language) for name in ("well", "not_yet", "paused")] == phrases


@both_languages
def test_each_status_has_a_word_of_its_own(language: str) -> None:
    words = [health.status(name, language) for name in ("new", "ok", "trouble", "waiting", "paused", "gone")]
    assert len(set(words)) == 6


# Letters


def test_a_letter_is_written_where_a_partner_can_mend_it() -> None:
    for language in LANGUAGES:
        assert sorted(tongue(language).drafts) == sorted(WRITTEN)
    assert all(code in WRITTEN for code, who in WHO.items() if who == "partner")
    assert letter("private_addr", "en", org="A", us="B", reader="C", url="https://d.example/", contact=None) is None


@both_languages
@pytest.mark.parametrize("code", WRITTEN)
def test_a_letter_says_who_writes_what_about_and_where_to_ask(code: str, language: str) -> None:
    written = write(code, language, n=12, date=date(2026, 3, 1))
    assert written.subject.startswith("Casa Nueva: ")
    assert written.subject.splitlines() == [written.subject]
    for said in ("Bay State Welcome", "Casa Nueva", "https://casa.org/feed", "news@hub.example", "line 3, column 4"):
        assert said in written.body
    assert written.body.count("line 3, column 4") == 1
    assert (READER in written.body) is (code in ("refused", "blocked", "challenge"))


@both_languages
@pytest.mark.parametrize("code", WRITTEN)
def test_a_letter_with_few_facts_is_whole(code: str, language: str) -> None:
    written = write(code, language, org=None, contact=None, detail=None)
    for text in (written.subject, written.body):
        assert not re.search(r"[{}|#]|None|\.\.|\n\n\n|(?<!\n)  ", text), text
    assert re.match(r"¿?[A-ZÁÉ]", written.subject)
    assert len(written.body.split("\n\n")) >= 5


@pytest.mark.parametrize(
    ("code", "facts", "english", "spanish"),
    [
        ("tls_expired", {"date": date(2026, 3, 1)}, "on March 1, 2026. ", "el 1 de marzo de 2026. "),
        ("tls_expired", {}, "Please renew the certificate", "renueve el certificado"),
        ("broken", {"detail": "line 9"}, "It stopped here: line 9", "Se detuvo aquí: line 9"),
        ("broken", {"detail": None, "n": 9}, "damaged near line 9", "dañado cerca de la línea 9"),
        ("broken_recovered", {"detail": "line 9"}, "stumbled here: line 9", "tropezó aquí: line 9"),
        ("not_found", {}, "send us the new address", "envíenos la nueva dirección"),
        ("gone", {}, "send us its address", "envíenos su dirección"),
        ("moved_domain", {}, "send us the right address", "envíenos la dirección correcta"),
        ("login", {}, "open to everyone", "abierta al público"),
        ("quiet", {"n": 1}, "for one week.", "desde hace una semana."),
        ("too_big", {"n": 10}, "larger than 10 MB", "pesa más de 10 MB"),
        ("blocked", {}, "Page to open to it: https://casa.org/feed", "debe permitir: https://casa.org/feed"),
        ("challenge", {}, "It asks politely", "Consulta con cortesía"),
        ("no_feed", {}, "WordPress", "WordPress"),
        ("no_feed", {}, "Squarespace", "Squarespace"),
        ("no_feed", {}, "Wix", "Wix"),
        ("no_feed", {}, "Drupal", "Drupal"),
    ],
)
def test_a_letter_says_exactly_what_to_do(code: str, facts: dict[str, Any], english: str, spanish: str) -> None:
    assert english in " ".join(write(code, "en", **facts).body.split())
    assert spanish in " ".join(write(code, "es-US", **facts).body.split())


BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\x00", "\ud800"]


@given(
    st.sampled_from(WRITTEN),
    st.sampled_from(LANGUAGES),
    st.lists(st.sampled_from([*BREAKS, "Bcc: all@example.org", "A", "{us}", "{0.__class__}", " ", "."]), max_size=8),
)
def test_nothing_in_a_name_or_detail_adds_a_header(code: str, language: str, pieces: list[str]) -> None:
    hostile = "".join(pieces)
    written = write(code, language, org=hostile, detail=hostile, us=hostile + "Us", contact=hostile, date=hostile)
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "web@casa.org", written.subject
    mail.set_content(written.body)
    received = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert len(written.subject.splitlines()) == 1
    assert {"Bcc", "bcc"} & set(received.keys()) == set()
    assert " ".join(str(received["Subject"]).split()) == " ".join(written.subject.split())


def test_a_very_long_name_and_detail_are_cut() -> None:
    written = write("broken", "en", org="Casa " * 1000, detail="x " * 10_000)
    assert len(written.subject) < 200
    assert len(written.body) < 2500
