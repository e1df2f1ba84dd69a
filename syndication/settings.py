"""config/coalition.toml and the environment -> Settings, or a ConfigError that names the key and the fix."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct, field, structs

from syndication import VERSION, values
from syndication.sections import (
    SECTIONS,
    TABLES,
    ChannelSettings,
    Coalition,
    Content,
    Email,
    Hub,
    Polling,
    Serving,
    Storage,
)

FILE = "config/coalition.toml"
PREFIX = "SYNDICATION__"
# Names of feeds of our own; /feeds/index.json is the list of channels.
RESERVED = ("all", "news", "press-releases", "meetings", "upcoming", "meetings-changed", "featured", "search", "index")
SECRETS = {"storage": ("database", "database_file"), "email": ("smtp", "smtp_file")}  # an address, or a file with it

Tree = dict[str, Any]  # TOML as read: its values are of any kind until they are checked here
S = TypeVar("S", bound=Struct)


class ConfigError(Exception):
    """The settings cannot be used. The text is one sentence or two: where, what is wrong, and the fix."""


class Settings(Struct, frozen=True, kw_only=True):
    home: Path
    coalition: Coalition
    polling: Polling = Polling()
    storage: Storage = Storage()
    serving: Serving = Serving()
    content: Content = Content()
    email: Email = Email()
    hub: Hub = Hub()
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, ChannelSettings] = field(default_factory=dict)
    # What follows stands in no file: see `preferences.py`.
    digest_hour: values.Hour = 8  # by the coalition's clock
    chosen: frozenset[tuple[str, str]] = field(default_factory=frozenset)  # (table, key) of what staff chose

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def public(self) -> Path:
        """The folder of rendered files."""
        return self.data / "public"

    @property
    def backups(self) -> Path:
        """The folder of the backups that this home keeps."""
        return self.home / self.storage.backups

    @property
    def folder_urls(self) -> tuple[str, ...]:
        """The addresses of our Markdown folders as sources."""
        return tuple(f"folder:{folder}" for folder in self.content.folders)

    @property
    def base_url(self) -> str:
        """Where readers find us, with a slash at the end: every absolute link begins with it."""
        return self.coalition.url.rstrip("/") + "/" if self.coalition.url else self.local_url

    @property
    def local_url(self) -> str:
        """Where this machine finds us."""
        host = f"[{self.serving.host}]" if ":" in self.serving.host else self.serving.host
        return f"http://{host}:{self.serving.port}/"

    @property
    def authority(self) -> str | None:
        """The host that ids are minted under (RFC 4151); None while neither it nor a url is set."""
        return self.coalition.authority or urlsplit(self.coalition.url or "").hostname

    def user_agent(self, subscribers: int) -> str:
        """How we name ourselves to partners' servers."""
        told = self.polling.user_agent
        return told or f"CoalitionSyndication/{VERSION} (+{self.base_url}; {subscribers} subscribers)"

    @property
    def reader(self) -> str:
        """The name under which partners' servers know us, without what follows it."""
        return self.user_agent(1).partition(" (")[0]

    def at(self, host: str, port: int) -> "Settings":
        """The same settings, served at another local address."""
        return structs.replace(self, serving=structs.replace(self.serving, host=host, port=port))


