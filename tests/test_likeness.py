"""The same piece of writing, or two that only look alike: what is one story across sources."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any

import msgspec
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from feeds import Entry, Meeting, Person
from syndication.merge.likeness import Likeness, Sketch, compare, says_ours, sketch, traces
from tests.conftest import needs_shared
from tests.same_story import SALT, Judged, feeds_of_the_corpus, judged, sketched, sketches

DAY = datetime(2026, 3, 2, 15, 20, tzinfo=UTC)

REPAIRS = (
    "Tenants at the Harbor Street apartments won a written promise of repairs on Monday after three winters "
    "without steady heat. The owner agreed to replace both boilers before October and to pay back part of the "
    "rent that was withheld. Families had kept a log of every cold night and carried it to the inspector, who "
    "came twice. It was the log, they say, that made the difference, because nobody could claim any more that "
    "the complaints were new. The agreement also covers the stairwell lights and the broken front door. A "
    "committee of five neighbors will check each month whether the work goes on, and will report to everyone in "
    "the courtyard. Some families have already moved away, and for them the promise comes too late. Those who "
    "stayed hope that buildings nearby will follow. "
)
COUNCIL = (
    "After a long evening the city council set aside two million dollars for a fund that helps people who fall "
    "behind with rent. Members argued for hours about who should be first in line. In the end they chose "
    "families with children in school, and elders who live alone. Applications open in spring at the library and "
    "online, in six languages. Landlords who take the money may not raise the rent for a year. The mayor, who "
    "had threatened a veto, said she would sign. Critics fear that the fund will be empty by summer and ask for "
    "a permanent source of money."
)
STANDING = (
    "The Merrimack Valley Workers Circle is a membership organization of people who clean, cook, build and care. "
    "We meet every week, we speak five languages, and we win together what none of us could win alone. Since our "
    "founding we have recovered stolen wages for hundreds of families and trained a generation of leaders. "
    "Membership is open to anyone who works in the valley, whatever their papers say. Dues are what you can "
    "afford. Child care and food are always free at our gatherings. If your employer has not paid you, call the "
    "hotline before you sign anything, and bring every slip of paper that you have kept. You are never alone. "
)
NOTICE = (
    "Join us for the {} free citizenship clinic at the {} library on {}. Bring your green card and proof of income."
)
TENANTS_ES = (
    "Las familias del edificio de la calle Harbor lograron que el dueño firmara un compromiso de reparaciones "
    "después de tres inviernos sin calefacción constante. El dueño cambiará las calderas antes de octubre y "
    "devolverá una parte del alquiler retenido. Las familias anotaron cada noche fría y llevaron el cuaderno al "
    "inspector, que vino dos veces. Un comité de vecinos revisará cada mes si las obras avanzan y avisará a "
    "todos en el patio. Quienes se quedaron esperan que los edificios cercanos sigan el ejemplo, porque el frío "
    "no distingue entre una puerta y otra."
)
CLASSES_PT = (
    "A associação abre novas turmas de inglês para adultos no centro comunitário, com aulas à noite e creche "
    "gratuita para as crianças. As aulas são dadas por voluntários que falam português e crioulo, e ninguém "
    "precisa mostrar documentos. Quem já estudou conosco pode entrar direto no nível intermediário depois de uma "
    "conversa curta. As vagas são poucas, e por isso pedimos que cada pessoa se inscreva apenas se puder vir até "
    "o fim do curso, que termina com uma festa."
)
RIGHTS_HT = (
    "Anpil fanmi nan katye a pa konnen ki dwa yo genyen lè pwopriyetè a mande yo kite kay la. Gwoup lokatè yo "
    "prepare yon ti liv ki esplike tout etap yo nan lang nou, depi premye lèt la rive nan tribinal. Ou pa oblije "
    "sòti menm jou a, epi ou gen dwa mande yon entèprèt. Pote tout papye ou resevwa yo, menm si ou pa konprann "
    "sa ki ekri ladan yo, epi rele nou anvan ou siyen anyen. Volontè nou yo ap chita avè w pou li chak paj, san "
    "ou pa peye anyen."
)
SCHOOL_AR = (
    "أعلن مركز الجيران عن افتتاح دروس مجانية في اللغة الإنجليزية للأمهات في مكتبة المدينة، مع رعاية للأطفال "
    "أثناء الدرس. تستمر الدورة ثلاثة أشهر ويقوم بالتدريس متطوعون يتحدثون العربية. لا يحتاج أحد إلى تقديم أوراق، "
    "ويمكن التسجيل عبر الهاتف أو بالحضور إلى المكتب في الصباح. يرجو المركز من كل أسرة أن تخبر جيرانها لأن "
    "الأماكن محدودة."
)
HOUSING_ZH = (
    "社区中心宣布为租户提供免费法律咨询，律师将用中文解答关于涨租、维修和驱逐的问题。居民无需出示任何证件"
    "，可以直接到图书馆二楼等候。过去一年里，志愿者帮助了许多家庭写信给房东，要求修理暖气和漏水的屋顶。组"
    "织者希望更多邻居前来，因为只有大家一起说话，房东才会听。咨询结束后还有茶点，孩子们可以在隔壁的房间画"
    "画。"
)
CLINIC_ZH = (
    "诊所开始为老人接种流感疫苗，请带医保卡并提前打电话预约。护士会说普通话和广东话，等候时间大约半个小时，停车免费。"
)


def at(days: float = 0, **said: Any) -> Entry:
    """An entry published so many days after the others."""
    return Entry(published=DAY + timedelta(days=days), **said)


def meets(
    title: str, *, day: int = 10, hour: int | None = 18, text: str = "", id: str | None = None, **where: Any
) -> Entry:
    start = None if hour is None else time(hour)
    meeting = Meeting("America/New_York", date(2026, 3, day), start, **where)
    return at(title=title, summary=text, id=id, kind="meeting", meeting=meeting)


def words(text: str, start: int, end: int) -> str:
    return " ".join(text.split()[start:end])


LYNN = {"town": "Lynn", "place": "Public Library"}
WON = "Harbor Street tenants win promise of repairs"
SHORT = "The rent hearing has been moved to the big room on the second floor, please come early and bring a neighbor"

SAME = {
    "a repost": (at(title=WON, content=REPAIRS), at(9, title=WON, content=REPAIRS)),
    "a late repost of a long text": (at(title=WON, content=REPAIRS), at(50, title=WON, content=REPAIRS)),
    "an excerpt of the beginning": (
        at(title=WON, content=REPAIRS),
        at(1, title=WON, summary=words(REPAIRS, 0, 30) + " …"),
    ),
    "an excerpt of the middle": (
        at(title="Repairs won", content=REPAIRS),
        at(title="Repairs won", summary=words(REPAIRS, 50, 95)),
    ),
    "two host names, each with a teaser of its own": (
        at(title=WON, summary="How three cold winters ended.", url="https://tenants.example/a"),
        at(0.2, title=WON, summary="A log of cold nights won the day.", url="https://action.example/node/9"),
    ),
    "two host names, a short title, one instant": (
        at(title="Repairs won", url="https://a.example/1"),
        at(title="Repairs won"),
    ),
    "a site's name behind a bar": (at(title=f"{WON} | Lynn United", content=REPAIRS), at(title=WON, content=REPAIRS)),
    "a site's name behind a dash": (
        at(
            title="We won repairs today - Lynn United",
            url="https://www.lynnunited.example/won",
            summary=words(REPAIRS, 0, 40),
        ),
        at(1, title="We won repairs today", content=REPAIRS),
    ),
    "two sites' names behind dashes": (
        at(title=f"{WON} — The Harbor Voice", authors=(Person("Harbor Voice"),), content=REPAIRS),
        at(1, title=f"{WON} - Valley Tenants", content=REPAIRS),
    ),
    "an update said before": (at(title=f"UPDATE: {WON}"), at(1, title=WON)),
    "a press release said before": (
        at(title=f"Press release: {WON}", kind="press-release"),
        at(title=WON, kind="news"),
    ),
    "in Spanish": (
        at(title="Comunicado: Familias logran reparaciones", content=TENANTS_ES),
        at(3, title="Familias logran reparaciones", content=TENANTS_ES),
    ),
    "curly and straight quotes": (
        at(title="Tenants: “We won’t be moved”", content=REPAIRS),
        at(30, title='Tenants: "We won\'t be moved"', content=REPAIRS),
    ),
    "entities": (at(title="Jobs &amp; Justice: who won&#8217;t wait"), at(1, title="Jobs & Justice: who won’t wait")),
    "light edits of headline and text": (
        at(title=WON, content=REPAIRS),
        at(
            1,
            title="Harbor Street tenants win written promise of repairs",
            content=REPAIRS.replace("steady heat", "heat").replace("twice", "two times"),
        ),
    ),
    "wire copy under another headline": (
        at(title="A log of cold nights", content=REPAIRS),
        at(1, title="Boilers to be replaced", content=f"LYNN — {REPAIRS}"),
    ),
    "a headline with a word more, no text": (
        at(title="Council sets up emergency rent fund for families with children", summary=COUNCIL),
        at(0.3, title="City council sets up emergency rent fund for families with children"),
    ),
    "one page, another headline": (
        at(title="Repairs!", content=REPAIRS, url="https://o.example/a"),
        at(3, title=WON, summary=words(REPAIRS, 0, 70), url="http://www.o.example/a/"),
    ),
    "one page, the title alone": (
        at(title="Repairs", url="https://o.example/a"),
        at(4, title="Repairs", url="https://o.example/a?utm_source=x"),
    ),
    "a number in words and in digits": (
        at(title="Three families move back to Harbor Street", content=REPAIRS),
        at(2, title="3 families move back to Harbor Street", content=REPAIRS),
    ),
    "a headline corrected on its page": (
        at(title="At least 19 families lose homes in fire", content=REPAIRS, url="https://o.example/fire"),
        at(0.2, title="At least 23 families lose homes in fire", content=REPAIRS, url="https://o.example/fire"),
    ),
    "an excerpt with a blog's last line": (
        at(title="Rent fund", content=COUNCIL + REPAIRS),
        at(1, title="Rent fund", summary=words(COUNCIL, 0, 45) + " The post Rent fund appeared first on Lynn United."),
    ),
    "a short post without title": (at(summary=SHORT), at(0.5, summary=SHORT)),
    "a short post and the address behind it": (at(summary=SHORT), at(0.5, summary=f"{SHORT} https://t.example/Xy1")),
    "a generic title over one text": (
        at(title="Newsletter", content=REPAIRS),
        at(1, title="Newsletter", content=REPAIRS),
    ),
    "a number of the same series": (
        at(title="Valley Diary #5", content=COUNCIL),
        at(2, title="Valley Diary #5", content=COUNCIL),
    ),
    "Portuguese, accents lost": (
        at(title="Novas turmas de inglês", content=CLASSES_PT),
        at(2, title="Novas turmas de ingles", content=CLASSES_PT.replace("ã", "a").replace("ç", "c")),
    ),
    "Haitian Creole, an excerpt": (
        at(title="Konnen dwa ou", content=RIGHTS_HT),
        at(1, title="Konnen dwa ou", summary=words(RIGHTS_HT, 0, 45)),
    ),
    "Arabic, with and without vowel marks": (
        at(title="دروس مجانية في اللغة الإنجليزية", content=SCHOOL_AR),
        at(2, title="دُروس مجّانية في اللغة الإنجليزية", content=SCHOOL_AR),
    ),
    "Chinese, an excerpt": (
        at(title="租户免费法律咨询", content=HOUSING_ZH),
        at(1, title="租户免费法律咨询", summary=HOUSING_ZH[:70]),
    ),
    "Chinese, a site's name": (
        at(title="租户免费法律咨询 | 邻里之家", content=HOUSING_ZH),
        at(2, title="租户免费法律咨询", content=HOUSING_ZH),
    ),
    "a calendar's meeting by its UID": (
        meets("Tenants assembly", id="a81f-44@lynn.example", **LYNN),
        meets("Tenants Assembly!", id="a81f-44@lynn.example", hour=19, town="Lynn"),
    ),
    "a meeting by start and place": (
        meets("Citizenship clinic", **LYNN),
        meets("Free citizenship clinic in Lynn", **LYNN),
    ),
    "a meeting by start and a place with its address": (
        meets("Open evening for tenants", town="Lynn", place="Mill Hall"),
        meets("Open evening for tenants", place="Mill Hall, 5 Common St, Lynn"),
    ),
    "a meeting by start and town": (meets("Citizenship clinic", **LYNN), meets("Citizenship clinic", town="Lynn, MA")),
    "a meeting of a day": (
        meets("Valley May fair", hour=None, **LYNN),
        meets("Valley May Fair", hour=None, town="Lynn"),
    ),
}

DIFFERENT = {
    "a recurring notice, a week later": (
        at(title="Food pantry open this weekend", summary=SHORT),
        at(7, title="Food pantry open this weekend", summary=SHORT),
    ),
    "one notice, other dates": (
        at(title="Free citizenship clinic at the library", summary=NOTICE.format("monthly", "Lynn", "March 3")),
        at(0.5, title="Free citizenship clinic at the library", summary=NOTICE.format("monthly", "Lynn", "April 7")),
    ),
    "one notice, other towns": (
        at(title="Free citizenship clinic in Lynn", summary=NOTICE.format("monthly", "Lynn", "Friday")),
        at(title="Free citizenship clinic in Salem", summary=NOTICE.format("monthly", "Salem", "Friday")),
    ),
    "a standing introduction": (
        at(title="Dishwashers recover wages", content=STANDING + words(COUNCIL, 0, 30)),
        at(title="Our spring gathering", content=STANDING + words(REPAIRS, 0, 30)),
    ),
    "a standing footer": (
        at(title="Dishwashers recover stolen wages", content=COUNCIL + STANDING),
        at(title="Roofers recover stolen wages", content=REPAIRS + STANDING),
    ),
    "the introduction alone": (
        at(title="Who we are", content=STANDING),
        at(title="Spring gathering", content=STANDING + words(REPAIRS, 0, 25)),
    ),
    "two newsrooms, one event": (
        at(title="Council votes two million for rent fund", content=COUNCIL),
        at(0.1, title="Council backs two million for rent relief", content="The rent fund was approved. " + REPAIRS),
    ),
    "two newsrooms, one headline, texts of their own": (
        at(title="City council approves emergency rent fund", content=COUNCIL),
        at(0.1, title="City council approves emergency rent fund", content=REPAIRS),
    ),
    "a linkblog": (
        at(title="City council approves rent fund", content=COUNCIL, url="https://news.example/fund"),
        at(title="Worth reading tonight", content=words(REPAIRS, 0, 40), url="https://news.example/fund"),
    ),
    "a home page as link": (
        at(title="Dishwashers won", summary="They won.", url="https://o.example/"),
        at(title="Roofers", summary="They meet.", url="https://o.example"),
    ),
    "numbers of a series": (
        at(title="Valley Diary #5", content=COUNCIL),
        at(1, title="Valley Diary #6", content=COUNCIL),
    ),
    "parts in Roman numerals": (
        at(title="Our history, part II", content=COUNCIL),
        at(title="Our history, part III", content=COUNCIL),
    ),
    "other amounts": (
        at(title="Fund pays $1,500 to family", content=COUNCIL),
        at(title="Fund pays $9,200 to family", content=COUNCIL),
    ),
    "other months": (
        at(title="Calendar for March", content=STANDING),
        at(1, title="Calendar for April", content=STANDING),
    ),
    "other weekdays, in Spanish": (
        at(title="Clínica legal el lunes", summary=TENANTS_ES),
        at(title="Clínica legal el jueves", summary=TENANTS_ES),
    ),
    "other months, in Portuguese": (
        at(title="Agenda de março", content=CLASSES_PT),
        at(title="Agenda de abril", content=CLASSES_PT),
    ),
    "other weekdays, in Haitian Creole": (
        at(title="Reyinyon lendi", content=RIGHTS_HT),
        at(title="Reyinyon jedi", content=RIGHTS_HT),
    ),
    "other weekdays, in Arabic": (
        at(title="درس يوم الاثنين", content=SCHOOL_AR),
        at(title="درس يوم الخميس", content=SCHOOL_AR),
    ),
    "issues of a Chinese letter": (
        at(title="社区通讯第三期", content=HOUSING_ZH),
        at(title="社区通讯第四期", content=HOUSING_ZH),
    ),
    "a page on one series": (
        at(title="Clinic on March 3", summary=NOTICE.format("next", "Lynn", "March 3"), url="https://o.example/clinic"),
        at(title="Clinic on April 7", summary=NOTICE.format("next", "Lynn", "April 7"), url="https://o.example/clinic"),
    ),
    "short posts on the page of a day": (
        at(summary=SHORT, url="https://o.example/2026/03/02#a"),
        at(0.3, title="The pantry has moved", url="https://o.example/2026/03/02#b"),
    ),
    "a long form filled in by two towns": (
        at(title="Lynn families win repairs after three winters", content=f"In Lynn, {REPAIRS} That is Lynn."),
        at(1, title="Salem families win repairs after three winters", content=f"In Salem, {REPAIRS} That is Salem."),
    ),
    "two stories under one title, with one footer": (
        at(title="Our statement on the ruling today", content=words(COUNCIL, 0, 50) + STANDING),
        at(1, title="Our statement on the ruling today", content=words(REPAIRS, 0, 50) + STANDING),
    ),
    "workshops in two towns, behind a bar": (
        at(title="Know your rights workshop | Lynn", summary=NOTICE.format("next", "Lynn", "Friday")),
        at(title="Know your rights workshop | Salem", summary=NOTICE.format("next", "Salem", "Friday")),
    ),
    "weekdays in Chinese": (
        at(title="社区会议星期一", content=HOUSING_ZH),
        at(1, title="社区会议星期五", content=HOUSING_ZH),
    ),
    "a digest named after its first story": (
        at(title=f"Weekly digest: {WON}", content=REPAIRS + COUNCIL + STANDING + TENANTS_ES),
        at(1, title=WON, content=REPAIRS),
    ),
    "a digest": (
        at(title="This week in the valley", content=REPAIRS + COUNCIL + STANDING),
        at(title=WON, content=REPAIRS),
    ),
    "About and About": (at(title="About", content=STANDING), at(title="About", content=COUNCIL)),
    "Newsletter and Newsletter": (
        at(title="Newsletter", summary="Read it."),
        at(0.1, title="Newsletter", summary="Our news of the week."),
    ),
    "one standing line under a generic title": (
        at(title="Newsletter", content=STANDING),
        at(7, title="Newsletter", content=STANDING + COUNCIL),
    ),
    "a follow-up with the background": (
        at(title="Council to vote on rent fund", content=words(REPAIRS, 0, 60) + COUNCIL),
        at(1, title="Council votes for rent fund", content=words(STANDING, 0, 60) + COUNCIL),
    ),
    "a translation": (at(title=WON, content=REPAIRS), at(title="Familias logran reparaciones", content=TENANTS_ES)),
    "a stock phrase in two short posts": (
        at(summary="Thank you to everyone who came out last night, the chili is gone"),
        at(summary="Thank you to everyone who came out last night, we counted 90 of you"),
    ),
    "a short phrase": (at(summary="Happy new year!"), at(summary="Happy new year!")),
    "two Chinese notices": (at(title="社区中心通知", content=HOUSING_ZH), at(title="社区中心通知", content=CLINIC_ZH)),
    "two Arabic notices": (
        at(title="إعلان من المركز", content=SCHOOL_AR),
        at(title="إعلان", content="يغلق المركز أبوابه في العيد ونلتقي بعد أسبوع بإذن الله مع الأطفال"),
    ),
    "a meeting and a report of it": (
        meets("Tenants assembly in Lynn tonight", text=COUNCIL),
        at(title="Tenants assembly in Lynn tonight", content=COUNCIL),
    ),
    "a meeting, a week later": (
        meets("Tenants assembly", text=COUNCIL, **LYNN),
        meets("Tenants assembly", day=17, text=COUNCIL, **LYNN),
    ),
    "a meeting in another town": (
        meets("Rent forum", **LYNN),
        meets("Rent forum", town="Salem", place="Public Library"),
    ),
    "another's UID, another title": (
        meets("Tenants assembly", id="a81f-44@lynn.example", **LYNN),
        meets("Cheap watches", id="a81f-44@lynn.example", hour=9),
    ),
    "two levels at one hour": (meets("English class level 1", **LYNN), meets("English class level 2", **LYNN)),
    "two meetings in one house": (meets("Knitting circle", **LYNN), meets("Citizenship clinic", **LYNN)),
    "row numbers of two calendars": (
        meets("Open house", id="1042", **LYNN),
        meets("Open house", id="1042", day=20, town="Salem"),
    ),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_one_piece_of_writing(one: Entry, other: Entry) -> None:
    here, there = sketched(one), sketched(other)
    assert compare(here, there).same, compare(here, there)
    assert set(traces(here)) & set(traces(there)), "it would not be looked at"


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_two_that_look_alike(one: Entry, other: Entry) -> None:
    assert not compare(sketched(one), sketched(other)).same, compare(sketched(one), sketched(other))


def test_no_two_of_all_these_texts_are_confused() -> None:
    """What is one under each heading is never one with what stands under another, unless title or text is."""
    told = [sketched(entry) for pair in DIFFERENT.values() for entry in pair]
    for one, other in combinations(told, 2):
        if compare(one, other).same:
            assert one.title == other.title or one.shingles & other.shingles


def test_what_recurs_counts_only_at_nearly_the_same_time() -> None:
    one, soon, later = (sketched(at(days, title=WON, content=REPAIRS)) for days in (0, 0.2, 2))
    assert compare(one, soon, repeats=True).same
    assert not compare(one, later, repeats=True).same
    assert "repeats" in compare(one, later, repeats=True).reasons


def test_standing_text_is_no_evidence() -> None:
    one, other = (sketched(at(days, title="Spring news", content=STANDING)) for days in (0, 3))
    assert compare(one, other).same
    assert not compare(one, other, common=one.shingles).same


def test_an_undated_entry_counts_as_two_days_away() -> None:
    undated = sketched(replace(at(title=WON), published=None))
    assert compare(undated, sketched(at(title=WON))).same
    assert not compare(undated, sketched(at(title=WON, content=REPAIRS)), repeats=True).same


def test_the_surer_one_is_the_higher() -> None:
    ours, whole, part = (
        sketched(at(days, title=WON, content=text))
        for days, text in ((0, REPAIRS), (0, REPAIRS), (1, words(REPAIRS, 0, 50)))
    )
    other = sketched(at(title="Council votes", content=COUNCIL))
    scores = [compare(ours, one).score for one in (whole, part, other)]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] < 0.5 < scores[1] <= scores[0] <= 1


OURS = at(
    title="Coalition report finds rent relief unspent",
    content=REPAIRS,
    kind="press-release",
    url="https://hub.example/items/1",
)
BACK = {
    "a whole repost under their headline": at(
        2, title="What the coalition says", content="From our friends: " + REPAIRS
    ),
    "an excerpt under their headline": at(2, title="What the coalition says", summary=words(REPAIRS, 10, 60)),
    "our title": at(1, title="UPDATE: Coalition report finds rent relief unspent"),
    "our link": at(40, title="Read this", url="https://hub.example/items/1"),
    "three months later": at(85, title="Coalition report finds rent relief unspent", content=REPAIRS),
}
NOT_OURS = {
    "one sentence of ours in a long text of theirs": at(
        2, title="Why heat matters", content=words(REPAIRS, 0, 22) + COUNCIL + STANDING
    ),
    "the same subject": at(title="Rent relief still unspent, report finds", content=COUNCIL),
    "a year later": at(365, title="Coalition report finds rent relief unspent", content=REPAIRS),
    "a meeting": meets("Coalition report finds rent relief unspent", text=REPAIRS, **LYNN),
    "a long text of theirs about ours": at(
        title="We are not convinced", content=COUNCIL, url="https://hub.example/items/1"
    ),
}


@pytest.mark.parametrize("theirs", BACK.values(), ids=BACK)
def test_what_comes_back_to_us(theirs: Entry) -> None:
    assert says_ours(sketched(theirs), sketched(OURS)).same


@pytest.mark.parametrize("theirs", NOT_OURS.values(), ids=NOT_OURS)
def test_what_is_theirs(theirs: Entry) -> None:
    assert not says_ours(sketched(theirs), sketched(OURS)).same


def test_a_sketch_is_kept_as_numbers_of_a_database() -> None:
    one = sketched(meets("Tenants assembly", id="a81f-44@lynn.example", text=COUNCIL, **LYNN))
    assert all(-(2**63) <= number < 2**63 for number in (*one.shingles, *one.title, *one.links, *traces(one)))
    assert msgspec.json.decode(msgspec.json.encode(one), type=Sketch) == one


def test_another_salt_makes_another_sketch() -> None:
    one, other = (sketch(at(title=WON, content=REPAIRS), [], salt) for salt in (b"one", b"other"))
    assert not one.shingles & other.shingles
    assert not compare(one, other).same


def test_traces_are_few_and_the_whole_of_a_long_text_is_not_kept() -> None:
    endless = at(title=WON, content=" ".join(f"w{number}" for number in range(20_000)), url="https://o.example/a")
    assert len(traces(sketched(endless))) <= 32
    assert sketched(endless).words == 3000


_ENTRIES = st.builds(
    Entry,
    title=st.text(max_size=60),
    summary=st.text(max_size=300),
    url=st.none() | st.just("https://o.example/a") | st.just("http://[o"),
    published=st.just(DAY),
    meeting=st.none() | st.builds(Meeting, st.just("America/New_York"), st.none() | st.dates(), st.none() | st.times()),
)


def _sketched(entry: Entry) -> Sketch:
    return sketch(entry, ["o.example/a"] if entry.url else [], SALT)


@given(_ENTRIES, _ENTRIES, st.booleans())
def test_the_order_of_the_two_changes_nothing_and_no_text_is_too_strange(
    one: Entry, other: Entry, repeats: bool
) -> None:
    here, there = _sketched(one), _sketched(other)
    assert len(traces(here)) <= 32
    likeness = compare(here, there, repeats=repeats)
    assert likeness == compare(there, here, repeats=repeats)
    assert isinstance(says_ours(here, there), Likeness)
    assert 0 <= likeness.score <= 1


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=40, max_size=1500), st.integers(40, 90))
def test_an_excerpt_of_the_beginning_is_found(text: list[str], length: int) -> None:
    whole, part = (sketched(at(summary=" ".join(some))) for some in (text, text[:length]))
    assert set(traces(whole)) & set(traces(part))


@example(["one"] * 40 + ["two"] * 40, 20)
@given(st.lists(st.text("abcdefgh", min_size=3, max_size=8), min_size=60, max_size=140), st.integers(0, 100))
def test_an_excerpt_of_the_middle_is_found(text: list[str], start: int) -> None:
    assume(start + 40 <= len(text))
    whole, part = (sketched(at(summary=" ".join(some))) for some in (text, text[start : start + 40]))
    assert set(traces(whole)) & set(traces(part))


@needs_shared
def test_the_judged_pairs_and_everything_else_of_the_corpus() -> None:
    feeds = feeds_of_the_corpus()
    kept = {file: sketches(feed) for file, feed in feeds.items()}
    pairs = judged(feeds)

    def says_same(pair: Judged) -> bool:
        return compare(kept[pair.one[0]][pair.one[1]], kept[pair.other[0]][pair.other[1]]).same

    found = [pair for pair in pairs if says_same(pair)]
    across = [pair for pair in pairs if pair.across and pair.same]
    assert [pair.why for pair in found if not pair.same] == []
    assert sum(map(says_same, across)) / len(across) >= 0.97
    assert _false_alarms(kept, pairs) == []


def _false_alarms(kept: dict[str, list[Sketch]], pairs: list[Judged]) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    """Of all that an index would find: what shares no trace is never compared."""
    listed = {frozenset((pair.one, pair.other)) for pair in pairs if pair.same}
    at_trace: dict[int, list[tuple[str, int]]] = {}
    for file, told in kept.items():
        for place, one in enumerate(told):
            for trace in traces(one):
                at_trace.setdefault(trace, []).append((file, place))
    near = {pair for places in at_trace.values() for pair in combinations(sorted(set(places)), 2)}
    unlisted = (pair for pair in near if pair[0][0] != pair[1][0] and frozenset(pair) not in listed)
    return [(a, b) for a, b in unlisted if compare(kept[a[0]][a[1]], kept[b[0]][b[1]]).same]
