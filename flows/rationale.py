"""What would a court read? The whole of one consideration, as plain sections of one document.

Facts with who answered and when, findings with their sources, views and dissent, who signed what over
which digest, and the reasons either way (CJA 2003 s.327A(7)-(8)).
"""

from collections.abc import Sequence
from typing import Any

from flows.force import force
from flows.rationale_identity import identity_sections
from flows.rationale_lines import line_sections, nothing_in_view
from flows.rationale_parts import ERASED, Section, pairs, table, when, words
from flows.registering.wording import question_in_words, question_of_fact
from models.consideration import Consideration
from models.dossier import Dossier
from models.ledger import Recorded
from models.schemes import schemes
from policy.titles import title


def document(row: Consideration, dossier: Dossier, entries: Sequence[Recorded]) -> dict[str, Any]:
    """Set the rationale out, in the order a reader asks."""
    sections = [
        summary(row, dossier),
        subject(dossier),
        *the_registration(dossier),
        *identity_sections(dossier),
        information(dossier),
        children(dossier),
        answers(entries),
        checks(dossier),
        representations(entries),
        *(section for line in dossier.lines.values() for section in line_sections(line, dossier)),
        *nothing_in_view(dossier),
        views(dossier),
        deadlines(entries),
        _timeline(entries),
    ]
    return {
        "title": "Record of a disclosure consideration",
        "reference": row.reference,
        "marking": force().marking,
        "sections": [section for section in sections if section],
    }


def summary(row: Consideration, dossier: Dossier) -> Section:
    return pairs(
        "The consideration",
        [
            ("Reference", row.reference),
            ("Scheme and edition", f"{scheme_title(dossier)}, {dossier.edition}"),
            ("Route", dossier.route),
            ("Opened", when(dossier.opened_at)),
            ("Occasion", dossier.occasion),
            ("Unit and lead agency", f"{dossier.unit}, {title(dossier.lead_agency)}"),
            ("Stage now", row.stage),
            ("Outcome", row.outcome or "none yet"),
            ("Decided on", row.decided_on or "not decided"),
            ("Next review", dossier.review_on or "not set"),
        ],
    )


def scheme_title(dossier: Dossier) -> str:
    return schemes().get(dossier.scheme, dossier.edition).title


def subject(dossier: Dossier) -> Section:
    held = dossier.snapshot
    if not held:
        return pairs("The subject", [("Identity", dossier.identity or "nobody has been identified")])
    return pairs(
        "The subject",
        [
            ("Name", held.get("name")),
            ("Other names", [*held.get("aliases", []), *held.get("former_names", [])]),
            ("Date of birth", held.get("date_of_birth")),
            ("Register reference", held.get("register_reference")),
            ("Identity", dossier.identity),
            ("MAPPA category and level", f"category {held.get('category')}, level {held.get('level')}"),
            ("MAPPA risk rating (not the serious harm of s.327B(6))", held.get("rosh")),
            ("Offender manager", held.get("offender_manager")),
            ("Orders and licence conditions", [order["text"] for order in held.get("orders", [])]),
        ],
    )


def the_registration(dossier: Dossier) -> list[Section]:
    given = dossier.registration
    if given is None:
        return []
    applicant, individual = given.get("applicant") or {}, given.get("individual") or {}
    not_known = given.get("not_known") or {}
    return [
        pairs(
            "The registration",
            [
                ("Received", when(dossier.received_at)),
                ("Applicant", applicant.get("name")),
                ("Address", applicant.get("address")),
                ("Relationship to the child", given.get("relationship")),
                ("Named person, as given", individual.get("name")),
                (
                    "Progressed",
                    "no: " + dossier.not_progressed if dossier.not_progressed else dossier.progressed,
                ),
                ("Withdrawn", dossier.withdrawn),
                ("Registration", dossier.registered_as),
                ("Proof seen", [_proof(each) for each in dossier.evidence]),
                (
                    "Not known, and why",
                    "; ".join(f"{question_in_words(at)}: {why}" for at, why in not_known.items()),
                ),
                ("Left open on the form", "; ".join(map(question_in_words, dossier.left_open))),
            ],
        )
    ]


def _proof(seen: dict[str, Any]) -> str:
    proof, document = words(seen["proof"]), words(seen["document"])
    return f"{proof}: {document}, seen on {words(seen['seen_on'])} by {seen['by']}"


