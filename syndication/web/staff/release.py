"""Writing a release: paste, look at what was read, say yes to each meeting, publish."""

from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from syndication import releases
from syndication.releases import Unpublishable
from syndication.store import drafts, stories
from syndication.store.drafts import Draft
from syndication.web.staff import answers, preview
from syndication.web.staff.answers import FIELDS, LONGEST, PARTS, Answer
from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.review import Found, Review, answers_of, day_in_words, look, options, review
from syndication.web.staff.visit import Form, Visit

MOST = 200_000  # characters of a text: a long release has a twentieth of it
VIEWS = {"": "Meetings", "web": "Web page", "feed": "Feed", "mail": "E-mail"}

EMPTY = "There is no text yet. Paste or write it below."
TOO_LONG = f"This text is longer than {MOST:,} characters, which no release is. Paste the release alone."
NO_DAY = "The day of the release cannot be read. Write it as year-month-day: 2026-04-16."
CHANGED = "This draft was changed in another window."
GONE = "This draft was published or thrown away in another window."
MOVED = f"{CHANGED} This is how it stands now: look at the meetings once more."
APART = "Your words are below: “Read it” keeps them as a draft of their own."
STAYS = "Nothing was overwritten, and your words are still here."
ANEW = "What you answer here is not kept: your drafts stand under “Write a release”."
UNANSWERED = "Each meeting needs an answer first: confirm it, edit it, or say that it is not a meeting."


def start(desk: Desk, visit: Visit) -> Response:
    return _writing(desk, visit, "", "")


def _writing(
    desk: Desk, visit: Visit, text: str, issued: str, draft: Draft | None = None, problem: str | None = None
) -> Response:
    """The field for a text, empty or with a draft's, and one's other drafts."""
    with desk.open_store.read() as conn:
        mine = [one for one in drafts.listed(conn, visit.user.id) if draft is None or one.key != draft.key]
    listed = [(one, _first_line(one.text)) for one in mine]
    shown = {"text": text, "issued": issued, "draft": draft, "drafts": listed, "problem": problem}
    gone = visit.asked("gone") == "1"
    return desk.page(visit, "release-start.html", 422 if problem else 200, section="release", gone=gone, **shown)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def read(desk: Desk, visit: Visit) -> Response:
    """Keep the text as a draft, and show what was read in it."""
    text, issued, key = _text(visit.form), visit.form.text("issued"), visit.form.text("draft")
    draft = _mine(desk, visit, key) if key else None
    lost = _lost(draft, visit.form, text) if key else None
    if lost:
        return _writing(desk, visit, text, issued, None, f"{lost} {APART}")
    wrong = _wrong(text) or (NO_DAY if issued and answers.day(issued) is None else None)
    if wrong:
        return _writing(desk, visit, text, issued, draft, wrong)
    kept = _kept(desk, visit, draft, text, issued)
    if kept is None:
        return _writing(desk, visit, text, issued, None, f"{CHANGED} {APART}")
    return desk.back(f"/release/{kept.key}")


def _lost(draft: Draft | None, form: Form, text: str | None = None) -> str | None:
    """Why this form must overwrite nothing: the draft is gone, or holds another text than the form showed.

    A draft that holds the very `text` that is sent is no other: the answer to an earlier try went astray.
    """
    if draft is None:
        return GONE
    return None if draft.seen == form.text("seen") or draft.text == text else CHANGED


def _text(form: Form) -> str:
    """As it was pasted, without what no database takes."""
    return form.whole("text").replace("\r", "\n").replace("\0", "")


def _wrong(text: str) -> str | None:
    return EMPTY if not text.strip() else TOO_LONG if len(text) > MOST else None


def _kept(desk: Desk, visit: Visit, draft: Draft | None, text: str, issued: str | None) -> Draft | None:
    """The draft with this text; answers stay with the words that they are about. None where another came between."""
    with desk.open_store.transaction() as conn:
        if draft is None:
            return drafts.add(conn, visit.user.id, text, {"issued": issued or "", "meetings": {}}, visit.now)
        said = draft.answers if issued is None else {**draft.answers, "issued": issued}
        kept = replace(draft, text=text, answers=said, saved_at=visit.now)
        return kept if drafts.save(conn, kept, draft.seen) else None


def _mine(desk: Desk, visit: Visit, key: str) -> Draft | None:
    with desk.open_store.read() as conn:
        return drafts.by_key(conn, visit.user.id, key)


def show(desk: Desk, visit: Visit) -> Response:
    """What was read, one's answers, and the views of what goes out."""
    draft = _mine(desk, visit, visit.part("draft"))
    if draft is None:
        raise HTTPException(404)
    if visit.asked("as") == "text":
        return _writing(desk, visit, draft.text, str(draft.answers.get("issued") or ""), draft)
    return _page(desk, visit, _reviewed(desk, draft))


