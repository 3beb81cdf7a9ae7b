"""What can this person do here, and where is each thing done? Moves as links, or why not now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from desk.forms import plainly
from desk.loading import Opened
from desk.moves import every  # noqa: F401 - registers the forms
from desk.moves.catalogue import CATALOGUE
from flows.steps.actor import Actor
from flows.steps.moving import MADE
from policy.stages import MOVES, Stage, obstacle_to_move

# Where the verb of a move, as it is, is not what an officer would say.
DOES = {
    "answer": "Answer questions",
    "list_item": "List an item of information",
    "assess_item": "Assess an item",
    "list_child": "List a child at risk",
    "name_recipient": "Name somebody who may be told",
    "record_check": "Record an agency's answer",
    "share_information": "Record information shared between agencies",
    "give_view": "Give your agency's view",
    "attach": "Add a note",
    "propose": "Propose to tell, or not to tell",
    "hear_representations": "Record what the subject said",
    "invite_representations": "Invite representations from the subject",
    "skip_representations": "Say why the subject is not asked",
    "progress": "Progress the registration",
    "not_progress": "Record that it is not progressed",
    "nobody_matches": "Say that nobody on the register is the person named",
    "settle_candidate": "Settle a candidate",
    "confirm_identity": "Confirm who the person named is",
    "note_joined": "Look at the other consideration about the same person",
    "tell": "Record the telling",
    "record_undertaking": "Record the answer to the undertaking",
    "give_outcome": "Tell the applicant how it ended",
    "take_urgent_route": "Take the urgent route",
    "reopen": "Open it again",
    "review": "Review it and leave it closed",
    "extend_deadline": "Extend a deadline",
    "act_on_immediate_risk": "Record what was done about the risk now",
    "record_evidence": "Record proof seen",
    "reassign": "Give it to another officer",
    "sign_off": "Read the pack and sign",
    "think_again": "Think again about telling",
    "ratify": "Ratify an urgent telling, or not",
    "release_letter": "Release a letter",
    "hand_letter": "Hand a letter over",
    "settle_letter": "Find out whether a letter went",
    "lift_hold": "Look whether a hold must stand",
    "place_hold": "Place a hold",
    "settle_link": "Settle a link with another registration",
    "record_interview": "See the applicant and record it",
    "withdraw_proposal": "Withdraw a proposal",
    "withdraw": "Record that the applicant withdraws",
    "declare_named_in": "Your interest",
    "declare_interest": "Your interest",
}
# Done on a page of their own, below the consideration's address.
PAGES = {"settle_candidate": "/candidates"}


@dataclass(frozen=True)
class Offer:
    """One thing that can be done here, and for what: words and address. `not_now`: why not at this stage."""

    words: str
    links: tuple[tuple[str, str], ...] = ()
    not_now: str = ""


Fits = Callable[[Mapping[str, str]], bool]


def offered(
    opened: Opened, actor: Actor, moves: Iterable[str], fits: Fits = lambda _about: True
) -> list[Offer]:
    """The moves this person may make by role, each for all that it can be about here and `fits`.

    Whoever reads by break-glass may do nothing.
    """
    if opened.by_break_glass:
        return []
    known = [move for move in moves if move in CATALOGUE and actor.roles & MADE[move].roles]
    return [offer for offer in (_offer(opened, move, fits) for move in known) if offer.links or offer.not_now]


def _offer(opened: Opened, move: str, fits: Fits) -> Offer:
    words = does(move)
    if obstacle_to_move(opened.stage, move):
        when = ", ".join(str(stage).replace("_", " ") for stage in Stage if move in MOVES[stage])
        return Offer(words, not_now=f"It can be done at: {when}.")
    path, which = f"/considerations/{opened.reference}/do/{move}", CATALOGUE[move].which
    if which is None:
        return Offer(words, ((words, path),))
    things = [thing for thing in which(opened).things if fits(thing.address)]
    return Offer(words, tuple((thing.words, f"{path}?{urlencode(thing.address)}") for thing in things))


def does(move: str) -> str:
    """A move as the thing an officer does."""
    return DOES.get(move) or plainly(move)


def said_done(move: str) -> str:
    """What an address says was just done; nothing where no move is called so: anybody can write one."""
    return f"{does(move)}: recorded." if move in MADE or move in DOES else ""


def where(reference: str, move: str, about: str | None = None, request: str | None = None) -> str:
    """The very page on which what is waited for is done."""
    if request:
        return f"/requests/{request}"
    here = f"/considerations/{reference}"
    if move == "sign_off":
        return f"{here}/packs/{about}"
    if move in PAGES:
        return here + PAGES[move]
    form = CATALOGUE.get(move)
    query = f"?{urlencode({form.about[0]: about})}" if form and about and len(form.about) == 1 else ""
    return f"{here}/do/{move}{query}"
