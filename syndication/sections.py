"""The sections of config/coalition.toml: every key there is, what it may be, and what holds where it is not given."""

from typing import Literal

from msgspec import Struct, field, structs

from syndication import values


class Coalition(Struct, frozen=True, kw_only=True):
    name: values.Name
    short_name: values.Text = ""  # empty: the name
    url: values.Address | None = None
    authority: values.Host | None = None
    language: values.Language = "en"
    timezone: values.Zone = "UTC"
    contact: values.Contact | None = None
    description: values.Text = ""
    logo: values.Address | None = None
    rights: values.Text | None = None

    def __post_init__(self) -> None:
        structs.force_setattr(self, "short_name", self.short_name or self.name)


class Polling(Struct, frozen=True, kw_only=True):
    min_interval: values.Interval = values.duration("15m")
    max_interval: values.Interval = values.duration("24h")
    total_timeout: values.Timeout = values.duration("30s")
    max_bytes: values.Size = 10 * 10**6
    workers: values.Count = 16
    per_host: values.Count = 1
    allow_addresses: tuple[values.Allowed, ...] = ()
    user_agent: values.Agent | None = None


class Storage(Struct, frozen=True, kw_only=True):
    database: values.Database = "sqlite"
    keep_drafts: values.Days = values.duration("365d")
    backups: values.Name = "data/backups"


class Serving(Struct, frozen=True, kw_only=True):
    host: values.Name = "127.0.0.1"
    port: values.Port = 8000
    max_age: values.CacheAge = values.duration("60s")
    trusted_proxies: tuple[values.Network, ...] = ()
    metrics: values.Switch = True
    partner_slices: values.Switch = True


class Content(Struct, frozen=True, kw_only=True):
    folders: tuple[values.Name, ...] = ("content",)


class Email(Struct, frozen=True, kw_only=True):
    smtp: values.MailServer | None = None
    sender: values.Mailbox | None = field(name="from", default=None)
    digest_to: tuple[values.Mailbox, ...] = ()


class Hub(Struct, frozen=True, kw_only=True):
    publish: tuple[values.Address, ...] = ()
    subscribe: values.Switch = True


class ChannelSettings(Struct, frozen=True, kw_only=True):
    """A published feed of the coalition's own choosing; an empty tuple asks nothing of an item."""

    title: values.Name | None = None
    description: values.Text = ""
    kinds: tuple[Literal["news", "press-release", "meeting", "action"], ...] = ()
    partners: tuple[values.Named, ...] = ()
    topics: tuple[values.Named, ...] = ()
    languages: tuple[values.Language, ...] = ()
    towns: tuple[values.Named, ...] = ()
    featured: values.Switch = False
    upcoming: values.Switch = False
    include: tuple[values.Name, ...] = ()
    exclude: tuple[values.Name, ...] = ()
    authors: tuple[values.Name, ...] = ()
    max_age: values.Days | None = None
    limit: values.Limit = 50
    per_source: values.Limit | None = None
    order: Literal["published", "start"] = "published"


SECTIONS: dict[str, type[Struct]] = {
    "coalition": Coalition,
    "polling": Polling,
    "storage": Storage,
    "serving": Serving,
    "content": Content,
    "email": Email,
    "hub": Hub,
}
TABLES = ("topics", "redirects", "channels")  # their keys are the coalition's own
