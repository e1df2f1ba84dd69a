"""What we write to a partner's webmaster, in Spanish."""

from syndication.health.words import Draft, Said

_FOLLOWERS = "Quienes siguen sus noticias con un lector de canales también dejaron de recibirlas."
_WARNING = "Lo más probable es que quienes visitan su sitio vean un aviso, y que algunas personas se vayan."
_ERROR = "Es posible que quienes visitan su sitio también vean una página de error."
_ALLOW = (
    "Por favor, permita la entrada a nuestro lector en la configuración de su servicio de protección"
    " (Cloudflare, Wordfence, Sucuri u otro):"
    "\n\n  Nombre de nuestro lector (User-Agent): {reader}\n  Dirección que debe permitir: {url}\n\n"
    "Consulta con cortesía: dice quién es, pide una sola cosa a la vez y viene menos a menudo si su servidor lo pide."
)
_MEND = (
    "Por favor, corríjalo. Esta revisión gratuita también muestra el lugar: https://validator.w3.org/feed/\n"
    "A menudo se debe a un complemento, o a un texto pegado desde un procesador de textos."
)
_TURN_ON = """Se activa en pocos minutos, y muchas veces ya está activo:

- WordPress: ya está activo. Su dirección es la de su sitio con /feed/ al final.
- Squarespace: está activo en cada página de blog. Su dirección es la de esa página con ?format=rss al final.
- Wix: se activa cuando hay un blog. Su dirección es la de su sitio con /blog-feed.xml al final.
- Drupal: pruebe la dirección de su sitio con /rss.xml al final.
  Si no hay nada, agregue una presentación «Feed» a la vista que muestra sus noticias.

Por favor, envíenos la dirección cuando funcione."""

