"""The small addresses that machines expect of any site."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from syndication.channels import channels
from syndication.publish.compose import formats
from syndication.settings import Settings
from syndication.web.document import NEVER, document
from syndication.web.renditions import Renditions
from syndication.web.static import FOR_AN_HOUR, Static

CONTACT_GOOD_FOR = timedelta(days=180)


class WellKnown:
    def __init__(self, settings: Settings, renditions: Renditions, static: Static, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._renditions = renditions
        self._static = static
        self._now = now
        slugs = [channel.slug for channel in channels(settings)]
        self._files = [f"feeds/{slug}.{format}" for slug in slugs for format in formats(slug)]

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", self.alive),
            Route("/readyz", self.ready),
            Route("/robots.txt", self.robots),
            Route("/favicon.ico", self.favicon),
            Route("/.well-known/security.txt", self.security),
            Route("/static/{name}", self.static),
        ]

    async def alive(self, _: Request) -> Response:
        return PlainTextResponse("ok\n", headers={"cache-control": NEVER})

    async def ready(self, _: Request) -> Response:
        """503 names the feeds that have no bytes yet."""
        missing = [name for name in self._files if self._renditions.get(name) is None]
        text = "ready\n" if not missing else "".join(f"not rendered yet: {name}\n" for name in missing)
        return PlainTextResponse(text, 503 if missing else 200, headers={"cache-control": NEVER})

    async def robots(self, request: Request) -> Response:
        return document(request, b"User-agent: *\nAllow: /\n", "text/plain", FOR_AN_HOUR)

    async def favicon(self, request: Request) -> Response:
        return self._static.named(request, "favicon.ico")

    async def security(self, request: Request) -> Response:
        """RFC 9116; it expires, so the day counts from the beginning of this month and the bytes stand for a month."""
        contact = self._settings.coalition.contact
        if not contact:
            raise HTTPException(404)
        first = self._now().astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        lines = (
            f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
            f"Expires: {first + CONTACT_GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}",
            f"Canonical: {self._settings.base_url}.well-known/security.txt",
        )
        return document(request, "".join(f"{line}\n" for line in lines).encode(), "text/plain", FOR_AN_HOUR)

    async def static(self, request: Request) -> Response:
        return self._static.answer(request)
