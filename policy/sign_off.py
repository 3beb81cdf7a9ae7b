"""Can this person sign, and what do the signatures given amount to?

A signature covers exactly what was read: it binds to the pack's digest, and any change lapses it.
Reasons are recorded either way (CJA 2003 s.327A(8)(a)-(b)). No majority votes.
"""

from enum import StrEnum

from pydantic import BaseModel

from policy import dissent
from policy.scheme import RESPONSIBLE_AUTHORITY, Scheme, Signatory
from policy.signatures import (
    Outcome,
    Pack,
    Requirements,
    Signature,
    Signer,
    filling,
    requirements,
    suffices,
    unfilled,
)
from policy.titles import title

__all__ = [
    "Outcome",
    "Pack",
    "Requirements",
    "Signature",
    "Signer",
    "Standing",
    "Stands",
    "bars_to_signing",
    "deciding",
    "next_step",
    "obstacles_to_sign_off",
    "outstanding",
    "requirements",
    "standing",
]

SHORTEST_RATIONALE = 15  # characters: long enough to refuse “ok” and “agreed”


class Standing(StrEnum):
    """What the signatures amount to."""

    STANDS = "stands"
    WAITS = "waits"
    STOPPED = "stopped"
    LAPSED = "lapsed"
    REFUSED = "refused"
    SENT_BACK = "sent_back"


class Stands(BaseModel, frozen=True):
    """Where a pack stands, in words, and whose signatures it waits on."""

    standing: Standing
    words: str
    waits_for: tuple[Signatory, ...] = ()


def standing(pack: Pack, scheme: Scheme) -> Stands:
    """Say what the signatures amount to. Dissent stops; it is answered, never outvoted."""
    required = requirements(pack, scheme)
    if ended := _ended(pack, required):
        return ended
    left = dissent.settled(pack, required)
    if left.words:
        return Stands(standing=Standing.STOPPED, words=left.words, waits_for=left.waits_for)
    if wanted := unfilled(left.still_required, left.agreeing):
        words = f"Waits for: {'; '.join(s.words for s in wanted)}."
        return Stands(standing=Standing.WAITS, words=words, waits_for=wanted)
    return Stands(standing=Standing.STANDS, words="Decider and every concurrence signed the same pack.")


def _ended(pack: Pack, required: Requirements) -> Stands | None:
    if pack.digest != pack.current_digest:
        words = "What was signed has changed, so its signatures have lapsed; the pack is laid again."
        return Stands(standing=Standing.LAPSED, words=words)
    if any(s.outcome == "send_back" for s in pack.counted):
        words = "A signer sent it back; change it and propose again."
        return Stands(standing=Standing.SENT_BACK, words=words)
    refusals = [s for s in pack.counted if s.outcome == "refuse" and not s.carried]
    if any(suffices(s, required.decider) or suffices(s, required.escalation) for s in refusals):
        words = "The decider, or whoever hears a dissent, refused; propose something else, or nothing."
        return Stands(standing=Standing.REFUSED, words=words)
    return None


def outstanding(pack: Pack, scheme: Scheme) -> tuple[Signatory, ...]:
    """Whose signatures the pack waits on now; empty where it waits on none."""
    return standing(pack, scheme).waits_for


def deciding(pack: Pack, scheme: Scheme) -> Signature:
    """The signature that decides. ValueError where the pack does not stand."""
    if standing(pack, scheme).standing is not Standing.STANDS:
        raise ValueError("nobody has decided this pack")
    left = dissent.settled(pack, requirements(pack, scheme))
    found = filling(left.still_required, left.agreeing)
    assert found is not None
    return found[0]


def obstacles_to_sign_off(
    signer: Signer, pack: Pack, rationale: str, scheme: Scheme, outcome: Outcome = "agree"
) -> list[str]:
    """List every reason this person can't sign now, then the next step; empty means they can.

    Independence: whoever proposed or assessed never signs, nor anybody named in it. Declaring an
    interest needs no rank and no reasons. No name is given.
    """
    if outcome == "declare_interest":
        return [] if signer.active else ["Your rights have been withdrawn; ask your administrator."]
    found = bars_to_signing(signer, pack, scheme)
    if len(rationale.strip()) < SHORTEST_RATIONALE:
        found.append("Give your reasons, whichever way you answer; they are part of the record.")
    return [*found, next_step(pack, scheme)] if found else []


def bars_to_signing(signer: Signer, pack: Pack, scheme: Scheme) -> list[str]:
    """List why this person can't answer over this pack now, whatever they would say; empty: they can."""
    return [
        *_about_the_person(signer, pack),
        *_about_the_pack(signer, pack, scheme, standing(pack, scheme)),
        *_about_the_meeting(pack, scheme),
    ]


def _about_the_person(signer: Signer, pack: Pack) -> list[str]:
    bars = {
        "Your rights have been withdrawn.": not signer.active,
        "You are named in this consideration, so you can't sign in it.": signer.named_in_it,
        "You have declared an interest in it.": signer.declared_interest,
        "You proposed it, so somebody else must sign.": signer.person == pack.proposer,
        "You wrote or assessed part of it, so somebody else must sign.": signer.person in pack.assessors,
        "You have answered on this pack already.": any(
            s.person == signer.person and not s.carried for s in pack.counted
        ),
    }
    return [words for words, stands in bars.items() if stands]


def _about_the_pack(signer: Signer, pack: Pack, scheme: Scheme, now: Stands) -> list[str]:
    if now.standing not in (Standing.WAITS, Standing.STOPPED):
        return [now.words]
    refused_before = any(s.carried and s.person == signer.person for s in pack.counted)
    if refused_before or any(suffices(signer, wanted) for wanted in now.waits_for):
        return []
    yours = any(suffices(signer, s) for s in requirements(pack, scheme).all)
    if yours:
        return ["It does not wait for a signature of your rank and agency now."]
    rank, agency = title(signer.rank), title(signer.agency)
    return [f"Your rank and agency ({rank}, {agency}) are not among those who sign this."]


def _about_the_meeting(pack: Pack, scheme: Scheme) -> list[str]:
    urgent = pack.urgent and pack.outcome == "tell" and not pack.for_a_community
    if urgent or pack.level not in scheme.joint.meeting_decides_at:
        return []
    if pack.meeting_attendance is None:
        return [f"A decision at Level {pack.level} is a meeting's: record the meeting that considered it."]
    if len(pack.meeting_attendance & RESPONSIBLE_AUTHORITY) < 2:
        return ["Fewer than two Responsible Authority agencies attended the meeting."]
    return []


def next_step(pack: Pack, scheme: Scheme) -> str:
    """Say whose move it is instead."""
    now = standing(pack, scheme)
    if now.waits_for:
        return f"Next: it waits for {'; '.join(s.words for s in now.waits_for)}."
    return "Next: read it again where it stands now, and tell the officer in charge of it."