def _reviewed(desk: Desk, draft: Draft) -> Review:
    return review(desk.open_store, desk.settings, draft, desk.templates.today())


def _page(desk: Desk, visit: Visit, found: Review, problem: str | None = None) -> Response:
    view = visit.asked("as") if visit.asked("as") in VIEWS else ""
    today = desk.templates.today()
    shown: dict[str, Any] = {"review": found, "view": view, "views": VIEWS, "day_in_words": day_in_words}
    shown["offered"] = {one.key: options(one, today) for one in found.found}
    shown["first_wrong"] = next((one.problem for one in found.found if one.problem), None)
    if view:
        seen = preview.seen(desk.open_store, desk.settings, found, visit.now)
        shown["seen"] = seen
        shown["letter"] = preview.letter(seen, found.final, desk.settings) if view == "mail" else ""
        shown["rss"], shown["json"] = (
            (preview.as_rss(seen.item), preview.as_json(seen.item)) if view == "feed" else ("", "")
        )
    return desk.page(visit, "release.html", 422 if problem else 200, section="release", problem=problem, **shown)


def save_new(desk: Desk, visit: Visit) -> Response:
    """What is typed before anybody pressed anything; the answer names the draft that keeps it."""
    text = _text(visit.form)
    if _wrong(text):
        return JSONResponse({"saved": False})
    issued = visit.form.text("issued")
    return _saved(_kept(desk, visit, None, text, issued if answers.day(issued) else ""))


def _saved(draft: Draft | None) -> Response:
    """What a script that keeps a text must know: by which name, and what this tab has seen now."""
    if draft is None:
        return _not_saved(CHANGED, STAYS)
    return JSONResponse({"saved": True, "draft": draft.key, "seen": draft.seen})


def _not_saved(lost: str, then: str) -> Response:
    return JSONResponse({"saved": False, "said": f"{lost} {then}"})


def save(desk: Desk, visit: Visit) -> Response:
    """Keep what was typed or answered so far; a script gets the words of the bar, a person the page."""
    draft = _mine(desk, visit, visit.part("draft"))
    if visit.form.has("text"):
        return _save_text(desk, visit, draft)
    if draft is None:
        return _not_saved(GONE, ANEW) if _is_script(visit) else desk.back("/release?gone=1")
    found, is_kept = _answer(desk, visit, draft)
    if _is_script(visit):
        words = {"promise": found.promise, "going": found.going, "told": found.told, "open": len(found.unanswered)}
        return JSONResponse({"saved": True, **words}) if is_kept else _not_saved(CHANGED, ANEW)
    if not is_kept:
        return _page(desk, visit, found, MOVED)
    view = visit.form.text("as")
    return desk.back(f"/release/{draft.key}{f'?as={view}' if view in VIEWS and view else ''}{_where(visit, found)}")


def _save_text(desk: Desk, visit: Visit, draft: Draft | None) -> Response:
    """What is typed over a draft, before anybody presses anything."""
    text = _text(visit.form)
    lost = _lost(draft, visit.form, text)
    if lost:
        return _not_saved(lost, STAYS)
    return JSONResponse({"saved": False}) if _wrong(text) else _saved(_kept(desk, visit, draft, text, None))


def _where(visit: Visit, found: Review) -> str:
    """To the first that still asks, after all others were confirmed."""
    wrong = next((one for one in found.found if one.problem), None)
    if wrong is None and (visit.form.text("confirm") == "all" and found.unanswered):
        wrong = found.unanswered[0]
    return f"#m{wrong.number}" if wrong else ""


def _is_script(visit: Visit) -> bool:
    return visit.request.headers.get("accept", "") == "application/json"


def _answer(desk: Desk, visit: Visit, draft: Draft) -> tuple[Review, bool]:
    """The draft with what the form says of each meeting, and whether that is kept: not over a text it did not show."""
    form, today = visit.form, desk.templates.today()
    issued = form.text("issued") if answers.day(form.text("issued")) else draft.answers.get("issued", "")
    dated = replace(draft, answers={**draft.answers, "issued": issued}, saved_at=visit.now)
    read = look(desk.open_store, desk.settings, dated)
    found = read.found(answers_of(draft))
    said = {one.key: _said(one, form, {option.value for option in options(one, today)}) for one in found}
    if form.text("confirm") == "all":
        plain = (one for one in found if one.is_open and not one.asks and one.problem is None)
        said |= {one.key: Answer("confirm") for one in plain if not said[one.key].choice}
    kept = replace(dated, answers={"issued": issued, "meetings": answers.stored(said)})
    is_kept = not _lost(draft, form) and _are_kept(desk, draft, kept)
    return review(desk.open_store, desk.settings, kept, today, read), is_kept


