"""Portuguese, as Brazilian and Cape Verdean offices in the United States write it."""

from feeds.notices.words import Words

WORDS = Words(
    tag="pt",
    common=(
        "de|a|o|os|as|que|e|em|para|por|com|do|da|dos|das|no|na|nos|nas|se|um|uma|ao|é|são|mais|sobre|não|sua|"
        "seu|até|mês"
    ),
    weekdays=(
        "segunda-feira|segunda|seg",
        "terça-feira|terça|ter",
        "quarta-feira|quarta|qua",
        "quinta-feira|quinta|qui",
        "sexta-feira|sexta|sex",
        "sábado|sáb|sábados",
        "domingo|dom|domingos",
    ),
    months=(
        "janeiro|jan",
        "fevereiro|fev",
        "março|mar",
        "abril|abr",
        "maio",
        "junho|jun",
        "julho|jul",
        "agosto|ago",
        "setembro|set",
        "outubro|out",
        "novembro|nov",
        "dezembro|dez",
    ),
    numbers=("uma|um", "duas|dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze"),
    ordinals=("primeira|primeiro", "segunda|segundo", "terceira|terceiro", "quarta|quarto", "última|último"),
    of="de|do",
    article="o|a|no|na|dia|no dia|o dia|do",
    ordinal_endings="o|a",
    both="e",
    to="a|às|até|até às|ao",
    every="cada|toda|todo|todas as|todos os",
    every_other="cada duas|uma sim outra não",
    every_month="de cada mês|do mês|de todo mês|por mês",
    inside="de|em|durante",
    before_time="às|à|das|da|de|a partir das|a partir da|desde as|com início às|começando às",
    between="entre as|entre",
    hour_marks="h|hs|hrs|horas",
    hour_names="em ponto",
    half_hour="e meia|e trinta",
    quarter="e quinze",
    own_clock=True,
    before_day="no|na|neste|nesta|próximo|próxima",
    noon="meio-dia|meio dia|12h do meio-dia",
    midnight="meia-noite|meia noite",
    morning="da manhã|da madrugada|pela manhã|de manhã",
    afternoon="da tarde|da noite|à tarde|à noite",
    aside_time="portas|portas abrem|almoço|credenciamento|recepção|transmissão|café|inscrição",
    tbd=(
        "a confirmar|a definir|por confirmar|por definir|a ser anunciado|a ser anunciada|a ser definido|"
        "a ser definida|a anunciar|a divulgar|a ser confirmado|a ser divulgado|será anunciado|será divulgado|"
        "será confirmado|não confirmado|pendente|em breve|tbd|tba"
    ),
    are="está|estão|ainda|fica|é",
    date_noun="data|datas|dia",
    time_noun="hora|horas|horário",
    place_noun="local|lugar|endereço|sede",
    update=(
        "nova informação|novas informações|informação nova|atualização|atualizado|atualizada|nova data|"
        "novo horário|nova hora|novo local|mudança de horário|mudança de data|mudança de local|alteração|"
        "alteração de horário|alteração de local|alteração de data|correção|corrigido|agora online|agora virtual"
    ),
    cancelled="cancelado|cancelada|cancelados|canceladas|suspenso|suspensa|cancelamento",
    postponed="adiado|adiada|adiados|adiadas",
    moved=(
        "remarcado|remarcada|remarcado para|remarcada para|adiado para|adiada para|transferido para|"
        "transferida para|reagendado para|reagendada para"
    ),
    moved_from="transferido de|transferida de|mudou de",
    tentative="provisório|provisória|provisoriamente|sujeito a alteração|sujeito a mudança|previsão",
    unchanged="mantido|mantida|confirmado|confirmada|continua|sem alteração|segue",
    same_time="mesma hora|mesmo horário",
    old="era|antes|originalmente|previsto para|prevista para|em vez de|em lugar de|de|não mais",
    event=(
        "reunião|reuniões|assembleia|assembleias|mutirão|mutirões|fórum|fóruns|audiência|oficina|oficinas|sessão|"
        "sessões|vigília|marcha|concerto|show|conferência|palestra|festa|feira|celebração|curso|aula|aulas|"
        "encontro|encontros|jantar|missa|jornada|coletiva de imprensa|festival|painel|seminário|treinamento|"
        "comício|protesto|evento|eventos|orientação|cerimônia|caminhada|desfile|apresentação|série|clínica|"
        "plantão|almoço comunitário"
    ),
    coming=(
        "será|serão|haverá|convida|convidam|convoca|convocam|chama|vai|vão|realiza|realizam|realizará|acontece|"
        "acontecerá|oferece|oferecerá|começa|começará|abre|abrirá|venha|participe|ajudarão|é|são|reúne-se|"
        "se reúne|promove"
    ),
    scheduled="marcado|marcada|previsto|prevista|programado|programada",
    past=(
        "passado|passada|foi|foram|aconteceu|realizou|teve|tiveram|ontem|era|houve|vieram|venceu|compareceram|"
        "anunciou|há"
    ),
    ends="termina|terminará|encerra|acaba|até",
    not_before=(
        "semana de|semana do|mês de|até|antes|antes de|desde|depois|depois de|no máximo|prazo|vence|encerra|a partir"
    ),
    not_meeting=(
        "prazo|inscrição|inscrições|agendar|agendamento|horário de atendimento|embargo|embargado|doações|"
        "ingressos|publicado|comentários"
    ),
    clause="que|onde|quem|com|e|para|mas|quando|enquanto|porque",
    at="em|no|na|local",
    small="outro|outra|um|uma|o|a|os|as|seu|sua|nosso|nossa|de|do|da|em|no|na|com|por|para|e|ao|próxima|próximo|mais",
    venue=(
        "biblioteca|igreja|paróquia|escola|centro|casa|salão|parque|praça|teatro|universidade|colégio|prefeitura|"
        "câmara|edifício|capela|clube|hotel|estádio|museu|hospital|tribunal|catedral|templo|ginásio|restaurante|"
        "mercado|auditório|hall|center|library|church|school|park|campus"
    ),
    street="street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|highway|hwy|parkway",
    street_before="rua|avenida|av|travessa|alameda|rodovia|estrada",
    room="sala|salão|auditório|andar|suíte|subsolo|ginásio|room|piso|conjunto",
    same_place="mesmo local|mesmo lugar|mesmo endereço|mesma sede",
    online=(
        "online|on-line|por zoom|zoom|virtual|virtualmente|pela internet|videoconferência|ao vivo|por telefone|"
        "híbrido|híbrida|remoto"
    ),
    choice="ou|e também",
    in_town="em|de",
    heading=(
        "calendário|datas|programa|agenda|locais|detalhes|eventos|reuniões|histórico|cronologia|seguintes|"
        "programação|português|inglês|espanhol"
    ),
    what="o quê|o que|evento|atividade",
    when="quando|data|data e hora|data e horário|dia|dia e hora|hora|horário",
    where="onde|cidade|local|lugar|endereço|sede",
    link="link|zoom|online|transmissão|inscrição|inscrições",
    other_label="quem|por quê|por que|como|quanto|custo|preço|contato|idioma|idiomas|nota|traga|entrada|interpretação",
    release=(
        "nota à imprensa|para divulgação imediata|comunicado à imprensa|comunicado de imprensa|comunicado|"
        "press release|release|aviso à imprensa|aviso de pauta|sugestão de pauta|declaração|nota pública|"
        "para publicação imediata|convite à imprensa|nota oficial"
    ),
    embargo="embargado até|embargada até|sob embargo até|embargo até|não publicar antes|não divulgar antes",
    contact=(
        "contato|contatos|contato para a imprensa|contato de imprensa|contato para imprensa|mais informações|"
        "para mais informações|informações|imprensa|assessoria de imprensa"
    ),
    featured="história em destaque|matéria em destaque|destaque|em destaque|notícia em destaque|notícias dos parceiros",
    subject="assunto",
    posted="publicado|publicado em|publicada em|postado em|postado|compartilhado em",
    carried=(
        "compartilhamos este|compartilhamos o|leia a nota completa|leia o comunicado completo|nota completa|"
        "comunicado completo|nossos amigos|nossos parceiros|publicado originalmente|reproduzimos|texto completo"
    ),
    action="leia|leia mais|participe|compartilhe|assine|doe|inscreva-se|siga-nos|cancelar inscrição|saiba mais",
    letter="prezado|prezada|prezados|prezadas|caro|cara|caros|caras|querido|querida|queridos|queridas",
    closing="com carinho|atenciosamente|em solidariedade|abraços|com gratidão|cordialmente|obrigado|obrigada",
    counted="cidades|localidades|comunidades|municípios",
)
