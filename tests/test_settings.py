"""The settings: a file and the environment in, one frozen value out, or a sentence that says what to mend."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication import VERSION, values
from syndication.sections import Coalition
from syndication.settings import RESERVED, ConfigError, Settings, load

NAMED = '[coalition]\nname = "Bay State Welcome"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path


def read(home: Path, text: str, **environ: str) -> Settings:
    (home / "config" / "coalition.toml").write_text(text, encoding="utf-8")
    return load(home, {f"SYNDICATION__{name}": value for name, value in environ.items()})


def refusal(home: Path, text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(home, text, **environ)
    return str(caught.value)


def test_a_name_is_enough(home):
    settings = read(home, NAMED)
    assert settings.coalition.name == settings.coalition.short_name == "Bay State Welcome"
    assert settings.polling.min_interval == timedelta(minutes=15)
    assert settings.polling.max_bytes == 10_000_000
    assert settings.storage.keep_drafts == timedelta(days=365)
    assert settings.content.folders == ("content",)
    assert settings.public == home / "data" / "public"
    assert (settings.topics, settings.redirects, settings.channels) == ({}, {}, {})


def test_settings_made_without_a_file_hold_the_same_defaults(home):
    assert read(home, NAMED) == Settings(home=home, coalition=Coalition(name="Bay State Welcome"))


def test_every_section_is_read(home):
    settings = read(
        home,
        NAMED
        + """
        url = "https://example.org/hub"
        [polling]
        min_interval = "30m"
        max_bytes = "2MB"
        allow_addresses = ["127.0.0.1", "127.0.0.2:8099", "[::1]:8099", "::1"]
        [serving]
        max_age = "30s"
        trusted_proxies = ["10.0.0.0/8"]
        [email]
        smtp = "smtp://mail.example.org:587"
        from = "news@example.org"
        [topics]
        housing = ["Housing", "vivienda"]
        [redirects]
        "/old/feed" = "/feeds/all.rss"
        [channels.our-town]
        title = "In New Bedford"
        kinds = ["meeting", "action"]
        towns = ["New Bedford"]
        per_source = 5
        order = "start"
        """,
    )
    assert settings.polling.min_interval == timedelta(minutes=30)
    assert settings.polling.max_bytes == 2_000_000
    assert settings.polling.allow_addresses == ("127.0.0.1", "127.0.0.2:8099", "[::1]:8099", "::1")
    assert settings.serving.max_age == timedelta(seconds=30)
    assert settings.email.sender == "news@example.org"
    assert settings.topics == {"housing": ("Housing", "vivienda")}
    assert settings.redirects == {"/old/feed": "/feeds/all.rss"}
    channel = settings.channels["our-town"]
    assert (channel.kinds, channel.towns, channel.per_source) == (("meeting", "action"), ("new-bedford",), 5)
    assert (channel.order, channel.limit) == ("start", 50)


def test_a_byte_order_mark_is_no_part_of_the_file(home):
    (home / "config" / "coalition.toml").write_bytes(b"\xef\xbb\xbf" + NAMED.encode())
    assert load(home, {}).coalition.name == "Bay State Welcome"


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://example.org/hub", "https://example.org/hub/"),
        ("https://example.org/", "https://example.org/"),
        ("http://example.org:8080", "http://example.org:8080/"),
    ],
)
def test_the_base_is_the_public_address_with_a_slash_at_its_end(home, url, base):
    settings = read(home, NAMED, COALITION__URL=url)
    assert settings.base_url == base
    assert settings.authority == "example.org"


def test_without_a_url_the_base_is_the_local_address(home):
    settings = read(home, NAMED, SERVING__PORT="8017")
    assert settings.base_url == "http://127.0.0.1:8017/"
    assert settings.at("::1", 8018).base_url == "http://[::1]:8018/"
    assert settings.authority is None


def test_a_stated_authority_goes_before_the_host_of_the_url(home):
    text = NAMED + 'url = "https://feeds.example.org/"\nauthority = "example.org"\n'
    assert read(home, text).authority == "example.org"


def test_partners_servers_are_told_who_asks_and_for_how_many(home):
    settings = read(home, NAMED, COALITION__URL="https://example.org/hub/")
    assert settings.user_agent(42) == f"CoalitionSyndication/{VERSION} (+https://example.org/hub/; 42 subscribers)"
    assert read(home, NAMED, POLLING__USER_AGENT="Ours/1").user_agent(42) == "Ours/1"


# What is wrong is said in one sentence: where, which key, what it must be.


def test_a_home_without_config_names_the_command_that_makes_one(tmp_path):
    with pytest.raises(ConfigError, match="syndication init DIR"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "key", "fix"),
    [
        ("", "coalition.name is missing", "text in quotes"),
        ('[coalition]\nname = "  "', "coalition.name", "not empty"),
        ('name = "X"', "name is not a known key", "coalition.name"),
        ('[colition]\nname = "X"', "colition", "coalition"),
        ('coalition = "X"', "coalition", "[coalition]"),
        (NAMED + "[polling]\nmin_intervall = '5m'", "polling.min_intervall", "min_interval"),
        (NAMED + "[polling]\nport = 3", "polling.port", "serving.port"),
        (NAMED + "[polling]\nmin_interval = '10 minutes'", "polling.min_interval", '"15m"'),
        (NAMED + "[polling]\nmin_interval = '30s'", "polling.min_interval", '"1m"'),
        (NAMED + "[polling]\nmin_interval = 15", "polling.min_interval", '"15m"'),
        (NAMED + "[polling]\nmin_interval = '2h'\nmax_interval = '1h'", "polling.min_interval", "polling.max_interval"),
        (NAMED + "[polling]\nmax_bytes = '10'", "polling.max_bytes", '"10MB"'),
        (NAMED + "[polling]\nworkers = 0", "polling.workers", "from 1 to 256"),
        (NAMED + "[polling]\nworkers = true", "polling.workers", "from 1 to 256"),
        (NAMED + "[polling]\nallow_addresses = ['localhost']", "polling.allow_addresses", '"127.0.0.1"'),
        (NAMED + "[polling]\nallow_addresses = ['127.0.0.0/8']", "polling.allow_addresses", '"127.0.0.1"'),
        (NAMED + "[polling]\nallow_addresses = ['127.0.0.1:0']", "polling.allow_addresses", '"127.0.0.1"'),
        (NAMED + "[polling]\nallow_addresses = '127.0.0.1'", "polling.allow_addresses", "list in brackets"),
        (NAMED + "[serving]\nmax_age = '61s'", "serving.max_age", "withdrawal"),
        (NAMED + "[serving]\ntrusted_proxies = ['everyone']", "serving.trusted_proxies", "network"),
        (NAMED + "[serving]\nmetrics = 'yes'", "serving.metrics", "true or false"),
        (NAMED + "[content]\nfolders = ['a', \"b\\u0000\"]", "content.folders", "one line"),
        (NAMED + "[storage]\ndatabase = 'postgresql://db:x/hub'", "storage.database", "postgresql://"),
        (NAMED + "timezone = 'Eastern'", "coalition.timezone", "America/New_York"),
        (NAMED + "timezone = 'America'", "coalition.timezone", "America/New_York"),
        (NAMED + "timezone = '../../etc/passwd'", "coalition.timezone", "America/New_York"),
        (NAMED + "language = 'english!'", "coalition.language", '"en"'),
        (NAMED + "url = 'example.org'", "coalition.url", "https://example.org/hub/"),
        (NAMED + "url = 'https://example.org/?a=b'", "coalition.url", "without a query"),
        (NAMED + "url = 'https://user:word@example.org/'", "coalition.url", "https://example.org/hub/"),
        (NAMED + "contact = 'call us'", "coalition.contact", "a mail address"),
        (NAMED + 'authority = "example.org\\n"', "coalition.authority", "host name"),
        (NAMED + '[polling]\nuser_agent = "us\\nX: y"', "polling.user_agent", "one line"),
        (NAMED + "url = 'http://[::1'", "coalition.url", "https://example.org/hub/"),
        (NAMED + "[storage]\ndatabase = 'mysql://db/x'", "storage.database", "postgresql://"),
        (NAMED + "[redirects]\n'old' = '/feeds/all.rss'", "redirects.old", "slash"),
        (NAMED + "[topics]\nhousing = 'Housing'", "topics.housing", "list in brackets"),
        (NAMED + "[channels.Our_Town]\nlimit = 5", "channels.Our_Town", '"our-town"'),
        (NAMED + "[channels.our-town]\nkinds = ['meetings']", "channels.our-town.kinds", '"meeting"'),
        (NAMED + "[channels.our-town]\nlimits = 5", "channels.our-town.limits", "limit"),
        (NAMED + "[channels]\nour-town = 5", "channels.our-town", "[channels.our-town]"),
    ],
)
def test_a_wrong_value_is_answered_with_its_key_and_the_fix(home, text, key, fix):
    said = refusal(home, text)
    assert said.startswith("config/coalition.toml: ")
    assert key in said
    assert fix in said
    assert "\n" not in said


@pytest.mark.parametrize("slug", RESERVED)
def test_a_channel_cannot_take_the_name_of_a_feed_that_exists(home, slug):
    assert f"channels.{slug}" in refusal(home, NAMED + f"[channels.{slug}]\nlimit = 5")


def test_a_file_that_is_no_toml_is_answered_with_the_line(home):
    assert "line 3" in refusal(home, NAMED + "url = https://example.org/\n")


@pytest.mark.parametrize("endless", ["[" * 100_000, "9" * 5_000])
def test_a_value_without_end_is_answered_in_words(home, endless):
    assert "cannot be understood" in refusal(home, NAMED + f"rights = {endless}")
    assert "serving.port" in refusal(home, NAMED, SERVING__PORT=endless)


def test_a_file_in_another_encoding_is_answered_in_words(home):
    (home / "config" / "coalition.toml").write_bytes('[coalition]\nname = "Coalición"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load(home, {})


# The environment goes over the file.


def test_the_environment_is_read_as_toml_where_it_is_toml_and_as_text_elsewhere(home):
    settings = read(
        home,
        NAMED + "[polling]\nworkers = 3",
        POLLING__WORKERS="5",
        SERVING__METRICS="false",
        POLLING__ALLOW_ADDRESSES='["127.0.0.1"]',
        COALITION__NAME="Our Town, Together",
        COALITION__TIMEZONE='"America/New_York"',
        CHANNELS__OUR_TOWN__LIMIT="7",
        REDIRECTS='{"/old" = "/feeds/all.rss"}',
    )
    assert settings.polling.workers == 5
    assert settings.serving.metrics is False
    assert settings.polling.allow_addresses == ("127.0.0.1",)
    assert settings.coalition.name == "Our Town, Together"
    assert settings.coalition.timezone == "America/New_York"
    assert settings.channels["our-town"].limit == 7
    assert settings.redirects == {"/old": "/feeds/all.rss"}


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("POLLING__WORKERZ", "5", "workers"),
        ("POLING__WORKERS", "5", "polling"),
        ("POLLING__WORKERS", "many", "from 1 to 256"),
        ("POLLING__WORKERS__MOST", "5", "from 1 to 256"),
        ("POLLING", "5", "[polling]"),
        ("SERVING__MAX_AGE", "5m", "60s"),
    ],
)
def test_what_is_wrong_in_the_environment_is_said_as_for_the_file(home, name, value, part):
    assert part in refusal(home, NAMED, **{name: value})


def test_the_variable_at_fault_is_named(home):
    assert refusal(home, NAMED, POLLING__WORKERS="0").startswith("SYNDICATION__POLLING__WORKERS: polling.workers is 0")


def test_other_variables_are_not_ours_to_judge(home):
    (home / "config" / "coalition.toml").write_text(NAMED)
    assert load(home, {"SYNDICATION_HOME": "elsewhere", "PATH": "/bin"}).coalition.name == "Bay State Welcome"


# Secrets stay out of the file.


@pytest.mark.parametrize(
    ("text", "variable", "key"),
    [
        (
            "[storage]\ndatabase = 'postgresql://hub:word@db/hub'",
            "SYNDICATION__STORAGE__DATABASE",
            "storage.database_file",
        ),
        (
            "[storage]\ndatabase = 'postgresql://db/hub?password=word'",
            "SYNDICATION__STORAGE__DATABASE",
            "storage.database_file",
        ),
        ("[email]\nsmtp = 'smtp://us:word@mail.example.org'", "SYNDICATION__EMAIL__SMTP", "email.smtp_file"),
    ],
)
def test_a_password_in_the_file_is_refused_and_both_other_ways_are_named(home, text, variable, key):
    said = refusal(home, NAMED + text)
    assert variable in said
    assert key in said
    assert "word@" not in said


def test_a_secret_may_come_from_the_environment_or_from_a_file_of_its_own(home):
    secret = "postgresql://hub:word@db.example.org/hub"
    (home / "database.txt").write_text(secret + "\n")
    assert read(home, NAMED, STORAGE__DATABASE=secret).storage.database == secret
    assert read(home, NAMED, STORAGE__DATABASE_FILE="database.txt").storage.database == secret
    assert read(home, NAMED + "[storage]\ndatabase_file = 'database.txt'").storage.database == secret


def test_the_environment_replaces_a_secret_however_the_file_gave_it(home):
    text = NAMED + "[storage]\ndatabase_file = 'not there'"
    assert read(home, text, STORAGE__DATABASE="sqlite").storage.database == "sqlite"


def test_a_secret_given_twice_in_one_place_is_refused(home):
    said = refusal(home, NAMED + "[storage]\ndatabase = 'sqlite'\ndatabase_file = 'x'")
    assert "storage.database_file" in said


def test_a_secret_file_that_cannot_be_read_is_named(home):
    assert "missing.txt" in refusal(home, NAMED, EMAIL__SMTP_FILE="missing.txt")


def test_a_wrong_secret_is_not_repeated(home):
    assert "word" not in refusal(home, NAMED, STORAGE__DATABASE="mysql://hub:word@db/hub")


# Values as people write them.


@given(number=st.integers(min_value=0, max_value=999_999), unit=st.sampled_from("smhd"))
def test_a_length_of_time_is_a_number_and_a_unit(number, unit):
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    assert values.duration(f"{number}{unit}") == timedelta(seconds=number * seconds)


@given(st.text(max_size=12))
def test_any_text_is_a_value_or_refused_with_a_value_error(text):
    readers = (values.duration, values.size, values.web_address, values.zone, values.exact_address, values.database)
    outcomes = {_outcome(reader, text) for reader in (*readers, values.network, values.mail_server, values.short_name)}
    assert outcomes <= {"value", "refused"}


def _outcome(reader, text):
    try:
        reader(text)
    except ValueError:
        return "refused"
    return "value"


def test_sizes_are_bytes_in_thousands():
    assert [values.size(text) for text in ("1KB", "10MB", "1GB", "2000B")] == [10**3, 10**7, 10**9, 2000]
