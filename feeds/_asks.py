"""The words in which a campaign asks something of its readers: a table for each language, letters without accents."""

from dataclasses import dataclass

from feeds.text import slug


def normal(said: str) -> str:
    """Small letters without accents, and one space for whatever stands between words."""
    return slug(said).replace("-", " ")


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns over `normal` text, each of whole words."""

    lead: str  # what may stand before an ask
    asks: str  # how an ask begins
    calls: str  # how an ask to speak to those in office begins
    offices: str  # who they are
    navigation: str  # what makes it an ask for something else: to have an account, to follow, to read on


ENGLISH = Words(
    lead="please|urgent|today|now|and|to|click|(?:(?:click|tap|go) )?here|use this link|you can|will you|help us",
    asks=r"sign (?!in |up |out |off )(?:\w+ ){0,5}(?:petition|letter|pledge|statement|declaration|resolution)|"
    r"sign (?:on|now|here|today)|add your (?:name|signature|voice)|(?:\w+ ){0,4}rsvp|"
    r"register(?= (?:here|now|today|online|free|to|for|at|by|in advance|yourself)|$)|"
    r"sign up to (?:attend|help|speak|testify|volunteer)|become a volunteer|"
    r"volunteer(?= (?:with|for|at|on|to|here|now|today|this)|$)|"
    r"join us|join the (?:campaign|fight|march|movement|rally|vigil)|take action|act now",
    calls=r"(?:call|phone|write|e ?mail|contact|message|tell|urge)(?: to)?"
    r"(?: (?:your|our|the|every|us|u s|state)(?: \w+){0,2}?)?",
    offices=r"senators?|sen|representatives?|reps?|legislators?|lawmakers?|congress\w*|members? of congress|"
    r"governor|gov|mayor|(?:city|town|county) council|council ?\w*(?:ors?|members?)|delegates?|elected officials?|"
    r"select ?board|school (?:committee|board)",
    navigation="accounts?|log ?in|password|newsletter|mailing list|e ?mail (?:list|updates|alerts)|"
    "to (?:comment|continue|read|reply)|facebook|twitter|instagram|youtube|tiktok|linkedin|whatsapp|telegram|bluesky",
)

SPANISH = Words(
    lead="por favor|urgente|hoy|ahora|y|(?:haz|haga) clic(?: aqui)? para|aqui para|para|puedes|puede|ayudanos a",
    asks=r"firm(?:a|e|en|ar) (?:\w+ ){0,4}(?:peticion|carta|compromiso|declaracion)|"
    r"firm(?:a|e|en) (?:aqui|ahora|hoy|ya)|(?:agreg|anad|sum)(?:a|e|ue|ar|ir) (?:tu|su) (?:nombre|firma|voz)|"
    r"(?:registr|inscrib)(?:ate|ete|ese|ase|ense|anse|arse|irse)|confirm(?:a|e|ar) (?:tu|su) (?:asistencia|presencia)|"
    r"(?:hazte|hagase|se|sea) voluntari[oa]|un(?:ete|ase|anse|irse)(?= a|$)|"
    r"(?:toma|tome|pasa a la|pase a la) accion|actu[ae] ahora",
    calls=r"(?:llam(?:a|e|ar|ale|ele)|contact(?:a|e|ar)|comuni(?:cate|quese)|escrib(?:e|a|ir|ele|ale)|dile|digale)"
    r"(?: (?:a|al|con|tus?|sus?|el|la|los|las|nuestr[oa]s?))*",
    offices=r"senador\w*|representantes?|legislador\w*|congres\w+|gobernador\w*|alcald\w+|concejal\w*|diputad[oa]s?|"
    r"funcionari[oa]s",
    navigation=r"cuenta|contrasena|sesion|boletin|canal|lista de correos?|suscrib\w*|para (?:comentar|leer|seguir)",
)

PORTUGUESE = Words(
    lead="por favor|urgente|hoje|agora|e|clique(?: aqui)? para|aqui para|para|voce pode|ajude nos a",
    asks=r"assin(?:e|em|ar) (?:\w+ ){0,4}(?:peticao|carta|abaixo assinado|manifesto|compromisso|declaracao)|"
    r"(?:adicion|coloqu|acrescent)(?:e|ar) (?:o )?seu nome|(?:inscrev[ae]|registr[ae]) se|"
    r"confirm(?:e|ar) (?:a )?(?:sua )?presenca|seja (?:um |uma )?voluntari[oa]|voluntarie se|junte se|"
    r"entre em acao|aja agora|tome uma atitude",
    calls=r"(?:ligue|escrev[ae]|contate|contacte|entre em contato|telefone|diga)"
    r"(?: (?:para|a|ao|aos|com|o|os|as|seus?|suas?|noss[oa]s?))*",
    offices=r"senador\w*|representantes?|deputad[oa]s?|legislador\w*|congres\w+|governador\w*|prefeit[oa]|vereador\w*",
    navigation="conta|senha|login|boletim|canal|lista de e ?mails?|para (?:comentar|ler|continuar)",
)

HAITIAN = Words(
    lead="tanpri|ijan|jodi a|kounye a|epi|klike(?: la| isit)? pou|pou|ou ka|ede nou",
    asks=r"siyen (?:\w+ ){0,3}(?:petisyon|let)|siyen (?:isit|kounye a|la a)|(?:ajoute|mete) (?:non|siyati) (?:ou|w)|"
    r"enskri|anrejistre|konfime prezans|(?:vin|fe|tounen)(?: yon)? volonte|vin jwenn nou|rejwenn nou|"
    r"mete tet ansanm ak nou|pran aksyon|aji kounye a",
    calls="(?:rele|ekri|kontakte|telefone)(?: (?:ba|bay|tout))?",
    offices=r"senate\w*|reprezantan|depite|kongre|gouvene|majistra",
    navigation="kont|modpas|konekte|bilten|paj|pou (?:li|komante)",
)

FRENCH = Words(
    lead="s il vous plait|svp|urgent|aujourd hui|maintenant|et|cliquez(?: ici)? pour|ici pour|pour|aidez nous a",
    asks=r"sign(?:ez|er|e|ons) (?:\w+ ){0,4}(?:petition|lettre|engagement|declaration|appel)|"
    r"signez (?:ici|maintenant)|ajoute[zr] votre (?:nom|signature|voix)|(?:inscrivez|enregistrez) vous|inscris toi|"
    r"s inscrire|confirme[zr] votre (?:presence|participation)|(?:devene[zr]|devenir|soyez|etre) benevoles?|"
    r"faites du benevolat|rejoigne[zr] nous|joignez vous|passe[zr] a l action|agissez(?= maintenant|$)",
    calls="(?:appele[zr]|telephone[zr]|ecri(?:vez|re)|contacte[zr]|dites|interpelle[zr])"
    "(?: (?:a|au|aux|le|la|les|vos|votre|nos|notre))*",
    offices=r"senat(?:eurs?|rices?)|deputee?s?|representante?s?|elue?s?|legislateurs?|congres|gouverneure?|maire|"
    r"conseill\w+",
    navigation="compte|mot de passe|connexion|infolettre|liste de diffusion|pour (?:lire|commenter|continuer)",
)

WORDS = (ENGLISH, SPANISH, PORTUGUESE, HAITIAN, FRENCH)
