"""What staff read of each failure, in Spanish."""

from syndication.health.letters_es import DRAFTS, FRAME, UNNAMED
from syndication.health.words import Tongue, Words

_STAYS = "Lo publicado hasta ahora sigue a la vista. No entra nada nuevo hasta que vuelva a funcionar."
_OLDER = "Los textos anteriores siguen a la vista."
_NOTE = (
    "Envíe a {org} nuestra nota. Lo intentamos de nuevo {when}.",
    "Envíe a {org} nuestra nota. Lo seguimos intentando.",
)
_LETS_IN = (
    "Envíe a {org} nuestra nota: nombra nuestro lector y dice qué permitir. Lo intentamos de nuevo {when}.",
    "Envíe a {org} nuestra nota: nombra nuestro lector y dice qué permitir. Lo seguimos intentando.",
)
_AGAIN = ("Lo intentamos de nuevo {when}.", "Lo intentamos de nuevo más tarde.")
_SAY = "Ábralo hoy y diga «Sí, son ellos» (reanude la fuente) o «Detener» (quítela)."
_DONE = "No hay nada que hacer."

WORDS = {
    "quiet": Words(
        (
            "{org} no publica nada desde hace {n:una semana|# semanas}; suele publicar {every:cada día|cada # días}."
            " El canal en sí funciona.",
            "{org} no publica nada desde hace {n:una semana|# semanas}. El canal en sí funciona.",
            "{org} no publica nada desde hace un tiempo; suele publicar {every:cada día|cada # días}."
            " El canal en sí funciona.",
            "{org} no publica nada desde hace un tiempo. El canal en sí funciona.",
        ),
        "El público ve los textos anteriores y nada nuevo.",
        "No hay nada roto. Quizá convenga preguntar; no hay prisa.",
    ),
    "dns": Words(
        (
            "La dirección {host} ya no existe o está mal escrita.",
            "La dirección ya no existe o está mal escrita.",
        ),
        f"No encontramos el sitio, así que no entra nada nuevo. {_OLDER}",
        "Revise cómo está escrita, o pregunte a {org} si cambió de dirección.",
    ),
    "refused": Words("El servidor de {org} está apagado o no nos deja entrar.", _STAYS, _AGAIN),
    "timeout": Words(
        (
            "El sitio de {org} tardó más de {n:un segundo|# segundos} en responder. A menudo solo está ocupado.",
            "El sitio de {org} tardó demasiado en responder. A menudo solo está ocupado.",
        ),
        _STAYS,
        _AGAIN,
    ),
    "tls_expired": Words(
        (
            "El certificado de seguridad de {host} venció el {date}. Quienes visitan el sitio también ven un aviso.",
            "El certificado de seguridad de {host} venció. Quienes visitan el sitio también ven un aviso.",
            "El certificado de seguridad del sitio venció. Quienes lo visitan también ven un aviso.",
        ),
        f"No sabemos con certeza quién responde, así que no leemos nada. {_OLDER}",
        _NOTE,
    ),
    "tls_name": Words(
        "El certificado pertenece a otro sitio, así que no sabemos si de verdad es {org}.",
        f"Por seguridad, no leemos nada de allí. {_OLDER}",
        "Pregunte a {org} cuál es la dirección correcta.",
    ),
    "login": Words(
        "El canal pide una contraseña.",
        f"Está cerrado al público, así que no podemos difundirlo. {_OLDER}",
        "Pida a {org} la dirección pública.",
    ),
    "blocked": Words(
        "El servicio de protección de {org} nos toma por un robot.",
        f"El sitio funciona para las personas, pero aquí no entra nada nuevo. {_OLDER}",
        _LETS_IN,
    ),
    "challenge": Words(
        "En lugar de noticias recibimos una página que pregunta si somos humanos.",
        f"El sitio funciona para las personas, pero aquí no entra nada nuevo. {_OLDER}",
        _LETS_IN,
    ),
    "not_found": Words(
        (
            "El canal ya no está en esta dirección."
            " Buscamos en el sitio y encontramos {n:una posible dirección nueva|# posibles direcciones nuevas}.",
            "El canal ya no está en esta dirección.",
        ),
        f"No entra nada nuevo hasta que tengamos la dirección correcta. {_OLDER}",
        (
            "{n:Compárela con la anterior y luego reemplace la dirección"
            "|Compárelas con la anterior y luego reemplace la dirección}.",
            "Busque la dirección nueva en el sitio.",
        ),
    ),
    "gone": Words(
        "{org} dice que este canal se eliminó para siempre.",
        f"De esta dirección no llegará nada nuevo. {_OLDER}",
        "Busque uno nuevo o quite la fuente.",
    ),
    "moved": Words(
        ("{org} trasladó el canal; lo seguimos a {url}.", "{org} trasladó el canal; lo seguimos a la nueva dirección."),
        "Los textos nuevos llegan como siempre. El público no nota nada.",
        _DONE,
    ),
    "moved_domain": Words(
        (
            "El canal lleva ahora a otro sitio, {host}. A veces alguien ajeno compra un nombre que venció."
            " Los textos nuevos esperan.",
            "El canal lleva ahora a otro sitio. A veces alguien ajeno compra un nombre que venció."
            " Los textos nuevos esperan.",
        ),
        "Nada nuevo de allí se publica hasta que usted lo diga.",
        _SAY,
    ),
    "changed_hands": Words(
        "Todo cambió a la vez en este canal. Los textos nuevos esperan.",
        "El sitio puede estar en otras manos. Nada nuevo se publica hasta que usted lo diga.",
        _SAY,
    ),
    "loop": Words(
        "La dirección nos hace dar vueltas en círculo.",
        f"Nunca llegamos al canal, así que no entra nada nuevo. {_OLDER}",
        "Copie la dirección otra vez desde el sitio.",
    ),
    "slow_down": Words(
        (
            "{org} pidió que vengamos menos a menudo. Ahora venimos {n:cada hora|cada # horas}.",
            "{org} pidió que vengamos menos a menudo, y así lo hacemos.",
        ),
        "Los textos nuevos pueden aparecer un poco más tarde.",
        ("No hay nada que hacer: volvemos {when}.", _DONE),
    ),
    "server_error": Words(
        "El sitio de {org} tiene un error interno.",
        _STAYS,
        (
            "Suele arreglarse en un día; si no, envíe a {org} nuestra nota. Lo intentamos de nuevo {when}.",
            "Suele arreglarse en un día; si no, envíe a {org} nuestra nota. Lo seguimos intentando.",
        ),
    ),
    "webpage": Words(
        "Esto es una página web, no un canal.",
        "Solo podemos seguir canales, así que de aquí no entra nada.",
        "Elija uno de los canales que hay en ella.",
    ),
    "no_feed": Words(
        "No encontramos ningún canal en este sitio.",
        "Las noticias de este sitio no pueden llegar por sí solas.",
        "Pruebe con la página del blog o de eventos, agregue los textos a mano,"
        " o envíe a {org} nuestra nota «Active su canal».",
    ),
    "social_only": Words(
        "Esta es una página de una red social; esas páginas no ofrecen un canal que podamos usar.",
        "Lo que se publica allí no puede llegar aquí.",
        "Pida a {org} la dirección de su sitio o de su calendario.",
    ),
    "broken_recovered": Words(
        (
            "El canal tiene errores; aun así pudimos leer {n:uno de sus textos|# de sus textos}.",
            "El canal tiene errores; aun así pudimos leer algunos de sus textos.",
        ),
        "Lo que pudimos leer entró como siempre. Pueden faltar algunos textos.",
        "Si quiere, envíe a {org} nuestra nota para quien administra el sitio.",
    ),
    "broken": Words(
        (
            "El canal está dañado cerca de la línea {n}, así que no se pudo leer nada."
            " Seguimos mostrando los textos anteriores.",
            "El canal está dañado, así que no se pudo leer nada. Seguimos mostrando los textos anteriores.",
        ),
        "No entra nada nuevo hasta que se repare.",
        (
            "Envíe a {org} nuestra nota con el lugar exacto. Lo intentamos de nuevo {when}.",
            "Envíe a {org} nuestra nota con el lugar exacto. Lo seguimos intentando.",
        ),
    ),
    "empty": Words(
        "El canal funciona y no tiene textos.",
        "Todavía no hay nada que mostrar de este canal.",
        "Compruebe que sea el canal correcto: algunos sitios tienen varios.",
    ),
    "too_big": Words(
        (
            "El canal pesa más de {n} MB, probablemente por los archivos adjuntos.",
            "El canal pesa más de lo que aceptamos, probablemente por los archivos adjuntos.",
        ),
        f"No lo leímos, así que no entra nada nuevo. {_OLDER}",
        "Pida a {org} un canal más corto; nuestra nota dice cómo.",
    ),
    "flood": Words(
        (
            "{n:Llegó un texto nuevo|Llegaron # textos nuevos} de {org} de una sola vez."
            " {n:Espera|Esperan} su decisión.",
            "Llegaron muchos textos nuevos de {org} de una sola vez. Esperan su decisión.",
        ),
        "Nada de esto es público todavía. Los textos anteriores siguen como estaban.",
        (
            "{n:Mírelo, y luego publíquelo u ocúltelo|Mírelos, y luego publique todos, los 5 más recientes o ninguno}.",
            "Mírelos, y luego publique todos, los 5 más recientes o ninguno.",
        ),
    ),
    "ids_changed": Words(
        (
            "{org} cambió su sitio, y {n:un texto antiguo parecía nuevo|# textos antiguos parecían nuevos}."
            " {n:Lo|Los} reconocimos y no enviamos nada dos veces.",
            "{org} cambió su sitio, y algunos textos antiguos parecían nuevos."
            " Los reconocimos y no enviamos nada dos veces.",
        ),
        "El público recibió cada texto una sola vez.",
        _DONE,
    ),
    "own_items": Words(
        "Este canal repite nuestros propios comunicados. Ocultamos las copias.",
        "El público ve cada comunicado una sola vez, con nuestro nombre.",
        _DONE,
    ),
    "bad_dates": Words(
        "Faltan fechas o están en el futuro; usamos el día en que vimos cada texto por primera vez.",
        "El orden de los textos puede ser distinto al del sitio original.",
        _DONE,
    ),
    "no_timezone": Words(
        "El calendario no dice su zona horaria. Suponemos que es {zone}.",
        "Si no es así, las reuniones muestran una hora equivocada.",
        "Confírmela o cámbiela.",
    ),
    "garbled": Words(
        "Algunas letras se ven mal; las corregimos. Mire la vista previa.",
        "Casi todo se lee bien de nuevo, pero algún nombre puede seguir mal.",
        "Avísenos si los nombres se ven raros.",
    ),
    "private_addr": Words(
        "Esta dirección lleva a una red privada o no es una dirección web, así que no la abrimos.",
        "De ella no entra nada.",
        "Use la dirección pública.",
    ),
    "us": Words(
        (
            "{n:Falló una|Fallaron #} de {of:# fuente|# fuentes} a la vez."
            " Lo más probable es que sea nuestra propia conexión.",
            "Fallaron muchas fuentes a la vez. Lo más probable es que sea nuestra propia conexión.",
        ),
        "Los demás sitios casi seguro están bien. Por ahora no entra nada nuevo.",
        (
            "Seguimos sirviendo lo que tenemos; llame a {admin} si dura una hora.",
            "Seguimos sirviendo lo que tenemos; llame a quien cuida nuestro servidor si dura una hora.",
        ),
    ),
    "internal": Words(
        "Cometimos un error al leer este canal.",
        f"El error es nuestro, no del sitio. {_OLDER}",
        ("El registro dice más; lo intentamos de nuevo {when}.", "El registro dice más; lo seguimos intentando."),
    ),
}

