"""Who decides, over exactly which words? The pack, signing it, and thinking again."""

from typing import Literal
from uuid import uuid4

from pydantic import Field

from flows.packs import digest_now, digest_of, manifest_of
from flows.signing import as_policy_sees, as_signer, attendance_of
from flows.steps.issuing import issue_for_pack
from flows.steps.moving import Given, Moving, move
from flows.steps.proposing import obstacles_now
from flows.steps.recommending import recommend_line
from flows.steps.roles import EVERYBODY_ACTING
from models.dossier import NOBODY, Line, Phase
from models.entries import (
    DecisionStood,
    DecisionStopped,
    LetterReleased,
    PackLaid,
    ProposalWithdrawn,
    SignedOff,
    ThoughtAgain,
)
from policy import sign_off as sign_off_policy
from policy.sign_off import Standing, obstacles_to_sign_off, standing
from policy.undertaking import obstacles_to_thinking_again


class Laying(Given):
    """Which line's pack is laid."""

    line: str


@move(Laying)
def lay_pack(moving: Moving, given: Laying) -> None:
    """Render the letters and lay the pack: from here on a signature means exactly these bytes.

    A proposal to tell that the rules would refuse by now is withdrawn, with the reasons.
    """
    line = moving.dossier.lines[given.line]
    if line.phase is not Phase.PROPOSED:
        return
    recommend_line(moving, line)
    if wrong := obstacles_now(moving, line):
        withdrawn = ProposalWithdrawn(proposal=(line.proposal or {})["proposal"])
        moving.append(withdrawn, {"reasons": f"It can no longer be made: {' '.join(wrong)}"})
        return
    pack = uuid4().hex
    letters = issue_for_pack(moving, line, pack)
    manifest = manifest_of(moving.dossier, line, moving.scheme, moving.today, letters)
    proposal = line.proposal or {}
    moving.append(
        PackLaid(
            pack=pack,
            proposal=proposal["proposal"],
            recipient=None if line.key == NOBODY else line.key,
            outcome=proposal["outcome"],
            digest=digest_of(manifest),
            letters=tuple(letter["letter"] for letter in letters),
        ),
        manifest,
    )


class SignOff(Given):
    """One person's answer over a pack: agree, refuse, send back, or declare an interest."""

    pack: str | None = Field(None, description="Default: the only one laid")
    outcome: Literal["agree", "refuse", "send_back", "declare_interest"] = "agree"
    reasons: str = Field("", max_length=20_000, description="The signer's own reasons, either way")
    digest: str | None = Field(None, description="Digest the signer was shown; refused if it is not this one")


@move(SignOff, *EVERYBODY_ACTING)
def sign_off(moving: Moving, given: SignOff) -> None:
    """Record one person's answer over the pack as it stands (CJA 2003 s.327A(7)-(8)).

    Raise CannotDo with every obstacle. When decider and every concurrence bind to one digest, the
    decision stands in the same transaction, and letters released by the decision may go.
    """
    line = _laid_line(moving, given.pack)
    pack = line.pack
    assert pack is not None
    current = digest_now(moving.dossier, line, moving.scheme)
    shown, actor = given.digest or pack.digest, moving.actor
    moving.refuse_if(
        None if shown == pack.digest == current else "The pack has changed since you read it. Read it again.",
        *obstacles_to_sign_off(
            as_signer(actor, moving.dossier, line),
            _seen(moving, line),
            given.reasons,
            moving.scheme,
            given.outcome,
        ),
    )
    moving.append(
        SignedOff(
            pack=pack.pack, digest=pack.digest, outcome=given.outcome, agency=actor.agency,
            rank=actor.rank, person=actor.person,
        ),
        {"reasons": given.reasons},
    )  # fmt: skip
    _conclude(moving, line, given)


def _laid_line(moving: Moving, pack: str | None) -> Line:
    laid = [
        line for line in moving.dossier.lines.values()
        if line.pack and line.phase in (Phase.LAID, Phase.STOPPED) and pack in (None, line.pack.pack)
    ]  # fmt: skip
    moving.refuse_if(
        None if laid else "No pack is laid for signature here.",
        "More than one pack is laid; say which." if len(laid) > 1 else None,
    )
    return laid[0]


def _conclude(moving: Moving, line: Line, given: SignOff) -> None:
    found = standing(_seen(moving, line), moving.scheme)
    pack = line.pack
    assert pack is not None
    if found.standing is Standing.STANDS:
        _stand(moving, line, given)
    elif found.standing is Standing.SENT_BACK:
        moving.append(
            ProposalWithdrawn(proposal=pack.proposal),
            {"reasons": "Sent back by a signer: see the signature."},
        )
    elif found.standing in (Standing.STOPPED, Standing.REFUSED) and line.phase is not Phase.STOPPED:
        moving.append(DecisionStopped(pack=pack.pack, because=found.words))


def _seen(moving: Moving, line: Line) -> sign_off_policy.Pack:
    attendance = attendance_of(moving.session, line)
    return as_policy_sees(moving.dossier, line, moving.scheme, moving.known, attendance)


def _stand(moving: Moving, line: Line, given: SignOff) -> None:
    pack = line.pack
    assert pack is not None
    decider = _seen(moving, line).decider(moving.scheme)
    moving.append(
        DecisionStood(
            pack=pack.pack, digest=pack.digest, outcome=pack.outcome,
            recipient=None if line.key == NOBODY else line.key,
            decider=decider.person, rank=decider.rank, agency=decider.agency,
        ),
        {"reasons": (line.proposal or {}).get("reasons", ""), "last_signer": given.reasons},
    )  # fmt: skip
    for letter in pack.letters:
        state = moving.dossier.letters[letter]
        if state.release == "decision" and state.delivery == "post":
            moving.append(LetterReleased(letter=letter, release="decision"))


class SecondThought(Given):
    """What the decider makes of a refused undertaking."""

    recipient: str
    outcome: Literal["proceed", "limit", "other_recipient", "protect_otherwise"]
    reasons: str = Field(min_length=20, max_length=20_000)


@move(SecondThought, *EVERYBODY_ACTING)
def think_again(moving: Moving, given: SecondThought) -> None:
    """Answer a refused undertaking: neither an automatic stop nor an automatic go (domain.md 9, 19)."""
    line = moving.dossier.lines.get(given.recipient)
    waiting = line and line.phase is Phase.UNDERTAKING_REFUSED
    moving.refuse_if(None if waiting else "That recipient has not refused an undertaking.")
    assert line is not None
    decider = str((line.decided or {}).get("decider"))
    moving.refuse_if(*obstacles_to_thinking_again(moving.actor.person, decider, given.reasons))
    moving.append(ThoughtAgain(recipient=given.recipient, outcome=given.outcome), {"reasons": given.reasons})
