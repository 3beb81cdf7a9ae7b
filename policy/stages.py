"""Where can a consideration be, and which moves lead where? One table; docs/process.md is drawn from it.

Sources: domain.md 3.4 (stages by MAPPA level) and 4.2 (child-sex-offender disclosure scheme).
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where a consideration stands. Every stage has at least one wait."""

    INITIAL_CHECKS = "initial_checks"
    INTERVIEW = "interview"
    ASSESSMENT = "assessment"
    SIGNING = "signing"
    THINKING_AGAIN = "thinking_again"
    TELLING = "telling"
    OUTCOME = "outcome"
    CLOSED = "closed"


_I, _V, _A, _S, _R, _T, _O, _C = Stage

# What may always be recorded while work goes on: it can only add to what is known, or stop a telling.
_ALWAYS = (
    "answer", "list_item", "assess_item", "list_child", "name_recipient", "record_check", "place_hold",
    "lift_hold", "give_view", "settle_candidate", "confirm_identity", "nobody_matches", "note_joined",
    "attach", "extend_deadline", "share_information", "settle_letter", "release_letter", "hand_letter",
    "withdraw", "declare_named_in", "add_to_registration", "record_evidence", "act_on_immediate_risk",
    "settle_link", "reassign",
)  # fmt: skip

# Moves the machine makes for itself.
_MACHINE = (
    "ask_agency", "take_answer", "note_failure", "recommend_now", "issue_letter", "claim_letter",
    "letter_sent", "letter_lost", "withhold_letter", "note_overdue", "refresh_subject",
    "note_stopped", "screen", "join", "note_looked", "note_link",
)  # fmt: skip


def _open(stage: Stage, extra: dict[str, set[Stage]]) -> dict[str, frozenset[Stage]]:
    moves: dict[str, set[Stage]] = {move: {stage} for move in (*_ALWAYS, *_MACHINE)}
    return {move: frozenset(to) for move, to in (moves | extra).items()}


# A change of fact while signing or telling lapses the pack, which the machine then lays anew.
_LAPSING: dict[str, set[Stage]] = {
    move: {_S, _T, _R, _A}
    for move in (
        "answer", "list_item", "assess_item", "list_child", "name_recipient", "record_check", "place_hold",
        "lift_hold", "give_view", "settle_candidate", "confirm_identity", "nobody_matches", "screen",
        "refresh_subject", "ask_agency", "take_answer", "note_failure", "withhold_letter",
        "add_to_registration", "record_evidence",
    )
}  # fmt: skip
_REPRESENTATIONS = ("invite_representations", "hear_representations", "skip_representations")

# {stage: {move: the stages it may lead to}}
MOVES: dict[Stage, dict[str, frozenset[Stage]]] = {
    _I: _open(_I, {
        "progress": {_V, _A}, "not_progress": {_O, _C}, "take_urgent_route": {_A},
    }),
    _V: _open(_V, {
        "record_interview": {_A}, "withdraw": {_A}, "not_progress": {_O, _C}, "take_urgent_route": {_A},
    }),
    _A: _open(_A, {
        **{move: {_A} for move in _REPRESENTATIONS},
        "take_urgent_route": {_A}, "propose": {_S}, "not_progress": {_O, _C}, "ratify": {_A},
    }),
    _S: _open(_S, {
        **_LAPSING,
        **{move: {_S, _A, _T} for move in _REPRESENTATIONS},
        "take_urgent_route": {_S}, "propose": {_S}, "withdraw_proposal": {_A, _S, _T, _R},
        "lay_pack": {_S, _T, _R, _A}, "sign_off": {_S, _T, _R, _O, _C, _A}, "ratify": {_S},
    }),
    _R: _open(_R, {
        **_LAPSING,
        **{move: {_R, _A, _S, _T} for move in _REPRESENTATIONS},
        "take_urgent_route": {_R}, "think_again": {_T, _A, _S, _R, _O, _C}, "propose": {_S, _R},
        "sign_off": {_S, _T, _R, _O, _C, _A}, "withdraw_proposal": {_A, _S, _T, _R},
        "lay_pack": {_S, _T, _R, _A}, "ratify": {_R, _S},
    }),
    _T: _open(_T, {
        **_LAPSING,
        **{move: {_T, _S, _A} for move in _REPRESENTATIONS},
        "record_undertaking": {_T, _R}, "tell": {_T, _O, _C, _S, _A}, "propose": {_S},
        "lay_pack": {_S, _T, _A}, "take_urgent_route": {_T}, "sign_off": {_S, _T, _R},
        "ratify": {_T, _S},
    }),
    _O: _open(_O, {
        "ratify": {_O, _C, _A}, "give_outcome": {_O, _C}, "reopen": {_A},
        # Somebody is found to be meant, or nobody is, after all was decided: it is decided again.
        "settle_candidate": {_O, _A},
        # A letter whose release no longer holds takes its decision back with it.
        "withhold_letter": {_O, _S},
    }),
    _C: {
        **{move: frozenset({_C}) for move in
           ("attach", "review", "settle_letter", "hand_letter", "release_letter", "claim_letter",
            "letter_sent", "letter_lost", "withhold_letter", "issue_letter", "note_overdue",
            "note_stopped", "share_information", "screen", "declare_named_in", "note_joined", "reassign",
            "act_on_immediate_risk", "settle_link", "note_looked", "note_link", "withdraw")},
        "reopen": frozenset({_A}),
        # A register change after it closed: somebody new is meant, or nobody is.
        "settle_candidate": frozenset({_C, _A}),
    },
}  # fmt: skip


def obstacle_to_move(stage: Stage, move: str) -> str | None:
    """Say why `move` can't be made at `stage` and when it can; None where it can."""
    if move in MOVES[stage]:
        return None
    when = [str(at).replace("_", " ") for at in Stage if move in MOVES[at]]
    if not when:
        raise ValueError(f"no such move: {move}")
    return (
        f"“{move.replace('_', ' ')}” can't be done at the stage “{str(stage).replace('_', ' ')}”; "
        f"it can be done at: {', '.join(when)}."
    )


def as_mermaid() -> str:
    """Draw the moves that lead from one stage to another, for docs/process.md."""
    arrows: dict[tuple[Stage, Stage], list[str]] = {}
    for stage, moves in MOVES.items():
        for move, to in moves.items():
            for target in sorted(to - {stage}):
                arrows.setdefault((stage, target), []).append(move.replace("_", " "))
    lines = [
        "stateDiagram-v2",
        "    [*] --> initial_checks: register interest",
        "    [*] --> assessment: open",
    ]
    lines += [f"    {a} --> {b}: {', '.join(moves)}" for (a, b), moves in arrows.items()]
    lines.append("    closed --> [*]: retention review")
    return "\n".join(lines) + "\n"