def _are_kept(desk: Desk, draft: Draft, kept: Draft) -> bool:
    """Whether the store has the answers now; not where another text came between."""
    if kept.answers == draft.answers:
        return True
    with desk.open_store.transaction() as conn:
        return drafts.save(conn, kept, draft.seen)


def _said(one: Found, form: Form, offered: set[str]) -> Answer:
    """The answer that a form gives; what was typed over a meeting counts even where nobody chose "Edit"."""
    name = f"m.{one.key}"
    if not form.has(f"{name}.here"):
        return one.answer
    fields = {field: form.text(f"{name}.{field}").replace("\0", "")[:LONGEST] for field in FIELDS}
    tbd = tuple(part for part in PARTS if form.has(f"{name}.tbd.{part}"))
    typed = fields != dict(one.fields) or tbd != tuple(part for part in PARTS if part in one.tbd)
    chosen = form.text(name)
    if chosen not in offered:
        chosen = ""
    if typed and chosen not in ("refuse", "hold"):
        chosen = "edit"
    choice, _, reading = chosen.partition(".")
    keeps = choice == "edit" or typed or (choice in ("refuse", "hold") and one.answer.fields)
    return Answer(choice, int(reading or 0), fields if keeps else None, tbd if keeps else ())  # type: ignore[arg-type]  # offered


def publish(desk: Desk, visit: Visit) -> Response:
    """Make public what the button promised, and nothing else."""
    draft = _mine(desk, visit, visit.part("draft"))
    if draft is None:
        return desk.back("/release?gone=1")
    found, is_kept = _answer(desk, visit, draft)
    wrong = _not_yet(visit.form, found) if is_kept else MOVED
    if wrong:
        return _page(desk, visit, found, wrong)
    try:
        out = releases.publish(desk.open_store, desk.settings, draft.text, found.final, visit.now, visit.user.id)
    except Unpublishable as refused:
        return _page(desk, visit, found, str(refused))
    done = None
    with desk.open_store.transaction() as conn:
        drafts.discard(conn, draft)
        if out.is_new or out.is_mended:
            done = desk.record(conn, visit, "released" if out.is_new else "revised", story_id=out.item.id)
    return desk.back(f"/release/out/{out.item.key}{'' if done else '?again=1'}", done)


def _not_yet(form: Form, found: Review) -> str | None:
    """Why this cannot go out now."""
    if found.problem:
        return found.problem
    wrong = next((one for one in found.found if one.problem), None)
    if wrong:
        return f"Meeting {wrong.number}, {wrong.name}: {wrong.problem}"
    if found.unanswered:
        return UNANSWERED
    if form.text("promised") != found.going:
        return f"Your answers are kept. It goes out {found.going} now: press Publish once more."
    return None


def out(desk: Desk, visit: Visit) -> Response:
    """What became of a release: its page, its meetings, and what waits."""
    with desk.open_store.read() as conn:
        story = stories.by_key(conn, visit.part("key"))
        if story is None or not story.source.is_own or story.entry.kind != "press-release":
            raise HTTPException(404)
        told = stories.notices_of(conn, [story.id])
        own = stories.own_notices(conn, story.source.id)
    held = [one for one in own if one.state == "held" and one.entry.part_of == story.public_id]
    shown: dict[str, Any] = {"story": story, "told": told, "held": held, "again": visit.asked("again") == "1"}
    return desk.page(visit, "release-out.html", section="release", **shown)


def discard(desk: Desk, visit: Visit) -> Response:
    """Throw a draft away; not one that holds other words than this window shows."""
    draft = _mine(desk, visit, visit.part("draft"))
    if draft is not None and not _is_discarded(desk, visit, draft):
        return _page(desk, visit, _reviewed(desk, draft), MOVED)
    return RedirectResponse(desk.at("/release"), 303)


def _is_discarded(desk: Desk, visit: Visit, draft: Draft) -> bool:
    if _lost(draft, visit.form):
        return False
    with desk.open_store.transaction() as conn:
        return drafts.discard(conn, draft)


SCREENS = (
    Screen("/release", start),
    Screen("/release/read", read, "POST"),
    Screen("/release/save", save_new, "POST"),
    Screen("/release/{draft}", show),
    Screen("/release/{draft}/save", save, "POST"),
    Screen("/release/{draft}/publish", publish, "POST"),
    Screen("/release/{draft}/discard", discard, "POST"),
    Screen("/release/out/{key}", out),
)
