"""Being told by a partner's hub: asking it to, and knowing its word from anybody else's (WebSub, W3C, 5 and 7)."""

import hmac

from syndication.net.session import FetchError, Limits, Session
from syndication.store.subscriptions import Subscription

LIMITS = Limits(total_timeout=5.0, max_bytes=1_000_000)  # of a hub's answer; a worker that ends waits no longer
LEASE = 10 * 86_400  # seconds that we ask for; the hub decides
METHODS = ("sha1", "sha256", "sha384", "sha512")


def subscribe(session: Session, asked: Subscription, callback: str) -> bool:
    """Ask the hub for word of a topic; whether it took the request. It verifies at `callback`, then or later."""
    form = {
        "hub.callback": callback,
        "hub.mode": "subscribe",
        "hub.topic": asked.topic,
        "hub.lease_seconds": str(LEASE),
        "hub.secret": asked.secret,
    }
    try:
        return 200 <= session.post(asked.hub, form, limits=LIMITS).status < 300
    except FetchError:
        return False


class Signature:
    """What `X-Hub-Signature` states of a body, checked while the body passes by (WebSub, 7.1)."""

    def __init__(self, stated: str, secret: str) -> None:
        method, _, self._digest = stated.strip().partition("=")
        known = method.lower() in METHODS
        self._mac = hmac.new(secret.encode(), digestmod=method.lower()) if known else None

    def update(self, piece: bytes) -> None:
        if self._mac:
            self._mac.update(piece)

    def holds(self) -> bool:
        """Whether who sent the body knows the secret; no where nothing, or an unknown method, was stated."""
        if self._mac is None:
            return False
        return hmac.compare_digest(self._mac.hexdigest().encode(), self._digest.lower().encode("utf-8", "replace"))
