"""Who is the person named? A machine compares; an officer settles each candidate; a second person confirms.

Source: domain.md 9, trap 12. An answer is kept apart from the score, and the last one stands.
"""

from typing import Any
from uuid import UUID

from pydantic import Field
from sqlmodel import select

from flows.finding import version
from flows.need_to_know import not_walled_off, on_register
from flows.steps.actor import MACHINE
from flows.steps.moving import Code, Given, Moving, move
from flows.steps.pipeline import take
from flows.steps.roles import EVERYBODY_ACTING, OFFICERS, SUPERVISORS
from flows.steps.snapshot import snapshot_of
from models.candidates import AT_LEAST_POSSIBLE
from models.consideration import Consideration
from models.dossier import Dossier
from models.entries import (
    CandidatesChanged,
    CandidateSettled,
    Entry,
    IdentityConfirmed,
    Joined,
    JoinNoted,
    NamedInDeclared,
    Reopened,
    Screened,
    SubjectIdentified,
)
from policy.facts import Verdict
from policy.identification import obstacles_to_confirming, obstacles_to_nobody, same
from policy.stages import Stage

BANDS = ("unlikely", "possible", "probable", "strong")
NOT_COMPARED = "The machine has not compared the person named with the register yet; it does so in a moment."
Shown = dict[str, Any]


class Comparing(Given):
    """A comparison with the register as one extract left it."""

    register_import: str
    size: int
    digest: str
    edition: str
    question: str
    heading: str
    would_help: tuple[str, ...]
    candidates: tuple[Shown, ...]


@move(Comparing)
def screen(moving: Moving, given: Comparing) -> None:
    """Write down who is nearest: all of it the first time, and after that only where it has changed.

    A comparison with a register that is no longer the one in force is not written.
    """
    d = moving.dossier
    if given.register_import != version(moving.session).extract:
        return
    added, vanished = changes(d, given.candidates)
    content = given.model_dump(mode="json", include={"question", "heading", "would_help", "candidates"})
    content |= {"added": added, "vanished": vanished}
    if d.comparison is None or d.comparison.question != given.question or d.compare_again:
        after = d.comparison.at.isoformat() if d.comparison else "first"
        after += ":again" if d.compare_again else ""
        moving.append(_screened(given, added, vanished), content, key=f"screened:{moving.row.id}:{after}")
    elif added or vanished:
        entry = CandidatesChanged(
            register_import=given.register_import, added=len(added), vanished=len(vanished)
        )
        moving.append(entry, content, key=f"candidates:{moving.row.id}:{given.register_import}")


def _screened(given: Comparing, added: list[str], vanished: list[str]) -> Entry:
    counts = {band: sum(each["band"] == band for each in given.candidates) for band in BANDS}
    return Screened(
        purpose="registration",
        register_import=given.register_import,
        size=given.size,
        digest=given.digest,
        edition=given.edition,
        added=len(added),
        vanished=len(vanished),
        **counts,
    )


def changes(dossier: Dossier, candidates: tuple[Shown, ...]) -> tuple[list[str], list[str]]:
    """Who is possible or more now and was not, or is nearer by a band; and who was and is no longer."""
    before = {state.reference: state.band for state in dossier.candidates.values() if state.counts}
    now = {each["reference"]: each["band"] for each in candidates if each["band"] in AT_LEAST_POSSIBLE}
    added = [
        reference
        for reference, band in now.items()
        if reference not in before or BANDS.index(band) > BANDS.index(before[reference])
    ]
    return added, sorted(before.keys() - now.keys())


class Settling(Given):
    """Is somebody on the register the person named, and why? One at a time where it is the same person."""

    subjects: tuple[Code, ...] = Field(min_length=1, max_length=10, description="Register references")
    verdict: Verdict = Field(description="same, not_same or cannot_tell")
    reasons: str = Field(min_length=10, max_length=4000)


@move(Settling, *OFFICERS)
def settle_candidate(moving: Moving, given: Settling) -> None:
    """Say whether candidates are the person named. “Same” attaches one, and joins what is open about them."""
    # Of another unit too: who is told “a record exists, ask the unit” learns the reference from it.
    known = {each: not_walled_off(moving.session, moving.actor, each) for each in given.subjects}
    moving.refuse_if(
        NOT_COMPARED if moving.dossier.comparison is None else None,
        "Only one can be the same person: settle one at a time."
        if given.verdict is Verdict.SAME and len(known) > 1
        else None,
        *(f"Nobody on the register has the reference {ref}." for ref, found in known.items() if not found),
    )
    unsettled = any(_unsettles(moving.dossier, reference, given.verdict) for reference in known)
    for reference in known:
        state = moving.dossier.candidates.get(reference)
        entry = CandidateSettled(
            candidate=reference,
            verdict=str(given.verdict),
            person=moving.actor.person,
            listed=state is not None and state.rank is not None,
        )
        moving.append(entry, {"reasons": given.reasons})
    if unsettled:
        _identify(moving, given.reasons)


