"""What was done at the desk, in sentences: English and Spanish. Titles are looked up when told, never kept."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from feeds.text import excerpt
from syndication.model import Source, Story
from syndication.reasons import say
from syndication.store import sources, stories
from syndication.store.activity import Act

TITLE = 80  # characters of an item's title

# act -> English, Spanish. {who}, {what} (the item or the partner), {about}.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "signed_in": ("{who} signed in.", "{who} entró."),
    "password": ("{who} chose a new password.", "{who} eligió una contraseña nueva."),
    "invited": ("{who} invited {about}.", "{who} invitó a {about}."),
    "linked": ("{who} gave {about} a new link to come in.", "{who} dio a {about} un enlace nuevo para entrar."),
    "role_changed": ("{who} changed the role of {about}.", "{who} cambió el papel de {about}."),
    "dismissed": ("{who} removed {about} from the desk.", "{who} quitó a {about} del escritorio."),
    "source_added": ("{who} added {what}.", "{who} añadió {what}."),
    "source_paused": ("{who} paused {what}.", "{who} puso en pausa {what}."),
    "source_resumed": ("{who} resumed {what}.", "{who} reanudó {what}."),
    "source_confirmed": ("{who} said that {what} is still theirs.", "{who} confirmó que {what} sigue siendo suyo."),
    "source_replaced": ("{who} gave {what} another address: {about}.", "{who} dio otra dirección a {what}: {about}."),
    "source_removed": ("{who} removed {what}; its items stay.", "{who} quitó {what}; sus textos quedan."),
    "source_and_items_removed": (
        "{who} removed {what} and all it said.",
        "{who} quitó {what} y todo lo que dijo.",
    ),
    "source_edited": ("{who} changed the rules of {what}.", "{who} cambió las reglas de {what}."),
    "imported": ("{who} imported a list: {about}.", "{who} importó una lista: {about}."),
    "approved": ("{who} published {what}.", "{who} publicó {what}."),
    "hidden": ("{who} hid {what}.", "{who} ocultó {what}."),
    "unhidden": ("{who} showed {what} again.", "{who} volvió a mostrar {what}."),
    "corrected": ("{who} corrected {what}.", "{who} corrigió {what}."),
    "featured": ("{who} featured {what} until {about}.", "{who} destacó {what} hasta {about}."),
    "unfeatured": ("{who} featured {what} no longer.", "{who} dejó de destacar {what}."),
    "joined": ("{who} joined {what} with another story.", "{who} unió {what} con otro texto."),
    "split": ("{who} split {what}.", "{who} separó {what}."),
    "withdrawn": ("{who} withdrew an item ({about}).", "{who} retiró un texto ({about})."),
    "channel_saved": ("{who} saved the channel {about}.", "{who} guardó el canal {about}."),
    "channel_removed": ("{who} removed the channel {about}.", "{who} quitó el canal {about}."),
    "topic_saved": ("{who} saved the topic {about}.", "{who} guardó el tema {about}."),
    "topic_removed": ("{who} removed the topic {about}.", "{who} quitó el tema {about}."),
    "digest_hour": ("{who} moved the daily letter to {about}.", "{who} pasó la carta diaria a las {about}."),
    "released": ("{who} published the release {what}.", "{who} publicó el comunicado {what}."),
    "revised": ("{who} revised the release {what}.", "{who} corrigió el comunicado {what}."),
}
YOU = ("You", "Usted")
GONE = ("an item", "un texto")


def sentence(conn: sa.Connection, act: Act, language: str, *, mine: bool = False) -> str:
    """Who did what. `mine`: told to whoever did it."""
    return sentences(conn, [act], language, mine=mine)[0]


def sentences(conn: sa.Connection, acts: Sequence[Act], language: str, *, mine: bool = False) -> list[str]:
    """The same for many acts, in their order, with one look at the items and one at the sources."""
    told = {story.id: story for story in stories.by_ids(conn, {act.story_id for act in acts if act.story_id})}
    asked = sources.by_ids(conn, {act.source_id for act in acts if act.source_id})
    return [_said(act, _what(act, told, asked, language), language, mine=mine) for act in acts]


def name(email: str) -> str:
    """What we call somebody: Ana, of ana@example.org."""
    mailbox = email.partition("@")[0]
    return mailbox[:1].upper() + mailbox[1:]


def _said(act: Act, what: str, language: str, *, mine: bool) -> str:
    spanish = language.lower().startswith("es")
    who = YOU[spanish] if mine else name(act.who)
    said = SENTENCES.get(act.act, ("{who}: " + act.act, "{who}: " + act.act))[spanish]
    return said.format(who=who, what=what, about=act.about)


def _what(act: Act, told: Mapping[int, Story], asked: Mapping[int, Source], language: str) -> str:
    if act.story_id is not None:
        story = told.get(act.story_id)
        if story is None or story.state == "withdrawn":
            return GONE[language.lower().startswith("es")]
        return f"“{excerpt(story.entry.title or story.entry.summary or '', TITLE)}”"
    if act.source_id is not None:
        found = asked.get(act.source_id)
        return found.partner.name if found else say("source", language)
    return ""
