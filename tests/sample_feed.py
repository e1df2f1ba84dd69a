"""One feed that says everything a feed can say, for the tests of the writers."""

from datetime import UTC, date, datetime, time

from feeds import Action, Category, Enclosure, Entry, Feed, Link, Meeting, Origin, Person

SITE = "https://coalition.example/"

ORIGIN = Origin(
    name="River Partners",
    slug="river-partners",
    url="https://river.example/",
    id="tag:river.example,2020:feed",
    title="River News",
    feed_url="https://river.example/feed.xml",
    updated=datetime(2026, 10, 31, 8, 0, tzinfo=UTC),
    rights="CC BY 4.0",
)

NEWS = Entry(
    title="Food & shelter < winter",
    id="tag:coalition.example,2026:a1b2c3",
    url="https://river.example/winter",
    summary="Doors open at 6 & stay open.",
    content="<p>Doors open at 6 &amp; stay <em>open</em>.</p>",
    published=datetime(2026, 11, 1, 12, 30, 15, 999999, tzinfo=UTC),
    updated=datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
    authors=(Person("Ana", "ana@river.example"),),
    categories=(Category("housing", f"{SITE}feeds/topics/", "Housing"),),
    enclosures=(
        Enclosure("https://river.example/flyer.pdf", "application/pdf", 4096, "The flyer"),
        Enclosure("https://river.example/song.mp3", "audio/mpeg"),
    ),
    image="https://river.example/door.png",
    language="es",
    origin=ORIGIN,
    page=f"{SITE}items/a1b2c3",
    also=(Link("https://hill.example/winter", "Hill Alliance"),),
    actions=(Action("Sign the letter", f"{SITE}sign", datetime(2026, 12, 1, tzinfo=UTC)),),
    translations=(Link(f"{SITE}items/x9", language="fr"),),
)

MEETING = Entry(
    title="Planning, part 2; all welcome",
    id="tag:coalition.example,2026:d4e5f6",
    url=f"{SITE}meetings/d4e5f6",
    summary="Bring a chair.",
    published=datetime(2026, 11, 3, tzinfo=UTC),
    kind="meeting",
    page=f"{SITE}meetings/d4e5f6",
    part_of="tag:coalition.example,2026:release",
    meeting=Meeting(
        timezone="America/New_York",
        date=date(2026, 11, 20),
        start=time(18, 30),
        end=time(20, 0),
        town="Lowell",
        place="Public Library",
        address="401 Merrimack St",
        online_url="https://meet.example/room?a=1,2",
        sequence=3,
        change="New room.",
    ),
)

FEED = Feed(
    title="The Coalition",
    id="tag:coalition.example,2026:all",
    url=SITE,
    feed_url=f"{SITE}feeds/all.atom",
    subtitle="What our partners say",
    language="en",
    updated=datetime(2026, 11, 4, 10, 0, 0, 123456, tzinfo=UTC),
    rights="CC BY-SA 4.0",
    logo=f"{SITE}logo.png",
    authors=(Person("The Coalition", url=SITE),),
    entries=(NEWS, MEETING),
    alternates=(
        Link(SITE, rel="alternate", media_type="text/html"),
        Link(f"{SITE}feeds/all.json", rel="alternate", media_type="application/feed+json"),
    ),
    hubs=("https://hub.example/",),
    timezone="America/New_York",
)
