"""The element <coalition-feed>: one script by hand, served at an address that moves on and at one that never changes.

A new version is a new file in `versions/`, named for it, and VERSION. The old files stay where they are and are
served for ever: pages name them together with their hash.
"""

import gzip
import hashlib
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import brotli
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syndication.web.document import document
from syndication.web.negotiation import coding_for
from syndication.web.static import FOR_AN_HOUR, FOR_EVER

VERSION = "1.0.0"
MAJOR = VERSION.partition(".")[0]
VERSIONS = Path(__file__).parent / "versions"
CODINGS = frozenset({"identity", "gzip", "br"})
OPEN_TO_ALL = {
    "access_control_allow_origin": "*",
    "cross_origin_resource_policy": "cross-origin",
    "x_content_type_options": "nosniff",
    "vary": "Accept-Encoding",
}


@dataclass(frozen=True, slots=True)
class _Script:
    by_coding: dict[str, bytes]
    integrity: str


class Component:
    """`base_url` is the public one and ends in a slash."""

    def __init__(self, base_url: str) -> None:
        self._scripts = {file.stem: _read(file) for file in VERSIONS.glob("*.js")}
        self.address = f"{base_url}embed/v{MAJOR}.js"  # the newest of this major version
        self.pinned = f"{base_url}embed/v{VERSION}.js"  # these bytes, whatever comes

    @property
    def integrity(self) -> str:
        """What a page may demand of the bytes at `pinned` (Subresource Integrity, 3.1)."""
        return self._scripts[VERSION].integrity

    @property
    def size(self) -> int:
        """Bytes that travel to a browser that takes gzip."""
        return len(self._scripts[VERSION].by_coding["gzip"])

    def routes(self) -> list[Route]:
        return [Route("/embed/v{version}.js", self.script)]

    async def script(self, request: Request) -> Response:
        version = request.path_params["version"]
        script = self._scripts.get(VERSION if version == MAJOR else version)
        if script is None:
            raise HTTPException(404)
        coding = coding_for(request.headers.get("accept-encoding", ""), CODINGS)
        headers = OPEN_TO_ALL | ({} if coding == "identity" else {"content_encoding": coding})
        cache = FOR_AN_HOUR if version == MAJOR else FOR_EVER
        return document(request, script.by_coding[coding], "text/javascript", cache, **headers)


def _read(file: Path) -> _Script:
    body = file.read_bytes()
    by_coding = {"identity": body, "gzip": gzip.compress(body, mtime=0), "br": brotli.compress(body)}
    return _Script(by_coding, f"sha384-{b64encode(hashlib.sha384(body).digest()).decode()}")
