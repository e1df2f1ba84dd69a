"""Why an item is where it is, and what was done with it, in words for staff: English and Spanish."""

from collections.abc import Mapping
from typing import Any

from syndication.languages import is_spanish

# code -> English, Spanish; {about} is what the reason names.
STANDING: Mapping[str, tuple[str, str]] = {
    "automatic": (
        "It came from a source whose items are published by themselves.",
        "Viene de una fuente cuyos textos se publican solos.",
    ),
    "own": ("It is our own.", "Es nuestro."),
    "included": (
        "It names “{about}”, which this source is followed for.",
        "Nombra «{about}», por lo que se sigue esta fuente.",
    ),
    "flagged": ("Something in it was not read for certain.", "Algo en el texto no se leyó con certeza."),
    "hold": ("Everything from this source waits for a person.", "Todo lo de esta fuente espera a una persona."),
    "hold_first": (
        "The first {about} items of this source wait for a person.",
        "Los primeros {about} textos de esta fuente esperan a una persona.",
    ),
    "flood": (
        "So many items came at once that a person should look first.",
        "Llegaron tantos textos a la vez que una persona debe mirar primero.",
    ),
    "removed": (
        "Its source was removed together with its items. `syndication items unhide` shows this one again.",
        "Su fuente se quitó junto con sus textos. `syndication items unhide` vuelve a mostrar este.",
    ),
    "exclude": (
        "It names “{about}”, which this source's rules leave out.",
        "Nombra «{about}», que las reglas de esta fuente dejan fuera.",
    ),
    "include": ("It names none of these words: {about}.", "No nombra ninguna de estas palabras: {about}."),
    "topic": ("It is about none of these topics: {about}.", "No trata de ninguno de estos temas: {about}."),
    "author": ("It is by none of these authors: {about}.", "No es de ninguno de estos autores: {about}."),
    "language": ("It is in none of these languages: {about}.", "No está en ninguno de estos idiomas: {about}."),
    "age": ("It was more than {about} days old when it came.", "Tenía más de {about} días cuando llegó."),
}

LIKENESS: Mapping[str, tuple[str, str]] = {
    "link": ("both lead to the same page", "las dos llevan a la misma página"),
    "title": ("the title is the same", "el título es el mismo"),
    "title_close": ("the titles differ in a word or two", "los títulos difieren en una o dos palabras"),
    "text": ("the text is the same", "el texto es el mismo"),
    "text_part": ("one text holds the other", "un texto contiene el otro"),
    "time": ("they came out at nearly the same time", "salieron casi al mismo tiempo"),
    "uid": (
        "both calendars give the meeting the same id",
        "los dos calendarios dan a la reunión el mismo identificador",
    ),
    "day": ("both are on the same day", "las dos son el mismo día"),
    "town": ("both are in the same town", "las dos son en la misma localidad"),
    "other_numbers": ("though figures or dates differ", "aunque difieren cifras o fechas"),
    "other_text": ("though the texts differ", "aunque los textos difieren"),
    "repeats": ("though one of them says this often", "aunque una de ellas lo dice a menudo"),
    "start": ("both begin at the same time", "las dos empiezan a la misma hora"),
    "place": ("both are at the same place", "las dos son en el mismo lugar"),
    "staff": ("staff said so", "lo dijo el equipo"),
}

ACTS: Mapping[str, tuple[str, str]] = {
    "approved": ("approved by staff", "aprobado por el equipo"),
    "held": ("held again by staff", "retenido de nuevo por el equipo"),
    "hidden": ("hidden by staff", "ocultado por el equipo"),
    "unhidden": ("shown again by staff", "mostrado de nuevo por el equipo"),
    "featured": ("featured by staff until {about}", "destacado por el equipo hasta {about}"),
    "unfeatured": ("no longer featured", "ya no destacado"),
    "corrected": ("corrected by staff", "corregido por el equipo"),
    "uncorrected": ("correction undone by staff", "corrección deshecha por el equipo"),
    "joined": ("joined by staff with {about}", "unido por el equipo con {about}"),
    "split": ("split by staff", "separado por el equipo"),
    "parted": ("taken out of {about} by staff", "sacado de {about} por el equipo"),
    "withdrawn": ("withdrawn ({about})", "retirado ({about})"),
}

STATES: Mapping[str, tuple[str, str]] = {
    "is_public": ("It is public.", "Es público."),
    "is_held": ("It waits for a person. Approve it, or hide it.", "Espera a una persona. Apruébelo u ocúltelo."),
    "is_hidden": ("It is hidden: no feed and no page shows it.", "Está oculto: ningún canal ni página lo muestra."),
    "is_withdrawn": ("It was withdrawn; its words are gone.", "Fue retirado; sus palabras ya no están."),
    "is_scheduled": ("It waits for its hour.", "Espera su hora."),
}

_PHRASES: Mapping[str, tuple[str, str]] = {
    "carries": ("{name} says the same ({score}): {reasons}.", "{name} dice lo mismo ({score}): {reasons}."),
    "ours": ("{n} partners carried this.", "{n} organizaciones lo difundieron."),
    "ours_one": ("One partner carried this.", "Una organización lo difundió."),
    "waits": ("Items that wait for you: {n}.", "Textos que esperan por usted: {n}."),
    "in": ("It stands in: {about}.", "Está en: {about}."),
    "withdrawn_title": ("Withdrawn", "Retirado"),
    "withdrawn_line": (
        "This item was withdrawn. Please delete your copy.",
        "Este texto fue retirado. Por favor, borre su copia.",
    ),
    "source": ("a source", "una fuente"),
    "place_gone": ("The place is to be announced again.", "El lugar se anunciará de nuevo."),
}

_TABLES = (STANDING, LIKENESS, ACTS, STATES, _PHRASES)


def say(code: str, language: str, /, **named: Any) -> str:
    """The sentence of a code: in Spanish where the coalition speaks it, else in English; the code where it has none."""
    both = next((table[code] for table in _TABLES if code in table), (code, code))
    return both[is_spanish(language)].format(**named)
