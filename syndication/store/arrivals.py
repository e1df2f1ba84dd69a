"""When stories became public for the first time, as we know it: a partner's own date says nothing of that."""

from datetime import datetime

import sqlalchemy as sa

from syndication.store.schema import Moment, acts, entries, stories


def since(conn: sa.Connection, moment: datetime) -> dict[int, datetime]:
    """The stories that are public and became so at `moment` or later, each with that instant.

    It is when staff let it through, else when the first of its entries was seen, or its hour came. What was merely
    corrected, revised or shown again was public before.
    """
    let_in = _let_in(conn, moment)
    asked = sa.select(entries.c.story_id, stories.c.published, sa.func.min(entries.c.first_seen, type_=Moment))
    asked = asked.join(stories, stories.c.id == entries.c.story_id).where(stories.c.state == "public")
    asked = asked.where(entries.c.story_id.in_(_recent(moment))).group_by(entries.c.story_id, stories.c.published)
    found = {story: let_in.get(story, max(published, seen)) for story, published, seen in conn.execute(asked)}
    return {story: at for story, at in found.items() if at >= moment}


def _recent(moment: datetime) -> sa.CompoundSelect[tuple[int]]:
    """The numbers of those that may be."""
    seen = sa.select(entries.c.story_id).where(entries.c.first_seen >= moment)
    due = sa.select(stories.c.id).where(stories.c.surfaced_at >= moment, stories.c.published >= moment)
    return sa.union(seen, due, sa.select(acts.c.story_id).where(acts.c.act == "approved", acts.c.at >= moment))


def _let_in(conn: sa.Connection, moment: datetime) -> dict[int, datetime]:
    asked = sa.select(acts.c.story_id, sa.func.max(acts.c.at, type_=Moment)).where(acts.c.act == "approved")
    return dict(conn.execute(asked.where(acts.c.at >= moment).group_by(acts.c.story_id)).all())
