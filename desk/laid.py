"""How does one pack look to one person? What it asks, who signs, what they opened, why they may not sign."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import Session

from desk.access import Relation
from desk.letter_pages import Issued, letters_of
from desk.loading import NotThere, Opened
from desk.moves.proposing import CONDITIONS, SHARERS
from desk.pack_changes import Changes, changes
from flows.signing import as_policy_sees, as_signer, attendance_of
from flows.steps.actor import Actor
from flows.steps.moving import MADE
from letters.catalogue import CATALOGUE
from letters.kinds import Condition, Sharer
from models.consideration import Wait
from models.dossier import Dossier, Line, Pack, Phase
from policy import sign_off
from policy.signatures import suffices, unfilled
from policy.stages import obstacle_to_move

WORDS = "words"


@dataclass(frozen=True)
class Part:
    """One part of a pack that is opened by itself. `needed`: nobody agrees who has not opened it."""

    key: str
    title: str
    holds: str
    opened: bool
    needed: bool = False
    letter: Issued | None = None


@dataclass(frozen=True)
class Wanted:
    """One signature wanted: as what, by whom, and how it stands.

    Open: not given, and not waited for now, because the pack is stopped or ended.
    """

    role: str
    by: str
    stands: Literal["waiting", "signed", "open"]


@dataclass(frozen=True)
class Signing:
    """How a pack that counts stands: in words, whose signatures it wants, and why this person gives none."""

    standing: str
    wanted: tuple[Wanted, ...]
    bars: tuple[str, ...]
    next_step: str


@dataclass(frozen=True)
class Laid:
    """One pack before one person."""

    line: Line
    pack: Pack
    now: Pack | None
    parts: tuple[Part, ...]
    changes: Changes
    wait: Wait | None
    signing: Signing | None

    @property
    def lapsed(self) -> bool:
        return self.pack.lapsed

    @property
    def bars(self) -> tuple[str, ...]:
        return self.signing.bars if self.signing else ()

    @property
    def unopened(self) -> tuple[Part, ...]:
        """What must be opened before anybody agrees, and is not."""
        return tuple(part for part in self.parts if part.needed and not part.opened)

    @property
    def conditions(self) -> list[str]:
        return [CONDITIONS[Condition(each)] for each in self._proposal.get("conditions", ())]

    @property
    def sharers(self) -> list[str]:
        return [SHARERS[Sharer(each)] for each in self._proposal.get("may_share_with", ())]

    @property
    def _proposal(self) -> dict[str, Any]:
        found: dict[str, Any] = self.pack.manifest.get("proposal", {})
        return found

    def part(self, key: str) -> Part:
        found = next((each for each in self.parts if each.key == key), None)
        if found is None:
            raise NotThere
        return found


def line_of(opened: Opened, pack: str) -> tuple[Line, Pack]:
    """The line a pack was laid on, and the pack. Raise NotThere where there is none of that name."""
    for line in opened.dossier.lines.values():
        for laid in line.laid:
            if laid.pack == pack:
                return line, laid
    raise NotThere


def look(session: Session, opened: Opened, actor: Actor, pack: str) -> Laid:
    """Set out one pack as it stands for one person. Raise NotThere where it is no business of theirs."""
    line, laid = line_of(opened, pack)
    seen = _seen(session, opened, line) if line.pack and line.pack.manifest else None
    if opened.relation is Relation.OUTSIDE_SIGNER and not _signs_this(opened, actor, line, seen):
        raise NotThere
    stands = seen is not None and line.pack is laid
    return Laid(
        line=line,
        pack=laid,
        now=line.pack,
        parts=_parts(opened.dossier, laid, letters_of(session, opened.row.id, laid.pack), actor.handle),
        changes=changes(opened, actor.handle, line, laid),
        wait=next((wait for wait in opened.waits if wait.subject_of == laid.pack), None),
        signing=_signing(opened, actor, line, seen) if stands and seen else None,
    )


def _parts(dossier: Dossier, pack: Pack, letters: list[Issued], handle: str) -> tuple[Part, ...]:
    """The parts of a pack; a part that holds something is opened before anybody agrees."""
    mine = pack.opened.get(handle, set())
    tells = pack.outcome == "tell"
    plain = [
        Part("findings", "What the rules make of the facts", "Each finding with its source",
             "findings" in mine, needed=True),
        Part("known", "What is known", "The subject, items of information, children, facts, checks",
             "known" in mine, needed=True),
        Part(WORDS, "What would be said, and how" if tells else "What is proposed, and why",
             "The exact words, items told and withheld, conditions, safety plan" if tells else
             "The proposal and its reasons", WORDS in mine, needed=True),
        Part("representations", "Representations", "What the subject said, and what was made of it",
             "representations" in mine, needed=dossier.representations == "heard"),
        Part("views", "Views of the agencies", "Who agrees, who dissents, in their words", "views" in mine,
             needed=bool(dossier.views)),
    ]  # fmt: skip
    return (*plain, *(_letter(each, each.reference in mine) for each in letters))


def _letter(letter: Issued, opened: bool) -> Part:
    pages = f"{letter.pages} page{'s' if letter.pages != 1 else ''}, as it is printed"
    title = f"Letter: {CATALOGUE[letter.kind].title}"
    return Part(letter.reference, title, pages, opened, needed=not letter.erased, letter=letter)


def _signing(opened: Opened, actor: Actor, line: Line, seen: sign_off.Pack) -> Signing:
    bars = sign_off.bars_to_signing(as_signer(actor, opened.dossier, line), seen, opened.scheme)
    bars += _bars_of_the_desk(opened, actor, line)
    return Signing(
        standing=sign_off.standing(seen, opened.scheme).words,
        wanted=_wanted(seen, opened),
        bars=tuple(bars),
        next_step=sign_off.next_step(seen, opened.scheme) if bars else "",
    )


def _bars_of_the_desk(opened: Opened, actor: Actor, line: Line) -> list[str]:
    """What the step would refuse besides, so that no form is shown that could only be refused."""
    may = actor.roles & MADE["sign_off"].roles
    waiting = line.phase in (Phase.LAID, Phase.STOPPED)
    found = [
        None if may else "None of your roles signs.",
        obstacle_to_move(opened.stage, "sign_off") if waiting else None,
        "You are reading by break-glass, which lets nobody sign." if opened.by_break_glass else None,
    ]
    return [words for words in found if words]


def _seen(session: Session, opened: Opened, line: Line) -> sign_off.Pack:
    attendance = attendance_of(session, line)
    return as_policy_sees(opened.dossier, line, opened.scheme, opened.everybody.known(session), attendance)


def _wanted(seen: sign_off.Pack, opened: Opened) -> tuple[Wanted, ...]:
    required = sign_off.requirements(seen, opened.scheme)
    waits = sign_off.standing(seen, opened.scheme).waits_for
    missing = unfilled(required.all, seen.agreeing)
    rows = [("Decides", required.decider), *(("Agrees too", each) for each in required.concurrences)]
    rows += [("Hears the dissent", each) for each in waits if each not in required.all]
    return tuple(
        Wanted(role, each.words, "waiting" if each in waits else "open" if each in missing else "signed")
        for role, each in rows
    )


def _signs_this(opened: Opened, actor: Actor, line: Line, seen: sign_off.Pack | None) -> bool:
    """Tell whether somebody of another agency signs on this line, or has: they see no other."""
    if any(given["by"] == actor.handle for laid in line.laid for given in laid.signatures):
        return True
    signer = as_signer(actor, opened.dossier, line)
    waiting = sign_off.outstanding(seen, opened.scheme) if seen else ()
    return any(suffices(signer, each) for each in waiting)
