"""What is laid for signature, as one page: read part by part, then answered in one’s own words.

A part is opened by itself, and that it was stands in the record. The digest signed is that of the pack shown;
whoever has not opened every part that holds something is not let agree.
"""

import time
from contextlib import suppress

from sqlmodel import Session
from starlette.responses import Response

from desk.access import PACK, SIGNING
from desk.forms import Entered, Form, Question, options, read, wrongs
from desk.keeping import keep_unsent
from desk.laid import Laid, look
from desk.letter_pages import Issued, Page, page_of, pdf_of
from desk.loading import NotThere, Opened
from desk.prefilling import from_draft
from desk.rendering import render
from desk.routes import answered, get, post, seen_other
from desk.visiting import Visit
from flows import rationale
from flows.accounts import step_up
from flows.drafts import drop, keep, kept
from flows.rationale_parts import Section
from flows.showing import part_opened
from flows.steps.pipeline import take
from models import ledger
from models.account import Draft
from models.database import transaction
from models.dossier import Pack
from models.errors import CannotDo
from policy.sign_off import SHORTEST_RATIONALE

PAGE = "/considerations/{reference}/packs/{pack}"
DONE = {
    "agree": "You agreed. It is recorded with your reasons.",
    "refuse": "You refused. It is recorded with your reasons.",
    "send_back": "You sent it back. Its officer sees why.",
}
SIGN = Form(
    "Your answer",
    (
        Question("outcome", "What do you say?", "choice", options=options(
            ("agree", "Agree", "You have read the words and every letter, and agree to them."),
            ("refuse", "Refuse", "Signed, with your reasons; a more senior officer hears it."),
            ("send_back", "Send back", "Something is to be put right first; then it is laid again."),
            ("declare_interest", "Declare an interest", "You can’t be impartial here: sign nothing in it."),
        )),
        Question("reasons", "Your own reasons", "words",
                 "In your own words, whichever way you answer. Not needed to declare an interest.",
                 rows=8),
        Question("code", "Code from your phone", "code",
                 "The six digits your authenticator shows now. Each code works once."),
    ),
    submit="Sign",
)  # fmt: skip


@get(PAGE, PACK)
def show(visit: Visit, opened: Opened, pack: str) -> Response:
    """Show a pack: what changed, who signs, its parts as far as they were opened, and the form."""
    with transaction(visit.engine) as session:
        laid = look(session, opened, visit.actor, pack)
        draft = _draft(session, visit, opened, laid)
    if laid.changes.begins:
        part_opened(visit.engine, visit.actor, opened.row.id, laid.pack.pack, "summary")
    typed = from_draft(SIGN, draft.fields) if draft else {}
    mine = [each["outcome"] for each in laid.pack.signatures if each["by"] == visit.actor.handle]
    said = DONE.get(mine[-1], "") if mine and visit.query.get("done") == mine[-1] else ""
    return draw(visit, opened, laid, Entered(typed=typed), draft=draft, done=said)


@post(PAGE + "/parts/{part}", SIGNING)
def keep_and_open_part(visit: Visit, opened: Opened, pack: str, part: str) -> Response:
    """Keep the answer as far as it is typed, then open a part: a page without script loses nothing by it."""
    keep_unsent(visit)
    return open_part(visit, opened, pack, part)


@get(PAGE + "/parts/{part}", PACK)
def open_part(visit: Visit, opened: Opened, pack: str, part: str) -> Response:
    """Open one part, on record, and go on to where it stands on the page."""
    with transaction(visit.engine) as session:
        laid = look(session, opened, visit.actor, pack)
    wanted = laid.part(part)
    if not wanted.opened:
        part_opened(visit.engine, visit.actor, opened.row.id, laid.pack.pack, wanted.key)
    return seen_other(f"{_address(opened, laid.pack)}#part-{wanted.key}")


