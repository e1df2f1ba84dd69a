"""A WebSub hub of our own on a test's server: it verifies, keeps leases, fetches what it is told of, and delivers.

hub = WebSubHub(site, "/hub")
hub.url, hub.asked, hub.leases, hub.told, hub.answers
hub.manner = "refuse"
"""

import hashlib
import hmac
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, urlencode

from tests.origin import Answer, Request, Site

# refuse: 4xx. deny: takes the request, then says no. silent: takes it and never verifies. fail: 500. hang: no answer.
# at once: verifies before it answers. stranger: verifies a topic that nobody asked for.
Manner = Literal["accept", "refuse", "deny", "silent", "fail", "hang", "at once", "stranger"]
LEASE = 1000 * 60  # seconds; 80 % of it is 800 minutes
HANGS_FOR = 7.0  # seconds; longer than anybody waits for a hub

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Reply(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str]  # whatever their case


class Lease(NamedTuple):
    topic: str
    secret: str


@dataclass
class WebSubHub:
    site: Site
    path: str = "/hub"
    manner: Manner = "accept"
    method: str = "sha256"
    lease: int | str = LEASE
    asked: list[dict[str, str]] = field(default_factory=list)  # requests to subscribe, as they came
    leases: dict[str, Lease] = field(default_factory=dict)  # by callback
    told: list[str] = field(default_factory=list)  # topics that somebody published
    fetched: dict[str, bytes] = field(default_factory=dict)  # what they said then
    answers: list[Reply] = field(default_factory=list)  # what callbacks said to verifications and deliveries
    _under_way: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.site.handle(self.path, self._answer)

    @property
    def url(self) -> str:
        return self.site.url(self.path)

    def settle(self) -> None:
        """Wait for what the hub does behind its answers."""
        while self._under_way:
            self._under_way.pop().join()

    def verify(self, callback: str, topic: str, mode: str = "subscribe", **more: str) -> Reply:
        """Ask a subscriber whether it meant it (WebSub, 5.3)."""
        challenge = hashlib.sha256(callback.encode()).hexdigest()
        query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge, "hub.lease_seconds": str(self.lease)}
        query |= {f"hub.{name}": value for name, value in more.items()}
        answer = request(f"{callback}?{urlencode(query)}")
        self.answers.append(answer)
        return answer

    def deliver(self, callback: str, body: bytes, signature: str | None = None) -> Reply:
        """Send a subscriber what a topic says (WebSub, 7); `signature` in place of the true one, "" for none."""
        lease = self.leases[callback]
        true = hmac.new(lease.secret.encode(), body, self.method).hexdigest()
        stated = f"{self.method}={true}" if signature is None else signature
        links = {
            "Link": f'<{self.url}>; rel="hub", <{lease.topic}>; rel="self"',
            "Content-Type": "application/atom+xml",
        }
        answer = request(callback, body, links | ({"X-Hub-Signature": stated} if stated else {}))
        self.answers.append(answer)
        return answer

    def publish(self, topic: str) -> None:
        """Fetch what a topic says now and deliver it to all who asked for it."""
        self.told.append(topic)
        self.fetched[topic] = request(topic).body
        for callback in [callback for callback, lease in self.leases.items() if lease.topic == topic]:
            self.deliver(callback, self.fetched[topic])

    def _answer(self, asked: Request) -> Answer:
        form = dict(parse_qsl(asked.body.decode()))
        if self.manner in ("fail", "hang"):
            time.sleep(HANGS_FOR if self.manner == "hang" else 0)
            return Answer(b"", {}, 500)
        if form["hub.mode"] == "publish":
            self._behind(lambda: self.publish(form["hub.url"]))
            return Answer(b"", {}, 204)
        self.asked.append(form)
        if self.manner == "refuse":
            return Answer(b"not here", {}, 403)
        if self.manner == "at once":
            self._agree(form)
        else:
            self._behind(lambda: self._agree(form))
        return Answer(b"", {}, 202)

    def _agree(self, form: dict[str, str]) -> None:
        callback, topic = form["hub.callback"], form["hub.topic"]
        if self.manner == "deny":
            self.verify(callback, topic, "denied", reason="not\nwelcome")
        elif self.manner == "stranger":
            self.verify(callback, f"{topic}/another")
        elif self.manner != "silent":
            answer = self.verify(callback, topic)
            if answer.status == 200 and answer.body.decode() == hashlib.sha256(callback.encode()).hexdigest():
                self.leases[callback] = Lease(topic, form["hub.secret"])

    def _behind(self, act: Callable[[], None]) -> None:
        thread = threading.Thread(target=act, daemon=True)
        self._under_way.append(thread)
        thread.start()


def request(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None, method: str | None = None
) -> Reply:
    """One exchange; an error is an answer."""
    asked = urllib.request.Request(url, body, headers or {}, method=method)
    try:
        with _open(asked, timeout=20) as answer:
            return Reply(answer.status, answer.read(), answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(), error.headers)