def information(dossier: Dossier) -> Section:
    rows = [
        [key, f"{words(item.get('kind')).capitalize()}: {item.get('fact')}", item.get("assessment") or "none",
         item.get("schedule_34a"), item.get("spent"), _verified(item), item.get("owner_agency")]
        for key, item in dossier.information.items()
    ]  # fmt: skip
    columns = ["Item", "Fact", "Assessment (opinion)", "Schedule 34A", "Spent", "Verified", "Owner"]
    return table("Information held, item by item", columns, rows, "No item of information is listed.")


def _verified(item: dict[str, Any]) -> str:
    if not item.get("verified"):
        return "no"
    on, by = item.get("verified_on"), item.get("verified_by")
    return ", ".join(filter(None, ["yes", words(on) if on else "", f"by {by}" if by else ""]))


def children(dossier: Dossier) -> Section:
    rows = [
        [key, "particular" if child["particular"] else "description",
         child.get("name") or child.get("description"), child.get("date_of_birth") or child.get("age")]
        for key, child in dossier.children.items()
    ]  # fmt: skip
    columns = ["Child", "Kind", "Who", "Born or age"]
    return table("Children at risk", columns, rows, "No child or description of children is listed.")


def answers(entries: Sequence[Recorded]) -> Section:
    rows = []
    for entry in entries:
        if entry.kind not in ("Answered", "Interviewed", "InterestRegistered"):
            continue
        if entry.erased:
            rows.append(["", ERASED, "", entry.by, when(entry.at)])
            continue
        content = entry.content or {}
        about = entry.body.get("recipient") or "the whole"
        for name, value in sorted((content.get("answers") or {}).items()):
            reasons = content.get("reasons") or content.get("notes") or "as the applicant gave it"
            rows.append([question_of_fact(name), value, f"{reasons} ({about})", entry.by, when(entry.at)])
    columns = ["Question", "Answer", "Reasons", "By", "When"]
    return table("Facts, as answered", columns, rows, "No question of fact has been answered.")


def checks(dossier: Dossier) -> Section:
    rows = [
        [state.check, state.agency, "by hand" if state.by_hand else "by its system", when(state.asked_at),
         state.result, (state.summary or {}).get("summary") or "none",
         when(state.answered_at) if state.answered_at else "no answer"]
        for state in dossier.checks.values()
    ]  # fmt: skip
    columns = ["Check", "Agency", "How", "Asked", "Result", "What it said", "Answered"]
    return table("Risk checks", columns, rows, "No agency has been asked.")


def representations(entries: Sequence[Recorded]) -> Section:
    paragraphs = []
    for entry in entries:
        content = entry.content or {}
        match entry.kind:
            case "RepresentationsInvited":
                paragraphs.append(
                    f"Asked on {when(entry.at)}, to answer by {words(entry.body['answer_by'])}."
                )
            case "RepresentationsHeard":
                said = (content.get("words") or "nothing").rstrip(".")
                weight = content.get("weight", ERASED)
                paragraphs.append(f"Said, {when(entry.at)}: {said}. Weight given: {weight}")
            case "RepresentationsSkipped":
                reason = entry.body["reason"].replace("_", " ")
                paragraphs.append(f"Not asked ({reason}), {when(entry.at)}: {content.get('reasons', ERASED)}")
    return {
        "heading": "Representations from the subject",
        "level": 1,
        "paragraphs": paragraphs or ["Nothing has been recorded about representations."],
    }


def views(dossier: Dossier) -> Section:
    rows = [
        [agency, "agrees" if view["agrees"] else "dissents", view.get("words"), view["by"]]
        for agency, view in dossier.views.items()
    ]
    columns = ["Agency", "View", "Its words", "By"]
    return table("Views of the agencies, and dissent", columns, rows, "No agency's view is recorded.")


def deadlines(entries: Sequence[Recorded]) -> Section:
    rows = []
    for entry in entries:
        if entry.kind == "DeadlineExtended":
            reasons = (entry.content or {}).get("reasons", ERASED)
            why = f"extended to {words(entry.body['due_on'])}: {reasons}"
            rows.append([entry.body["clock"], why, entry.body["approver"]])
        elif entry.kind == "DeadlineMissed":
            rows.append([entry.body["clock"], f"missed: due {when(entry.body['due_at'])}", "nobody"])
    return table("Clocks extended or missed", ["Clock", "What", "Approved by"], rows, "None.")


def _timeline(entries: Sequence[Recorded]) -> Section:
    rows = [[entry.seq, when(entry.at), entry.kind, entry.body["act"], entry.by] for entry in entries]
    columns = ["Entry", "When", "What", "Act (DPA 2018 s.62)", "By"]
    return table("Every entry, in order", columns, rows, "None.")
