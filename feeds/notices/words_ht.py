"""Haitian Creole."""

from feeds.notices.words import Words

WORDS = Words(
    tag="ht",
    common="nan|ak|pou|yo|ki|se|yon|sou|pa|nou|li|gen|ap|te|an|fè|moun|tout|depi|sa|plis|kote|avèk|ou|lan|pral|men",
    weekdays=("lendi", "madi", "mèkredi", "jedi", "vandredi", "samdi", "dimanch"),
    months=(
        "janvye|jan",
        "fevriye|fev",
        "mas",
        "avril|avr",
        "me",
        "jen",
        "jiyè|jiye",
        "out|dawou",
        "septanm|sept",
        "oktòb|okt",
        "novanm|nov",
        "desanm|des",
    ),
    numbers=(
        "en|youn|inè",
        "de|dezè",
        "twa|twazè",
        "kat|katrè",
        "senk|senkè",
        "sis|sizè",
        "sèt|sètè",
        "uit|uitè",
        "nèf|nevè",
        "dis|dizè",
        "onz|onzè",
        "douz",
    ),
    ordinals=("premye", "dezyèm", "twazyèm", "katriyèm", "dènye"),
    of="",
    article="le|jou",
    ordinal_endings="ye|yem",
    both="ak|epi|e",
    to="rive|jiska|pou rive|a|pou",
    every="chak|tout",
    every_other="chak de",
    every_month="chak mwa|nan mwa a|nan chak mwa",
    inside="nan|nan mwa|pandan",
    before_time="a|depi|de|soti|apati|apati de|vè",
    between="ant",
    hour_marks="h",
    hour_names="zè|vè|tè|nè|kè|è",
    before_day="nan|jou",
    noon="midi",
    midnight="minwi",
    morning="nan maten|di maten|maten|dimaten",
    afternoon="nan apremidi|apremidi|di swa|diswa|aswè|nan aswè|nan aprèmidi|aprèmidi",
    aside_time="pòt|pòt yo ouvri|enskripsyon|resepsyon|manje",
    tbd=(
        "poko konnen|poko fikse|poko konfime|pou konfime|pou anonse|ap anonse|ap konfime|n ap anonse|"
        "n ap konfime|pral anonse|ap vini|pa konnen ankò|tbd|tba"
    ),
    are="a|la|lan|an|yo|nan",
    date_noun="dat|jou|dat la",
    time_noun="lè|è|orè",
    place_noun="kote|adrès|sal|lokal|lye",
    update=(
        "nouvo enfòmasyon|nouvèl enfòmasyon|enfòmasyon nouvo|mizajou|mizajou a|ajou|chanjman|chanjman lè|"
        "chanjman dat|chanjman kote|nouvo dat|nouvo lè|nouvo kote|koreksyon|kounye a sou entènèt"
    ),
    cancelled="anile|anilasyon|yo anile|kanpe",
    postponed="ranvwaye|yo ranvwaye|repòte",
    moved="ranvwaye pou|deplase pou|chanje pou|repòte pou|deplase",
    tentative="pwovizwa|tantatif|ka chanje",
    unchanged="toujou|pa chanje|rete menm jan|kenbe",
    same_time="menm lè",
    old="te|te dwe|anvan|olye|pase",
    event=(
        "reyinyon|fowòm|klinik|atelye|veye|mach|konsè|asanble|konferans|fèt|selebrasyon|kou|klas|sesyon|rankont|"
        "fwa|konferans pou laprès|seminè|fòmasyon|manifestasyon|evènman|seremoni|lamès|odyans|dine|vizit"
    ),
    coming="ap fèt|pral|ap|envite|vini|kòmanse|ouvri|òganize|pral fèt|fèt",
    scheduled="ki te pwograme|pwograme|te dwe fèt",
    past="te|te fèt|yè|pase|deja|te gen|ane pase",
    ends="fini|jiska|rive",
    not_before="semèn|mwa|jiska|anvan|depi|apre|dat limit|dat limit la|fèmen|pi ta",
    not_meeting="dat limit|enskripsyon|anbago|biwo a ouvri|orè biwo|tikè|don|pibliye",
    clause="ki|kote|ak|pou|men|lè|paske|epi",
    at="nan|kote",
    small="lòt|yon|la|a|an|yo|nan|ak|pou|sou|gwo|pwochen",
    venue=(
        "legliz|sant|lekòl|bibliyotèk|sal|kay|pak|plas|teyat|inivèsite|kolèj|lakou|lopital|tribinal|katedral|"
        "chapèl|klib|otèl|mize|estad|hall|center|library|church|school|park|campus"
    ),
    street="street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|highway|hwy|parkway",
    street_before="ri|avni|wout",
    room="sal|chanm|etaj|oditoryòm|biwo|room|suite|sousòl",
    same_place="menm kote|menm adrès|menm sal",
    online="sou entènèt|sou zoom|zoom|an liy|vityèl|pa telefòn|sou liy|online",
    in_town="nan",
    heading="kalandriye|dat|pwogram|ajanda|kote|detay|evènman|reyinyon|istwa|kreyòl|kreyòl ayisyen|anglè|panyòl",
    what="kisa|evènman|aktivite",
    when="kilè|ki lè|dat|dat ak lè|jou|lè",
    where="ki kote|kibò|kote|adrès",
    link="lyen|zoom|sou entènèt|enskripsyon",
    other_label="kiyès|ki moun|poukisa|kijan|konbyen|pri|kontak|lang|nòt|pote",
    release=(
        "kominike pou laprès|kominike|pou pibliye touswit|pou piblikasyon imedyat|pou difizyon imedyat|"
        "deklarasyon|avi pou laprès|nòt pou laprès|avi piblik|envitasyon pou laprès"
    ),
    embargo="anbago jiska|pa pibliye anvan|sou anbago jiska",
    contact="kontak|kontak pou laprès|pou plis enfòmasyon|plis enfòmasyon|enfòmasyon|laprès",
    featured="istwa espesyal|istwa anvedèt|nouvèl patnè nou yo|istwa a la in",
    subject="sijè",
    posted="pibliye|pibliye le|poste|poste le|pataje",
    carried="nou pataje|li kominike a nèt|kominike konplè|zanmi nou yo|patnè nou yo|tèks konplè",
    action="li|li plis|aji|pataje|siyen|bay|enskri|swiv nou|dezabòne",
    letter="chè|chè zanmi",
    closing="ak lanmou|ak solidarite|ak respè|mèsi|avèk lanmou",
    counted="vil|kominote|kote",
)
