"""The words of our letters, in the two languages that staff are spoken to in."""

from collections.abc import Mapping
from datetime import date

from syndication.health.telling import Count
from syndication.health.tongues import tongue

# English, Spanish
WORDS: Mapping[str, tuple[str, str]] = {
    "subject": ("{us}: {what}", "{us}: {what}"),
    "n_us": ("our own connection", "nuestra propia conexión"),
    "n_doubted": (
        "{n:one source may be|# sources may be} somebody else's",
        "{n:una fuente puede ser|# fuentes pueden ser} de otras personas",
    ),
    "n_troubled": ("{n:one source|# sources} in trouble", "{n:una fuente|# fuentes} con problemas"),
    "n_waiting": ("{n:one item waits|# items wait}", "{n:un texto espera|# textos esperan}"),
    "n_open": (
        "{n:one meeting|# meetings} with something to be announced",
        "{n:una reunión|# reuniones} con algo por anunciar",
    ),
    "n_quiet": ("{n:one source is|# sources are} silent", "{n:una fuente guarda|# fuentes guardan} silencio"),
    "hello": ("Good morning. This needs somebody:", "Buenos días. Esto necesita a alguien:"),
    "us": ("Our own connection", "Nuestra propia conexión"),
    "doubted": ("Is this still them?", "¿Siguen siendo la misma organización?"),
    "troubled": ("In trouble for a day or more", "Con problemas desde hace un día o más"),
    "waiting": ("Waiting for you", "Esperan su decisión"),
    "open": (
        "Meetings of the next 7 days with something to be announced",
        "Reuniones de los próximos 7 días con algo por anunciar",
    ),
    "quiet": ("Worth a look, no hurry (told once a week)", "Vale la pena mirar, sin prisa (una vez por semana)"),
    "waits": ("{org}: {n:one item|# items}", "{org}: {n:un texto|# textos}"),
    "meeting": ("{weekday}, {day}{town}: {what} ({org})", "{weekday} {day}{town}: {what} ({org})"),
    "date": ("day", "día"),
    "time": ("time", "hora"),
    "place": ("place", "lugar"),
    "goodbye": (
        "This letter comes at {clock} when something needs a person, and not otherwise.",
        "Esta carta llega a las {clock} cuando algo necesita a una persona, y si no, no llega.",
    ),
    "takeover": ("is this still {org}?", "¿sigue siendo {org}?"),
    "outage": (
        "our partners cannot be reached since {since}",
        "no podemos consultar a las organizaciones aliadas desde el {since}",
    ),
    "outage_lasts": (
        "Since {since} most partners cannot be reached.",
        "Desde el {since} no podemos consultar a la mayoría de las organizaciones aliadas.",
    ),
    "outage_over": (
        "From {since} on most partners could not be reached for more than an hour, and this letter could not leave."
        " It is over. What was missed is being fetched; there is nothing to do.",
        "Desde el {since} no pudimos consultar a la mayoría de las organizaciones aliadas durante más de una hora,"
        " y esta carta no pudo salir. Ya pasó. Lo que faltaba está llegando; no hay nada que hacer.",
    ),
    "stuck": ("what you published is not public yet", "lo que publicó aún no es público"),
    "stuck_why": (
        "Since {since} the public files could not be written. What you have published since then is not public yet,"
        " and what you have taken back may still be seen. We keep trying.",
        "Desde el {since} no se pudieron escribir los archivos públicos. Lo que publicó desde entonces aún no es"
        " público, y lo que retiró quizá todavía se ve. Lo seguimos intentando.",
    ),
    "stuck_todo": (
        "Call whoever looks after the machine. The log says why; mostly the disk is full. `syndication doctor` helps.",
        "Llame a quien cuida la máquina. El registro dice por qué; casi siempre el disco está lleno."
        " `syndication doctor` ayuda.",
    ),
    "link": ("your link to the desk", "su enlace para entrar"),
    "link_why": (
        "Somebody, most likely you, asked for a link to the desk. It lets you in once, within {n} minutes:",
        "Alguien, seguramente usted, pidió un enlace para entrar. Sirve una sola vez, durante {n} minutos:",
    ),
    "link_not_you": (
        "If it was not you, do nothing: without this letter nobody comes in.",
        "Si no fue usted, no haga nada: sin esta carta nadie entra.",
    ),
}
WEEKDAYS = (
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"),
)


def say(name: str, language: str, /, **facts: object) -> str:
    """One of the texts; a number brings its noun as in `health`."""
    told = {key: Count(fact) if isinstance(fact, int) else fact for key, fact in facts.items()}
    return WORDS[name][_number(language)].format(**told)


def weekday(day: date, language: str) -> str:
    return WEEKDAYS[_number(language)][day.weekday()]


def _number(language: str) -> int:
    return int(tongue(language) is tongue("es"))
