"""Answers that are made for the request: a page or a small text, with its own tag, asked for again cheaply."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from syndication.web.negotiation import is_current

REVALIDATE = "public, max-age=0, must-revalidate"
FOR_A_MINUTE = "public, max-age=60"
NEVER = "no-store"


def document(request: Request, content: bytes, media_type: str, cache: str, **headers: str) -> Response:
    """200 with a strong tag of the bytes, or 304 where the client holds the same."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    sent = {"etag": etag, "cache-control": cache, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if cache != NEVER and is_current(etag, 0, request.headers.get("if-none-match", ""), ""):
        return Response(status_code=304, headers=sent)
    return Response(content, media_type=media_type, headers=sent)
