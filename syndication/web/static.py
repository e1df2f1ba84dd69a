"""Our own sheet, script and marks, read and compressed once; their addresses change with their bytes."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndication.web.document import document
from syndication.web.negotiation import coding_for

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ico": "image/x-icon"}
FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
CODINGS = frozenset({"gzip", "identity"})


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    zipped: bytes
    media_type: str
    address: str


class Static:
    def __init__(self, base: str) -> None:
        folder = Path(__file__).parent / "static"
        self._files = {file.name: _read(file, base) for file in folder.iterdir() if file.suffix in TYPES}

    def address(self, name: str) -> str:
        return self._files[name].address

    def answer(self, request: Request) -> Response:
        """`look.1a2b3c4d.css` and `look.css` are one file; only the address with its own digest is kept for ever."""
        asked = request.path_params["name"]
        stem, _, suffix = asked.partition(".")
        file = self._files.get(f"{stem}.{suffix.rpartition('.')[2]}")
        if file is None:
            raise HTTPException(404)
        cache = FOR_EVER if file.address.endswith(f"/{asked}") else FOR_AN_HOUR
        return _coded(request, file, cache)

    def named(self, request: Request, name: str) -> Response:
        return _coded(request, self._files[name], FOR_AN_HOUR)


def _coded(request: Request, file: _File, cache: str) -> Response:
    if coding_for(request.headers.get("accept-encoding", ""), CODINGS) == "gzip":
        return document(request, file.zipped, file.media_type, cache, content_encoding="gzip")
    return document(request, file.body, file.media_type, cache)


def _read(file: Path, base: str) -> _File:
    body = file.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:8]
    address = f"{base}/static/{file.stem}.{digest}{file.suffix}"
    return _File(body, gzip.compress(body, mtime=0), TYPES[file.suffix], address)