def _letter(session: Session, visit: Visit, opened: Opened, pack: str, letter: str) -> Issued:
    """A letter of the pack, once its part has been opened: nobody reads one without a trace of it."""
    part = look(session, opened, visit.actor, pack).part(letter)
    if part.letter is None or not part.opened:
        raise NotThere
    return part.letter


@get(PAGE + "/letters/{letter}/pages/{number:int}.png", PACK)
def show_page(visit: Visit, opened: Opened, pack: str, letter: str, number: int) -> Response:
    """One page of a letter of the pack, as it is printed."""
    with transaction(visit.engine) as session:
        issued = _letter(session, visit, opened, pack, letter)
        if number not in issued.numbers:
            raise NotThere
        return answered(page_of(session, issued, number).png, "image/png")


@get(PAGE + "/letters/{letter}.pdf", PACK)
def show_pdf(visit: Visit, opened: Opened, pack: str, letter: str) -> Response:
    """The letter itself."""
    with transaction(visit.engine) as session:
        issued = _letter(session, visit, opened, pack, letter)
        return answered(pdf_of(session, issued), "application/pdf", name=f"{issued.reference}.pdf")


@post(PAGE, SIGNING)
def sign(visit: Visit, opened: Opened, pack: str) -> Response:
    """Record one person's answer over the pack they were shown; else everything that stands in its way."""
    if _is_recorded(visit):
        return _after(visit, opened, pack)
    with transaction(visit.engine) as session:
        laid = look(session, opened, visit.actor, pack)
    entered = read(SIGN, visit.form)
    if laid.lapsed or laid.pack.digest != visit.text("_digest"):
        return _laid_anew(visit, opened, laid, entered)
    if obstacles := _obstacles(laid, entered):
        return _refused(visit, opened, laid, entered, obstacles)
    try:
        step_up(visit.engine, visit.web, entered.given["code"])  # type: ignore[arg-type]
    except CannotDo as error:
        if _is_recorded(visit, wait_s=1.0):
            return _after(visit, opened, pack)
        entered.errors["code"] = " ".join(error.obstacles)
        return _refused(visit, opened, laid, entered, [])
    try:
        _take(visit, opened, laid, entered)
    except CannotDo as error:
        return _refused(visit, opened, laid, entered, error.obstacles)
    return _after(visit, opened, pack)


def _take(visit: Visit, opened: Opened, laid: Laid, entered: Entered) -> None:
    given = entered.given | {"pack": laid.pack.pack, "digest": laid.pack.digest}
    del given["code"]
    with transaction(visit.engine) as session:
        take(session, opened.reference, "sign_off", visit.actor, given, key=f"desk:{visit.once}")
        for pack in laid.line.laid:  # what was typed may have begun on an earlier one
            drop(session, visit.actor.handle, _address(opened, pack), visit.tab)


def _obstacles(laid: Laid, entered: Entered) -> list[str]:
    """What stands in the way, before a code is used up: not answered, not opened, not theirs to sign."""
    outcome, reasons = entered.given.get("outcome"), entered.given.get("reasons", "")
    if outcome == "declare_interest":
        entered.errors.pop("reasons", None)
        return list(entered.errors.values())
    if outcome and len(reasons) < SHORTEST_RATIONALE:
        entered.errors["reasons"] = "Give your reasons, whichever way you answer."
    unopened = laid.unopened if outcome == "agree" else ()
    return [
        *laid.bars,
        *(f"Open “{part.title}” before you agree." for part in unopened),
        *entered.errors.values(),
    ]


def _is_recorded(visit: Visit, wait_s: float = 0.0) -> bool:
    """Tell whether this very form was taken already, sent twice; `wait_s` for one that is being taken now."""
    until = time.monotonic() + wait_s
    while True:
        with transaction(visit.engine) as session:
            if ledger.find(session, f"desk:{visit.once}"):
                return True
        if time.monotonic() >= until:
            return False
        time.sleep(0.2)


