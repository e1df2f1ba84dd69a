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
from syndication.web.staff.review import Found, Review, counted, digest, options, review
from syndication.web.staff.visit import Form, Visit

MOST = 200_000  # characters of a text: a long release has a twentieth of it
VIEWS = {"": "Meetings", "web": "Web page", "feed": "Feed", "mail": "E-mail"}

EMPTY = "There is no text yet. Paste or write it below."
TOO_LONG = f"This text is longer than {MOST:,} characters, which no release is. Paste the release alone."
NO_DAY = "The day of the release cannot be read. Write it as year-month-day: 2026-04-16."
MOVED = "The text was changed in another window. Look at the meetings once more."
UNANSWERED = "Each meeting needs an answer first: confirm it, edit it, or say that it is not a meeting."


def start(desk: Desk, visit: Visit) -> Response:
    return _writing(desk, visit, "", "")


def _writing(
    desk: Desk, visit: Visit, text: str, issued: str, draft: Draft | None = None, problem: str | None = None
) -> Response:
    """The field for a text, empty or with a draft's, and one's other drafts."""
    with desk.open_store.read() as conn:
        mine = [one for one in drafts.listed(conn, visit.user.id) if draft is None or one.id != draft.id]
    listed = [(one, _first_line(one.text)) for one in mine]
    shown = {"text": text, "issued": issued, "draft": draft, "drafts": listed, "problem": problem}
    gone = visit.asked("gone") == "1"
    return desk.page(visit, "release-start.html", 422 if problem else 200, section="release", gone=gone, **shown)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def read(desk: Desk, visit: Visit) -> Response:
    """Keep the text as a draft, and show what was read in it."""
    text, issued = _text(visit.form), visit.form.text("issued")
    draft = _mine(desk, visit, visit.form.text("draft"))
    wrong = _wrong(text) or (NO_DAY if issued and answers.day(issued) is None else None)
    if wrong:
        return _writing(desk, visit, text, issued, draft, wrong)
    return desk.back(f"/release/{_kept(desk, visit, draft, text, issued).id}")


def _text(form: Form) -> str:
    """As it was pasted, without what no database takes."""
    return form.whole("text").replace("\r", "\n").replace("\0", "")


def _wrong(text: str) -> str | None:
    return EMPTY if not text.strip() else TOO_LONG if len(text) > MOST else None


def _kept(desk: Desk, visit: Visit, draft: Draft | None, text: str, issued: str | None) -> Draft:
    """The draft with this text; answers stay with the words that they are about."""
    with desk.open_store.transaction() as conn:
        if draft is None:
            return drafts.add(conn, visit.user.id, text, {"issued": issued or "", "meetings": {}}, visit.now)
        said = draft.answers if issued is None else {**draft.answers, "issued": issued}
        kept = replace(draft, text=text, answers=said, saved_at=visit.now)
        drafts.save(conn, kept)
        return kept


def _mine(desk: Desk, visit: Visit, number: str) -> Draft | None:
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        return None
    with desk.open_store.read() as conn:
        return drafts.by_id(conn, visit.user.id, int(number))


def show(desk: Desk, visit: Visit) -> Response:
    """What was read, one's answers, and the views of what goes out."""
    draft = _mine(desk, visit, visit.part("draft"))
    if draft is None:
        raise HTTPException(404)
    if visit.asked("as") == "text":
        return _writing(desk, visit, draft.text, str(draft.answers.get("issued") or ""), draft)
    return _page(desk, visit, review(desk.open_store, desk.settings, draft))


def _page(desk: Desk, visit: Visit, found: Review, problem: str | None = None) -> Response:
    view = visit.asked("as") if visit.asked("as") in VIEWS else ""
    near = found.release.date or desk.templates.today()
    shown: dict[str, Any] = {"review": found, "view": view, "views": VIEWS, "near": near}
    shown["offered"] = {one.key: options(one, near) for one in found.found}
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
    draft = _kept(desk, visit, None, text, issued if answers.day(issued) else "")
    return JSONResponse({"saved": True, "draft": draft.id})


