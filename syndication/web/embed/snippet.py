"""What a webmaster pastes: the element, what stands in its place without a script, and the script."""

from dataclasses import dataclass, field
from html import escape

from syndication.web.embed.component import Component

MEETING = 7.0  # rem; a title of two lines, a state and a place, on a phone
NEWS = 5.5  # rem; a title of two lines, who and when
AROUND = 6.5  # rem; the heading and the link below the list


def reserved(count: int, row: float = MEETING) -> str:
    """The height to keep free for `count` items of `row` rem, so that nothing on the page moves when they arrive."""
    return f"{AROUND + row * count:g}rem"


@dataclass(frozen=True, slots=True)
class Snippet:
    """`channel` is its slug; `more` are further attributes of the element, without a value where it is "".

    `row` is the height of one item in rem, NEWS or MEETING.
    """

    component: Component
    base_url: str
    channel: str
    title: str
    count: int = 5
    more: dict[str, str] = field(default_factory=dict)
    row: float = MEETING
    is_pinned: bool = False

    def html(self) -> str:
        said = {"src": f"{self.base_url}feeds/{self.channel}.json", "count": str(self.count), **self.more}
        style = f"display:block;min-height:{reserved(self.count, self.row)}"
        frame = f"{self.base_url}embed/list?channel={self.channel}&count={self.count}"
        return "\n".join((
            f"<coalition-feed {_attributes({**said, 'style': style})}>",
            f'  <noscript><iframe src="{escape(frame)}" title="{escape(self.title)}" loading="lazy"'
            f' style="width:100%;height:{reserved(self.count, self.row)};border:0"></iframe></noscript>',
            f'  <p><a href="{escape(self.base_url)}">{escape(self.title)}</a></p>',
            "</coalition-feed>",
            f"<script {_attributes(self._script())} async></script>",
        ))  # fmt: skip

    def _script(self) -> dict[str, str]:
        if not self.is_pinned:
            return {"src": self.component.address, "referrerpolicy": "no-referrer"}
        whole = {"integrity": self.component.integrity, "crossorigin": "anonymous"}
        return {"src": self.component.pinned, **whole, "referrerpolicy": "no-referrer"}


def _attributes(said: dict[str, str]) -> str:
    return " ".join(f'{name}="{escape(value)}"' if value else name for name, value in said.items())