def _after(visit: Visit, opened: Opened, pack: str) -> Response:
    """Where a signature leads. Whoever declared an interest reads no further."""
    outcome = visit.text("outcome")
    if outcome == "declare_interest":
        return seen_other("/work?done=declare_interest")
    return seen_other(f"/considerations/{opened.reference}/packs/{pack}?done={outcome}")


def _laid_anew(visit: Visit, opened: Opened, laid: Laid, entered: Entered) -> Response:
    """The pack was laid anew after it was read: say so, show the one there is, and keep what was typed."""
    if laid.now and laid.now is not laid.pack:
        with transaction(visit.engine) as session:
            laid = look(session, opened, visit.actor, laid.now.pack)
    words = "The pack changed after you were shown it, so nothing was signed. Read what changed, then answer."
    return _refused(visit, opened, laid, Entered(typed=entered.typed), [words], status=409)


def _refused(
    visit: Visit, opened: Opened, laid: Laid, entered: Entered, obstacles: list[str], *, status: int = 422
) -> Response:
    """Show the page again with what is wrong. The words are kept as a draft, so that a part can be opened."""
    loose = [words for words in obstacles if words not in entered.errors.values()]
    errors, summary = wrongs(SIGN, entered.errors, loose)
    with transaction(visit.engine) as session:
        fields = {name: visit.text(name) for name in ("outcome", "reasons")}
        version = _number(visit.text("_version"))
        with suppress(CannotDo):  # it stands on the page all the same
            keep(session, visit.actor.handle, _address(opened, laid.pack), visit.tab, fields, version)
        draft = _draft(session, visit, opened, laid)
    entered.typed.pop("code", None)
    return draw(visit, opened, laid, entered, status=status, errors=errors, summary=summary, draft=draft)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _draft(session: Session, visit: Visit, opened: Opened, laid: Laid) -> Draft | None:
    """What this person left unsent on this pack, of this tab's first; or on one laid before it."""
    for pack in (laid.pack, *reversed([each for each in laid.line.laid if each is not laid.pack])):
        found = kept(session, visit.actor.handle, _address(opened, pack))
        if found:
            return next((each for each in found if each.tab == visit.tab), found[0])
    return None


def _address(opened: Opened, pack: Pack) -> str:
    return f"/considerations/{opened.reference}/packs/{pack.pack}"


def draw(
    visit: Visit, opened: Opened, laid: Laid, entered: Entered, *, status: int = 200,
    errors: object = None, summary: object = (), draft: Draft | None = None, done: str = "",
) -> Response:  # fmt: skip
    """Draw the page; only what was opened is read and drawn."""
    parts = {part.key for part in laid.parts if part.opened}
    return render(
        visit, "packs/show.html", status=status, opened=opened, laid=laid,
        address=_address(opened, laid.pack), form=SIGN, typed=entered.typed,
        errors=errors or {}, summary=summary, draft=draft, done=done, pages=_pages(visit, laid),
        known=_known(opened) if "known" in parts else (),
        representations=rationale.representations(opened.entries) if "representations" in parts else None,
        views=rationale.views(opened.dossier) if "views" in parts else None,
        advice=_advice(opened, laid) if "findings" in parts else None,
    )  # fmt: skip


def _known(opened: Opened) -> tuple[Section, ...]:
    d = opened.dossier
    return (
        rationale.subject(d), rationale.information(d), rationale.children(d),
        rationale.answers(opened.entries), rationale.checks(d),
    )  # fmt: skip


def _advice(opened: Opened, laid: Laid) -> object:
    last = opened.dossier.recommended.get(laid.line.key)
    return (last["content"] or {}).get("recommendation") if last else None


def _pages(visit: Visit, laid: Laid) -> dict[str, list[Page]]:
    """Every page of each letter that was opened."""
    letters = [part.letter for part in laid.parts if part.letter and part.opened and not part.letter.erased]
    if not letters:
        return {}
    with transaction(visit.engine) as session:
        return {each.reference: [page_of(session, each, n) for n in each.numbers] for each in letters}