def load(home: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of a home: the file, then what the environment says over it. ConfigError where either is wrong."""
    given = {_path(name): name for name in sorted(environ) if name.startswith(PREFIX)}
    try:
        tree = _file(home / FILE)
        _refuse_passwords(tree)
        for path, name in given.items():
            _put(tree, path, _toml_or_text(environ[name]))
        _read_secrets(home, tree)
        return _settings(home, tree)
    except _UnfitError as unfit:
        where = next((name for path, name in given.items() if unfit.path[: len(path)] == path), FILE)
        raise ConfigError(f"{where}: {unfit}.") from None


def entry(table: str, key: str, value: object) -> Any:
    """One entry of `topics` or `channels`, read as the file is. ConfigError where it cannot be used."""
    try:
        ((_, found),) = _entries(table, {key: value})
    except _UnfitError as unfit:
        raise ConfigError(f"{unfit}.") from None
    return found


class _UnfitError(Exception):
    """What is wrong with the value at `path` (section, key …); who asked knows where it was given."""

    def __init__(self, path: tuple[str, ...], problem: str) -> None:
        super().__init__(f"{'.'.join(path)} {problem}")
        self.path = path


def _file(file: Path) -> Tree:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        fix = "make a new home with `syndication init DIR`, or name yours with --home DIR"
        raise ConfigError(f"{file} does not exist; {fix}.") from None
    except OSError as error:
        raise ConfigError(f"{file} cannot be read ({error.strerror}); let this user read it.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is not in UTF-8; save it again with that encoding.") from error
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:  # the last two: numbers and lists of no end
        raise ConfigError(f"{file} cannot be understood: {error}; mend that line (text stands in quotes).") from error


def _path(name: str) -> tuple[str, ...]:
    """SYNDICATION__CHANNELS__OUR_TOWN__LIMIT -> channels, our-town, limit: no variable's name can hold a hyphen."""
    section, *rest = name.removeprefix(PREFIX).lower().split("__")
    if section in TABLES and rest:
        rest[0] = rest[0].replace("_", "-")
    return (section, *rest)


def _toml_or_text(text: str) -> object:
    try:
        read = tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return text
    return read["value"] if len(read) == 1 else text


def _put(tree: Tree, path: tuple[str, ...], value: object) -> None:
    """Set one value of the tree. A secret given in one way replaces the same secret given in the other."""
    section, key = path[0], path[-1]
    if key in SECRETS.get(section, ()):
        for way in SECRETS[section]:
            _table(tree, section).pop(way, None)
    for depth in range(1, len(path)):
        tree = _table(tree, path[depth - 1], path[:depth])
    tree[key] = value


def _table(tree: Tree, key: str, path: tuple[str, ...] = ()) -> Tree:
    """The table at `key`, made where there is none."""
    table = tree.setdefault(key, {})
    if not isinstance(table, dict):
        raise _UnfitError(path or (key,), f"is a value where a table belongs; write [{'.'.join(path or (key,))}]")
    return table


def _refuse_passwords(tree: Tree) -> None:
    """The file is copied, mailed and kept under version control; a password has no place in it."""
    for section, (key, file_key) in SECRETS.items():
        value = _table(tree, section).get(key)
        if isinstance(value, str) and _holds_password(value):
            variable = f"{PREFIX}{section}__{key}".upper()
            fix = f'give the address by the environment variable {variable} or by {section}.{file_key} = "FILE"'
            raise _UnfitError((section, key), f"holds a password; {fix}")


def _holds_password(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all: refused as such later
        return False
    return bool(parts.password) or "password" in parse_qs(parts.query)


def _read_secrets(home: Path, tree: Tree) -> None:
    """Put the text of a secret's file in the place of its name."""
    for section, (key, file_key) in SECRETS.items():
        table = _table(tree, section)
        if file_key in table and key in table:
            raise _UnfitError((section, file_key), f"and {section}.{key} say the same; keep one of them")
        if file_key in table:
            table[key] = _secret(home, (section, file_key), table.pop(file_key))


def _secret(home: Path, path: tuple[str, ...], name: object) -> str:
    file: Path = home / _value(path, values.Name, name)
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise _UnfitError(path, f"names {file}, which cannot be read; let this user read it") from None


def _settings(home: Path, tree: Tree) -> Settings:
    for name in tree:
        if name not in (*SECTIONS, *TABLES):
            raise _unknown((name,), (*SECTIONS, *TABLES))
    sections: Tree = {name: _struct((name,), kind, _table(tree, name)) for name, kind in SECTIONS.items()}
    tables: Tree = {name: dict(_entries(name, _table(tree, name))) for name in TABLES}
    settings = Settings(home=home, **sections, **tables)
    if settings.polling.min_interval > settings.polling.max_interval:
        raise _UnfitError(("polling", "min_interval"), "is longer than polling.max_interval; make it the shorter one")
    return settings


def _entries(name: str, table: Tree) -> Iterator[tuple[str, object]]:
    """The entries of a table whose keys are the coalition's own."""
    for key, value in table.items():
        path = (name, key)
        _value(path, values.Path if name == "redirects" else values.Slug, key)
        if name == "redirects":
            yield key, _value(path, values.Target, value)
        elif name == "topics":
            yield key, _value(path, tuple[values.Name, ...], value)
        elif key in RESERVED:
            raise _UnfitError(path, "is the name of a feed that exists already; choose another one")
        else:
            yield key, _struct(path, ChannelSettings, _table(table, key, path))


def _struct(path: tuple[str, ...], kind: type[S], table: Tree) -> S:
    fields = {known.encode_name: known for known in structs.fields(kind)}
    for key in table:
        if key not in fields:
            raise _unknown((*path, key), (*fields, *SECRETS.get(path[0], ())))
    for key, known in fields.items():
        if known.required and key not in table:
            raise _UnfitError((*path, key), f"is missing; it must be {values.words(known.type)}")
    return kind(**{fields[key].name: _value((*path, key), fields[key].type, value) for key, value in table.items()})


def _value(path: tuple[str, ...], kind: Any, value: object) -> Any:
    try:
        return values.read(kind, value)
    except ValueError:
        shown = f"is {json.dumps(value, default=str, ensure_ascii=False)}; it "
        secret = path[-1] in SECRETS.get(path[0], ())
        raise _UnfitError(path, f"{'' if secret else shown}must be {values.words(kind)}") from None


def _unknown(path: tuple[str, ...], known: tuple[str, ...]) -> _UnfitError:
    """An unknown key, with the known one that was probably meant."""
    elsewhere = [f"{name}.{path[-1]}" for name, kind in SECTIONS.items() if path[-1] in kind.__struct_encode_fields__]
    nearest = get_close_matches(path[-1], known, n=1) or elsewhere[:1]
    fix = f"the nearest known key is {nearest[0]}" if nearest else "known here are " + ", ".join(known)
    return _UnfitError(path, f"is not a known key; {fix}")
