"""The last change of a meeting in one line of words: what its page, its feeds and its calendar entry say first."""

import datetime as dt
from collections.abc import Iterator

from feeds import Meeting
from syndication.languages import is_spanish

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip
_WORDS = {
    "cancelled": ("Cancelled: please do not go.", "Cancelada: por favor, no vaya."),
    "postponed": ("Postponed: a new day is not known yet.", "Pospuesta: aún no se sabe el nuevo día."),
    "again": ("It takes place after all.", "Sí se celebra."),
    "day": ("New day: {new} (was {old}).", "Nuevo día: {new} (antes {old})."),
    "day_set": ("Day set: {new}.", "Día fijado: {new}."),
    "day_open": ("The day is to be announced (was {old}).", "El día está por anunciar (antes {old})."),
    "hours": ("New hours: {new} (were {old}).", "Nueva hora: {new} (antes {old})."),
    "hours_set": ("Hours set: {new}.", "Hora fijada: {new}."),
    "hours_open": ("The hour is to be announced (was {old}).", "La hora está por anunciar (antes {old})."),
    "place": ("New place: {new} (was {old}).", "Nuevo lugar: {new} (antes {old})."),
    "place_set": ("Place set: {new}.", "Lugar fijado: {new}."),
    "town": ("Town: {new} (was {old}).", "Localidad: {new} (antes {old})."),
    "town_set": ("Town: {new}.", "Localidad: {new}."),
    "town_open": ("The town is to be announced (was {old}).", "La localidad está por anunciar (antes {old})."),
    "link": ("New link: {new} (was {old}).", "Nuevo enlace: {new} (antes {old})."),
    "link_set": ("Link: {new}.", "Enlace: {new}."),
    "link_open": ("The link {old} does not count any more.", "El enlace {old} ya no vale."),
    "last": ("It ends on {new} (was {old}).", "Termina el {new} (antes {old})."),
    "last_set": ("It ends on {new}.", "Termina el {new}."),
    "last_open": ("It ends on the same day (was {old}).", "Termina el mismo día (antes {old})."),
    "place_open": ("The place is to be announced (was {old}).", "El lugar está por anunciar (antes {old})."),
}


def in_words(old: Meeting, new: Meeting, language: str) -> str | None:
    """What is other than before, in Spanish for a coalition that speaks it, else in English; None for nothing."""
    spoken = "es" if is_spanish(language) else "en"
    return " ".join(_said(old, new, spoken)) or None


def _said(old: Meeting, new: Meeting, spoken: str) -> Iterator[str]:
    if new.is_off:
        if new.status != old.status:
            yield _say(new.status, spoken)
        return
    if old.is_off:
        yield _say("again", spoken)
    yield from _told("day", _day(old.date, spoken), _day(new.date, spoken), spoken)
    yield from _told("hours", _hours(old, spoken), _hours(new, spoken), spoken)
    yield from _told("place", _place(old), _place(new), spoken)
    if _place(old) == _place(new):
        yield from _told("town", old.town or "", new.town or "", spoken)
        yield from _told("link", old.online_url or "", new.online_url or "", spoken)
    if old.date == new.date:
        yield from _told("last", _day(old.end_date, spoken), _day(new.end_date, spoken), spoken)


def _told(what: str, old: str, new: str, spoken: str) -> Iterator[str]:
    if old != new:
        yield _say(f"{what}_set" if not old else f"{what}_open" if not new else what, spoken, old=old, new=new)


def _say(code: str, spoken: str, **named: str) -> str:
    return _WORDS[code][spoken == "es"].format(**named)


def _day(day: dt.date | None, spoken: str) -> str:
    if day is None:
        return ""
    weekday, month = _DAYS[spoken][day.weekday()], _MONTHS[spoken][day.month - 1]
    return f"{weekday}, {month} {day.day}" if spoken == "en" else f"{weekday} {day.day} de {month}"


def _hours(meeting: Meeting, spoken: str) -> str:
    if meeting.start is None:
        return ""
    return "–".join(_hour(hour, spoken) for hour in (meeting.start, meeting.end) if hour)


def _hour(hour: dt.time, spoken: str) -> str:
    if spoken == "es":
        return f"{hour:%H:%M}"
    minutes = f":{hour.minute:02}" if hour.minute else ""
    return f"{(hour.hour + 11) % 12 + 1}{minutes} {'am' if hour.hour < 12 else 'pm'}"


def _place(meeting: Meeting) -> str:
    return ", ".join(part for part in (meeting.place, meeting.address) if part) or meeting.online_url or ""