DRAFTS = {
    "quiet": Draft(
        "{org}: ¿hay noticias?",
        (
            "No vemos nada nuevo desde hace {n:una semana|# semanas}. El canal en sí funciona.",
            "No vemos nada nuevo desde hace un tiempo. El canal en sí funciona.",
        ),
        "",
        "¿Va todo bien? Si ahora publican en otro lugar, por favor díganos dónde y allí leeremos sus noticias."
        " Si simplemente no hay noticias, no hay nada que hacer.",
    ),
    "dns": Draft(
        "{org}: no encontramos la dirección de su canal de noticias",
        "El nombre que aparece en esta dirección ya no se encuentra en internet.",
        "Si todavía debería funcionar, quienes visitan su sitio tampoco pueden llegar a él.",
        "Si cambiaron de dirección, por favor envíenos la nueva dirección de su canal."
        " Si no, pregunte a su proveedor de alojamiento web si el nombre está pagado y lleva a su sitio.",
    ),
    "refused": Draft(
        "{org}: nuestro lector no puede llegar a su sitio",
        "El servidor de esta dirección no deja entrar a nuestro lector, o está apagado.",
        "Es posible que quienes visitan su sitio tampoco puedan entrar.",
        "Por favor, compruebe que el sitio esté en marcha y que nada allí rechace a nuestro lector."
        "\n\n  Nombre de nuestro lector (User-Agent): {reader}",
    ),
    "timeout": Draft(
        "{org}: su sitio responde despacio",
        (
            "El sitio tardó más de {n:un segundo|# segundos} en responder a nuestro lector.",
            "El sitio tardó demasiado en responder a nuestro lector.",
        ),
        "Es posible que quienes visitan su sitio esperen lo mismo.",
        "Por favor, revíselo o avise a su proveedor de alojamiento web. A menudo ayuda una caché de páginas.",
    ),
    "tls_expired": Draft(
        "{org}: venció el certificado de seguridad de su sitio",
        (
            "El certificado de seguridad de esta dirección venció el {date}.",
            "El certificado de seguridad de esta dirección venció.",
        ),
        _WARNING,
        "Por favor, renueve el certificado o pida a su proveedor de alojamiento web que lo haga."
        " Muchos proveedores lo renuevan gratis y de forma automática, una vez que eso se activa.",
    ),
    "tls_name": Draft(
        "{org}: el certificado de seguridad de su sitio lleva otro nombre",
        "El certificado de seguridad que recibimos en esta dirección pertenece a otro sitio.",
        _WARNING,
        "Por favor, pida a su proveedor de alojamiento web que incluya este nombre en el certificado,"
        " o díganos cuál es la dirección correcta.",
    ),
    "login": Draft(
        "{org}: su canal de noticias pide una contraseña",
        "El canal de esta dirección pide una contraseña.",
        "Las demás personas que siguen sus noticias con un lector de canales tampoco pueden verlas.",
        "Por favor, envíenos una dirección de su canal que esté abierta al público, o abra esta.",
    ),
    "blocked": Draft(
        "{org}: por favor, permita la entrada a nuestro lector de noticias",
        "El servicio de protección de su sitio toma a nuestro lector por un robot dañino y no lo deja entrar.",
        "Es posible que tampoco deje entrar a otras personas que siguen sus noticias con un lector de canales.",
        _ALLOW,
    ),
    "challenge": Draft(
        "{org}: por favor, permita la entrada a nuestro lector de noticias",
        "En lugar de sus noticias, nuestro lector recibe una página que pregunta si es humano."
        " Ningún lector de noticias puede responderla.",
        "Es posible que otras personas que siguen sus noticias con un lector de canales reciban la misma página.",
        _ALLOW,
    ),
    "not_found": Draft(
        "{org}: ¿dónde está ahora su canal de noticias?",
        "El canal ya no está en esta dirección.",
        _FOLLOWERS,
        "Por favor, envíenos la nueva dirección. Si es posible, haga que la anterior lleve a la nueva para siempre"
        " (una redirección permanente): así ayuda a todo el mundo.",
    ),
    "gone": Draft(
        "{org}: ¿hay un nuevo canal de noticias?",
        "Su servidor dice que este canal se eliminó para siempre.",
        _FOLLOWERS,
        "Si hay uno nuevo, por favor envíenos su dirección."
        " Si prefiere que no difundamos sus noticias, díganoslo y dejaremos de hacerlo.",
    ),
    "moved_domain": Draft(
        "{org}: ¿es suya esta nueva dirección?",
        "El canal de esta dirección lleva ahora a otro sitio.",
        "A veces alguien ajeno compra un nombre que venció. Entonces sus visitantes también llegan allí.",
        "¿Es suyo el nuevo sitio? Por favor, díganoslo o envíenos la dirección correcta."
        " Hasta entonces no mostramos nada nuevo de allí.",
    ),
    "server_error": Draft(
        "{org}: su sitio tiene un error",
        "El sitio responde a nuestro lector con un error interno.",
        _ERROR,
        "Por favor, revíselo o avise a su proveedor de alojamiento web."
        " El registro de errores del sitio debería nombrar la causa.",
    ),
    "no_feed": Draft(
        "{org}: cómo activar su canal de noticias",
        "Allí no encontramos ningún canal. Un canal (en inglés, «feed») es un pequeño archivo que su sitio mantiene"
        " al día por sí solo, para que otros puedan seguir sus noticias.",
        "Con él, cualquier persona puede seguir sus noticias en un lector de canales.",
        _TURN_ON,
        wanted=True,
    ),
    "social_only": Draft(
        "{org}: ¿tienen un sitio o un calendario?",
        "Es una página de una red social, y esas páginas no ofrecen un canal que podamos usar.",
        "",
        "¿Tienen también un sitio, un blog o un calendario público? Por favor, envíenos su dirección.",
        wanted=True,
    ),
    "broken": Draft(
        "{org}: su canal de noticias está dañado",
        (
            "El canal está dañado, así que nuestro lector no pudo leer nada. Se detuvo aquí:\n\n  {detail}",
            "El canal está dañado cerca de la línea {n}, así que nuestro lector no pudo leer nada.",
            "El canal está dañado, así que nuestro lector no pudo leer nada.",
        ),
        "Lo más probable es que otros lectores de canales también se detengan allí.",
        _MEND,
    ),
    "broken_recovered": Draft(
        "{org}: su canal de noticias tiene un error",
        (
            "El canal tiene errores. Nuestro lector pudo leer una parte, pero tropezó aquí:\n\n  {detail}",
            "El canal tiene errores. Nuestro lector pudo leer una parte.",
        ),
        "Es posible que otros lectores de canales lean menos, o nada.",
        _MEND,
    ),
    "too_big": Draft(
        "{org}: su canal de noticias es muy grande",
        (
            "El canal pesa más de {n} MB. Es más de lo que nuestro lector acepta.",
            "El canal pesa más de lo que nuestro lector acepta.",
        ),
        "Las demás personas que siguen sus noticias también esperan, sobre todo en el teléfono.",
        "Por favor, deje en él solo los 20 textos más recientes, o el comienzo de cada texto."
        " Las imágenes y los archivos deben ser enlaces, no parte del canal.",
    ),
}

FRAME: dict[str, Said] = {
    "hello": "Hola:",
    "reads": "Somos {us}. Difundimos las noticias de {org}, siempre con un enlace a su sitio."
    " Las leemos aquí:\n\n  {url}",
    "wants": "Somos {us}. Nos gustaría difundir las noticias de {org}, siempre con un enlace a su sitio."
    " Buscamos aquí:\n\n  {url}",
    "thanks": (
        "Si algo no queda claro, por favor escriba a {contact}. ¡Gracias por su trabajo!",
        "Si algo no queda claro, por favor responda a este mensaje. ¡Gracias por su trabajo!",
    ),
    "detail": "Para personas técnicas: {detail}",
}

UNNAMED = (("{org}: ", ""), ("{org}", "su organización"))
