"""What does the rationale say of one recipient, or of telling nobody? From findings to the telling."""

from typing import Any

from flows.rationale_parts import ERASED, Section, bullets, pairs, table, when, words
from flows.standing import title_of
from models.dossier import Dossier, Line, Pack
from models.schemes import schemes
from policy.facts import RecipientKind
from policy.recipients import may_be_told


def line_sections(line: Line, dossier: Dossier) -> list[Section]:
    sections = [the_recipient(line), *limits(line, dossier)]
    sections += recommendation(dossier.recommended.get(line.key))
    return sections + proposal(line) + signatures(line) + decision(line) + telling(line)


def the_recipient(line: Line) -> Section:
    """Who may be told and why them; or, where nobody is in view, that it is asked of nobody in particular."""
    if not line.kind:
        stands = f"Stands at: {words(line.phase)}."
        return {"heading": "Whether anybody should be told", "level": 1, "paragraphs": [stands]}
    held = line.details
    return pairs(
        title_of(line.key).capitalize(),
        [
            ("Kind", line.kind),
            ("Name", held.get("name")),
            ("Post and organisation", [x for x in (held.get("role"), held.get("organisation")) if x]),
            ("Address (s.327A(8)(c))", held.get("address")),
            ("Why this person", held.get("why")),
            ("Stands at", line.phase),
        ],
    )


def limits(line: Line, dossier: Dossier) -> list[Section]:
    """What the scheme lets this kind of recipient be told at the most, and what never."""
    if not line.kind:
        return []
    found = may_be_told(RecipientKind(line.kind), schemes().get(dossier.scheme, dossier.edition))
    return [
        bullets("May be told, at the most", list(found.may_be_told), "Nothing is listed."),
        bullets("Never told", list(found.never_told), "Nothing is listed."),
    ]


def nothing_in_view(dossier: Dossier) -> list[Section]:
    if dossier.lines:
        return []
    return recommendation(dossier.recommended.get("nobody"))


def recommendation(last: dict[str, Any] | None) -> list[Section]:
    if last is None:
        return []
    advice = (last["content"] or {}).get("recommendation")
    if advice is None:
        return [{"heading": "Recommendation", "level": 2, "paragraphs": [ERASED]}]
    changes = [
        f"{change['words']} If “{words(change['would_be'])}” and not “{words(change['answer_now'])}”: "
        f"{words(change['then'])}."
        for change in advice["would_change"]
    ]
    return [
        {
            "heading": "What the rules make of the facts",
            "level": 2,
            "paragraphs": [
                f"Recommendation, {when(last['at'])}: {words(advice['recommends'])}. It is not a decision.",
                f"Rules: {_scheme(advice)}.",
                f"Facts: SHA-256 {last['facts_digest']}.",
            ],
            "findings": [
                {"answer": f["answer"], "reason": _with_item(f), "source": f["source"]["title"]}
                for f in advice["findings"]
            ],
        },
        bullets("Still unknown", advice["unknown"], "Nothing the rules ask is unknown."),
        bullets("What would change the recommendation", changes, "No single answer would change it."),
    ]


def _scheme(advice: dict[str, Any]) -> str:
    return f"{schemes().get(advice['scheme'], advice['edition']).title}, edition {advice['edition']}"


def _with_item(finding: dict[str, Any]) -> str:
    about = f" [{finding['item']}]" if finding.get("item") else ""
    return f"{words(finding['rule'])}{about}: {finding['reason']}"


def proposal(line: Line) -> list[Section]:
    held = line.proposal
    if held is None:
        return []
    asked = [
        ("Whether", held["outcome"]), ("Reasons", held.get("reasons")), ("Meeting", held.get("meeting")),
        ("Proposed by", held["by"]),
    ]  # fmt: skip
    if held["outcome"] == "tell":
        asked += [
            ("What: the exact words", held.get("words")), ("Items told", held.get("items")),
            ("Not told, and why", held.get("withheld")), ("By whom", held.get("told_by")),
            ("When", held.get("tell_on")), ("Where", held.get("where")),
            ("Subject to be told", held.get("subject_to_be_told")),
            ("Reasons on telling the subject", held.get("subject_told_reasons")),
            ("Conditions", held.get("conditions")), ("Safety plan", held.get("safety_plan")),
        ]  # fmt: skip
    return [pairs("What was proposed", asked, 2)]


def signatures(line: Line) -> list[Section]:
    """Every pack laid on this line, those that lapsed too: who signed what, and when."""
    return [section for number, pack in enumerate(line.laid, start=1) for section in _pack(number, pack)]


def _pack(number: int, pack: Pack) -> list[Section]:
    rows = [
        [given["by"], [given["rank"], given["agency"]], given["outcome"], given.get("reasons") or "none",
         when(given["at"])]
        for given in pack.signatures
    ]  # fmt: skip
    signed = table(
        "Signatures",
        ["Who", "Rank and agency", "Answer", "Own reasons", "When"],
        rows,
        "Nobody has signed.",
        2,
    )
    stands = "The decision stands on it." if pack.stood and not pack.lapsed else "No decision stands on it."
    told = f"Laid {when(pack.laid_at.isoformat())}. SHA-256 {pack.digest}. {stands}"
    return [{"heading": f"Pack {number}", "level": 2, "paragraphs": [told]}, signed]


def decision(line: Line) -> list[Section]:
    held = line.decided
    if held is None:
        return []
    return [
        pairs(
            "The decision",
            [
                ("Outcome", held["outcome"]),
                ("Decided by", [held.get("rank", ""), held.get("agency", "")]),
                ("Reasons", held.get("reasons")), ("When", when(held["at"])),
            ],
            2,
        )
    ]  # fmt: skip


def telling(line: Line) -> list[Section]:
    said: list[tuple[str, Any]] = []
    if line.undertaking:
        said.append(("Undertaking", line.undertaking))
    if held := line.told:
        said += [
            ("Told", when(held["told_at"])), ("By", held.get("told_by")), ("Place", held.get("place")),
            ("Exact words", held.get("words")), ("How it was taken", held.get("reaction")),
            ("Safety advice", held.get("safety_advice")), ("Conditions", held.get("conditions")),
        ]  # fmt: skip
    if line.ratified is not None:
        said.append(("Ratified by a meeting", line.ratified))
    return [pairs("The telling", said, 2)] if said else []