SPANISH = Tongue(
    words=WORDS,
    actors={
        "you": "Usted",
        "partner": "La organización aliada",
        "nobody": "Nadie por ahora",
        "us": "Nosotros",
        "done": "Listo: no hay nada que hacer",
    },
    statuses={
        "new": "Nueva",
        "ok": "Bien",
        "trouble": "Con problemas",
        "waiting": "Espera su decisión",
        "paused": "En pausa",
        "gone": "Ya no existe",
    },
    phrases={
        "well": "Bien.",
        "not_yet": "Aún no la hemos consultado.",
        "paused": "En pausa: no la consultamos hasta que se reanude.",
        "never": "nunca",
        "day": "{day} de {month}",
        "day_of_year": "{day} de {month} de {year}",
        "at": "a {hour:la|las} {clock}",
        "tomorrow": "mañana {at}",
        "on": "el {day} {at}",
        "soon": "dentro de poco",
        "zone": "la hora de {city}",
        "last_good": "Última vez bien: {moment}.",
        "next_look": "Próxima consulta: {moment}.",
        "no_look": "Próxima consulta: ninguna prevista.",
        "rhythm": "Suele publicar {every:cada día|cada # días}.",
        "no_rhythm": "Es pronto para decir cada cuánto publica.",
    },
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    zones={
        "UTC": "la hora UTC",
        "Etc/UTC": "la hora UTC",
        "America/New_York": "la hora del Este",
        "America/Detroit": "la hora del Este",
        "America/Chicago": "la hora del Centro",
        "America/Denver": "la hora de la Montaña",
        "America/Phoenix": "la hora estándar de la Montaña",
        "America/Los_Angeles": "la hora del Pacífico",
        "America/Anchorage": "la hora de Alaska",
        "America/Puerto_Rico": "la hora del Atlántico",
        "Pacific/Honolulu": "la hora de Hawái",
        "America/Mexico_City": "la hora de Ciudad de México",
    },
    nameless=(
        ("{org} cambió su sitio", "el sitio cambió"),
        ("verdad es {org}", "verdad es el sitio correcto"),
        ("sitio de {org}", "sitio"),
        (" a {org}", " a quienes llevan el sitio"),
        ("de {org}", "del sitio"),
        ("{org}", "el sitio"),
    ),
    drafts=DRAFTS,
    frame=FRAME,
    unnamed=UNNAMED,
)  # fmt: skip