def save(desk: Desk, visit: Visit) -> Response:
    """Keep what was typed or answered so far; a script gets the words of the bar, a person the page."""
    draft = _mine(desk, visit, visit.part("draft"))
    if draft is None:
        return JSONResponse({"saved": False}) if _is_script(visit) else desk.back("/release?gone=1")
    if visit.form.has("text"):
        text = _text(visit.form)
        if not _wrong(text):
            draft = _kept(desk, visit, draft, text, None)
        return JSONResponse({"saved": not _wrong(text), "draft": draft.id})
    found = _answer(desk, visit, review(desk.open_store, desk.settings, draft))
    if _is_script(visit):
        words = {"promise": found.promise, "going": found.going, "told": found.told, "open": len(found.unanswered)}
        return JSONResponse({"saved": True, **words})
    view = visit.form.text("as")
    return desk.back(f"/release/{draft.id}{f'?as={view}' if view in VIEWS and view else ''}{_where(visit, found)}")


def _where(visit: Visit, found: Review) -> str:
    """To the first that still asks, after all others were confirmed."""
    wrong = next((one for one in found.found if one.problem), None)
    if wrong is None and (visit.form.text("confirm") == "all" and found.unanswered):
        wrong = found.unanswered[0]
    return f"#m{wrong.number}" if wrong else ""


def _is_script(visit: Visit) -> bool:
    return visit.request.headers.get("accept", "") == "application/json"


def _answer(desk: Desk, visit: Visit, found: Review) -> Review:
    """Keep what the form says of each meeting, and look again."""
    form, near = visit.form, found.release.date or desk.templates.today()
    said = {one.key: _said(one, form, {option.value for option in options(one, near)}) for one in found.found}
    if form.text("confirm") == "all":
        said |= {one.key: Answer("confirm") for one in found.plain if not said[one.key].choice}
    issued = form.text("issued") if answers.day(form.text("issued")) else found.draft.answers.get("issued", "")
    kept = replace(found.draft, answers={"issued": issued, "meetings": answers.stored(said)}, saved_at=visit.now)
    if kept.answers != found.draft.answers:
        with desk.open_store.transaction() as conn:
            drafts.save(conn, kept)
    return review(desk.open_store, desk.settings, kept)


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
    found = _answer(desk, visit, review(desk.open_store, desk.settings, draft))
    wrong = _not_yet(visit.form, found)
    if wrong:
        return _page(desk, visit, found, wrong)
    try:
        out = releases.publish(desk.open_store, desk.settings, draft.text, found.final, visit.now)
    except Unpublishable as refused:
        return _page(desk, visit, found, str(refused))
    done = None
    with desk.open_store.transaction() as conn:
        drafts.discard(conn, visit.user.id, draft.id)
        if out.is_new or out.is_mended:
            done = desk.record(conn, visit, "released" if out.is_new else "revised", story_id=out.item.id)
    return desk.back(f"/release/out/{out.item.key}{'' if done else '?again=1'}", done)


def _not_yet(form: Form, found: Review) -> str | None:
    """Why this cannot go out now."""
    if form.text("seen") != digest(found.draft.text):
        return MOVED
    if found.problem:
        return found.problem
    wrong = next((one for one in found.found if one.problem), None)
    if wrong:
        return f"Meeting {wrong.number}, {wrong.name}: {wrong.problem}"
    if found.unanswered:
        return UNANSWERED
    if form.text("promised") != str(found.going):
        return f"Your answers are kept. It goes out with {counted(found.going)} now: press Publish once more."
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
    draft = _mine(desk, visit, visit.part("draft"))
    if draft is not None:
        with desk.open_store.transaction() as conn:
            drafts.discard(conn, visit.user.id, draft.id)
    return RedirectResponse(desk.at("/release"), 303)


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
