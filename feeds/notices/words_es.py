"""Spanish, as offices in the United States write it."""

from feeds.notices.words import Words

WORDS = Words(
    tag="es",
    common=(
        "de|la|el|los|las|que|y|en|para|por|con|del|se|una|un|su|sus|al|es|son|como|más|sobre|lo|nuestra|nuestro|"
        "esta|este"
    ),
    weekdays=(
        "lunes|lun",
        "martes",
        "miércoles|mié",
        "jueves|jue",
        "viernes|vie",
        "sábado|sáb|sábados",
        "domingo|dom|domingos",
    ),
    months=(
        "enero|ene",
        "febrero|feb",
        "marzo",
        "abril|abr",
        "mayo",
        "junio|jun",
        "julio|jul",
        "agosto|ago",
        "septiembre|setiembre|sept|sep",
        "octubre|oct",
        "noviembre|nov",
        "diciembre|dic",
    ),
    numbers=("una|uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
    ordinals=("primer|primero", "segundo", "tercer|tercero", "cuarto", "último"),
    of="de|del|del año",
    article="el|la|los|las|día|del",
    ordinal_endings="o|a|er|ro|ero",
    both="y|e",
    to="a|al|hasta",
    every="cada|todos los",
    every_other="cada dos|un|cada segundo",
    every_month="de cada mes|del mes|de todos los meses",
    inside="de|en|durante",
    before_time=(
        "a las|a la|de|de las|de la|desde|desde las|desde la|a partir de las|a partir de la|las|la|hasta las|"
        "empezando a las"
    ),
    between="entre las|entre la|entre",
    hour_marks="h|hs|hrs|horas",
    hour_names="en punto",
    half_hour="y media|y treinta",
    quarter="y cuarto|y quince",
    before_day="el|este|próximo",
    noon="12 del mediodía|12:00 del mediodía|mediodía|las 12 del mediodía|12 m",
    midnight="medianoche|12 de la medianoche",
    morning="de la mañana|de la madrugada|por la mañana",
    afternoon="de la tarde|de la noche|por la tarde|por la noche",
    aside_time="puertas|puertas abren|almuerzo|registro|recepción|transmisión|café",
    tbd=(
        "por confirmar|por confirmarse|por definir|por definirse|por anunciar|por anunciarse|por determinar|"
        "a confirmar|se anunciará|se confirmará|se informará|pendiente|aún no confirmado|sin confirmar|tbd|tba"
    ),
    are="está|están|aún|sigue",
    date_noun="fecha|fechas|día",
    time_noun="hora|horas|horario",
    place_noun="lugar|sede|ubicación|local|dirección|sitio",
    update=(
        "nueva información|información nueva|actualización|actualizado|actualizada|nueva fecha|nueva hora|"
        "nuevo lugar|nuevo horario|nueva sede|cambio de hora|cambio de fecha|cambio de lugar|cambio de sede|"
        "cambio de horario|cambio|corrección|corregido|ahora en línea|ahora virtual"
    ),
    cancelled="cancelado|cancelada|cancelados|canceladas|suspendido|suspendida|se cancela|cancelación",
    postponed="aplazado|aplazada|pospuesto|pospuesta|postergado|postergada",
    moved=(
        "reprogramado|reprogramada|reprogramado para|trasladado a|trasladada a|pospuesto para|pospuesta para|"
        "aplazado al|aplazada al|se traslada al|pasa al|se cambia al"
    ),
    moved_from="trasladado de|trasladada de|se traslada de|cambia de",
    tentative="tentativo|tentativa|tentativamente|provisional|sujeto a cambio|sujeto a cambios",
    unchanged="sigue en pie|se mantiene|sin cambios|siguen en pie",
    same_time="misma hora|mismo horario",
    old="era|antes|antes era|originalmente|previsto para|prevista para|en vez de|en lugar de|del|ya no",
    event=(
        "reunión|reuniones|foro|foros|audiencia|taller|talleres|clínica|clínicas|sesión|sesiones|vigilia|marcha|"
        "concierto|asamblea|asambleas|conferencia|charla|fiesta|feria|celebración|curso|clase|clases|encuentro|"
        "encuentros|cena|misa|jornada|jornadas|rueda de prensa|conferencia de prensa|festival|panel|seminario|"
        "capacitación|mitin|protesta|evento|eventos|orientación|ceremonia|convivio|caminata|desfile|obra|función|"
        "serie|desayuno"
    ),
    coming=(
        "será|serán|habrá|invita|invitan|convoca|convocan|se llevará a cabo|se llevarán a cabo|tendrá|tendrán|"
        "celebrará|celebrarán|realizará|realizarán|ofrecerá|ofrecerán|comienza|comenzará|empieza|abre|abrirá|"
        "únase|venga|asista|acompáñenos|ayudarán|es|son|se reúne|se reunirá|se celebra|organiza"
    ),
    scheduled="programado|programada|previsto|prevista|planeado",
    past=(
        "pasado|pasada|fue|fueron|se realizó|se celebró|se llevó a cabo|tuvo|tuvieron|ayer|era|hubo|llegaron|"
        "asistieron|anunció|anunciados|anunciadas|hace"
    ),
    ends="termina|terminará|concluye|acaba|hasta",
    not_before=(
        "semana del|semana de|mes de|hasta|antes|antes de|desde|después|después de|a más tardar|fecha límite|"
        "plazo|vence|cierra|a partir"
    ),
    not_meeting=(
        "fecha límite|inscripción|inscripciones|plazo|solicitudes|horario de atención|horas de oficina|embargo|"
        "embargado|donaciones|entradas|boletos|registro|publicado|comentarios"
    ),
    clause="que|donde|quien|con|y|para|pero|cuando|mientras|porque",
    at="en|lugar",
    small="otro|otra|un|una|el|la|los|las|su|sus|nuestro|nuestra|de|del|en|a|con|por|para|y|al|gran|próxima|próximo",
    venue=(
        "biblioteca|iglesia|parroquia|escuela|centro|casa|salón|parque|plaza|teatro|universidad|colegio|"
        "ayuntamiento|alcaldía|edificio|capilla|club|hotel|estadio|museo|hospital|tribunal|catedral|templo|"
        "gimnasio|cafetería|restaurante|mercado|hall|center|library|church|school|park|campus"
    ),
    street="street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|highway|hwy|parkway",
    street_before="calle|avenida|av|avda|carretera",
    room="salón|sala|auditorio|aula|oficina|piso|cuarto|suite|sótano|planta|gimnasio|apartamento|room",
    same_place="mismo lugar|misma dirección|mismo sitio|misma sede|mismo local",
    online=(
        "en línea|por zoom|zoom|virtual|virtualmente|por internet|videoconferencia|transmisión en vivo|"
        "por teléfono|a distancia|híbrido|híbrida|por videollamada"
    ),
    choice="o|u|y también",
    in_town="en|de",
    heading=(
        "calendario|fechas|programa|agenda|lugares|detalles|eventos|reuniones|antecedentes|cronología|siguientes|"
        "horario|español|english|inglés"
    ),
    what="qué|evento|actividad",
    when="cuándo|fecha|fecha y hora|día|día y hora|hora|horario",
    where="dónde|ciudad|pueblo|lugar|sede|dirección|ubicación|local",
    link="enlace|zoom|en línea|transmisión|inscripción|regístrese|registro|conéctese",
    other_label=(
        "quién|quiénes|por qué|cómo|costo|precio|cuánto|contacto|idioma|idiomas|nota|traiga|entrada|interpretación"
    ),
    release=(
        "para publicación inmediata|para su publicación inmediata|para difusión inmediata|comunicado de prensa|"
        "comunicado|boletín de prensa|nota de prensa|aviso a la prensa|aviso a los medios|convocatoria de prensa|"
        "declaración|aviso público|invitación a la prensa|aviso de prensa|de publicación inmediata"
    ),
    embargo=(
        "embargado hasta|embargada hasta|bajo embargo hasta|embargo hasta|no publicar antes|no difundir antes|"
        "prohibida su difusión hasta"
    ),
    contact=(
        "contacto|contactos|contacto de prensa|contacto para la prensa|contacto para los medios|más información|"
        "para más información|información|informes|prensa|mayores informes"
    ),
    featured=(
        "historia destacada|historia del mes|nota destacada|destacado|noticias de nuestros aliados|noticia destacada"
    ),
    subject="asunto",
    posted="publicado|publicado el|publicada el|fecha de publicación|compartido el",
    carried=(
        "compartimos este|compartimos el|lea el comunicado completo|comunicado completo|nuestros amigos de|"
        "publicado originalmente|reproducimos|nuestros aliados de|texto completo|nos escriben"
    ),
    action=(
        "lea|lea más|actúe|comparta|comparte|firme|done|regístrese|inscríbase|síganos|suscríbase|"
        "cancelar suscripción|más"
    ),
    letter="estimado|estimada|estimados|estimadas|querido|querida|queridos|queridas",
    closing="con cariño|atentamente|en solidaridad|saludos|con gratitud|cordialmente|gracias",
    counted="ciudades|localidades|comunidades|pueblos|municipios",
)