def _unsettles(dossier: Dossier, reference: str, verdict: Verdict) -> bool:
    """Whether a verdict bears on who is meant: it names somebody, leaves a doubt, or takes a word back."""
    state = dossier.candidates.get(reference)
    earlier = state.settled.verdict if state and state.settled else None
    return verdict != earlier and (verdict is not Verdict.NOT_SAME or earlier is not None)


def _identify(moving: Moving, reasons: str) -> None:
    """Say what the verdicts now come to; what was confirmed, decided or closed is open again."""
    d = moving.dossier
    meant = same(moving.facts().candidates)
    subject = on_register(moving.session, meant[0]) if len(meant) == 1 else None
    was = d.identity, d.subject
    now = "probable" if meant else None, str(subject.id) if subject else None
    if now == was:
        return
    snapshot = snapshot_of(moving.session, subject) if subject else None
    moving.append(
        SubjectIdentified(identity=now[0], subject=now[1]), {"reasons": reasons, "snapshot": snapshot}
    )
    if Stage(moving.row.stage) in (Stage.OUTCOME, Stage.CLOSED):
        moving.append(Reopened(because="new_information"), {"reasons": reasons})
    join_others(moving)


def join_others(moving: Moving) -> None:
    """Tell each consideration that is open about the same person of the other; neither ends by it.

    Two that are joined from both sides at one moment: the database ends one, and its officer tries again.
    """
    if moving.dossier.subject is None:
        return
    others = moving.session.exec(
        select(Consideration.reference).where(
            Consideration.subject_id == UUID(moving.dossier.subject),
            Consideration.stage != str(Stage.CLOSED),
            Consideration.id != moving.row.id,
        )
    ).all()
    for other in sorted(set(others) - moving.dossier.joined.keys()):
        take(moving.session, other, "join", MACHINE, {"other": moving.row.reference})
        moving.append(Joined(other=other, to_look_at=False))


class Joining(Given):
    """Which other consideration."""

    other: Code


@move(Joining)
def join(moving: Moving, given: Joining) -> None:
    """Note that another consideration has turned out to be about the same person."""
    if given.other not in moving.dossier.joined:
        moving.append(Joined(other=given.other, to_look_at=True))


class JoinLookedAt(Given):
    """What follows from the other consideration, if anything."""

    other: Code
    notes: str = Field(min_length=3, max_length=4000)


@move(JoinLookedAt, *OFFICERS)
def note_joined(moving: Moving, given: JoinLookedAt) -> None:
    """Say that the other consideration about the same person has been looked at."""
    joined = moving.dossier.joined.get(given.other)
    moving.refuse_if(None if joined else "This has not been joined to that consideration.")
    moving.append(JoinNoted(other=given.other), {"notes": given.notes})


class Confirming(Given):
    """Why it is this person."""

    reasons: str = Field(min_length=10, max_length=4000)


@move(Confirming, *OFFICERS, *SUPERVISORS)
def confirm_identity(moving: Moving, given: Confirming) -> None:
    """Confirm, as a second person, who the person named is. Until then nobody is told."""
    facts = moving.facts()
    settled_by = {
        reference: state.settled.person
        for reference, state in moving.dossier.candidates.items()
        if state.settled
    }
    moving.refuse_if(
        *obstacles_to_confirming(facts.identity, facts.candidates, settled_by, moving.actor.person)
    )
    moving.append(
        IdentityConfirmed(subject=str(moving.dossier.subject), person=moving.actor.person),
        {"reasons": given.reasons},
    )


class NobodyMeant(Given):
    """Why nobody on the register is the person named."""

    reasons: str = Field(min_length=10, max_length=4000)


@move(NobodyMeant, *OFFICERS)
def nobody_matches(moving: Moving, given: NobodyMeant) -> None:
    """Say that nobody on the register is the person named, once every candidate has been settled so."""
    moving.refuse_if(
        NOT_COMPARED if moving.dossier.comparison is None else None,
        *obstacles_to_nobody(moving.facts().candidates),
    )
    moving.append(SubjectIdentified(identity="not", subject=None), {"reasons": given.reasons})


class NamedIn(Given):
    """In what way this is about you or yours."""

    reasons: str = Field(min_length=10, max_length=2000)


@move(NamedIn, *EVERYBODY_ACTING)
def declare_named_in(moving: Moving, given: NamedIn) -> None:
    """Declare that it is about you or yours. From then on you can neither open it nor act in it."""
    moving.append(NamedInDeclared(person=moving.actor.person), {"reasons": given.reasons})
