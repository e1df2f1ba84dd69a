"""A letter as a link that opens in the mail program of whoever sends it."""

from urllib.parse import quote

from syndication.health.letter import Letter


def mail_of(letter: Letter) -> str:
    """RFC 6068; to whom it goes is theirs to fill in."""
    body = letter.body.replace("\n", "\r\n")
    return f"mailto:?subject={quote(letter.subject, safe='')}&body={quote(body, safe='')}"
