"""What would a court read? The whole of one consideration, as plain sections of one document.

Facts with who answered and when, findings with their sources, views and dissent, who signed what over
which digest, and the reasons either way (CJA 2003 s.327A(7)-(8)).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.force import force
from models.consideration import Consideration
from models.dossier import Dossier, Line
from models.ledger import Recorded
from policy.facts import Facts, RecipientFacts

LONDON = ZoneInfo("Europe/London")
Section = dict[str, Any]
ERASED = "(content erased under the retention policy)"


def document(row: Consideration, dossier: Dossier, entries: Sequence[Recorded]) -> dict[str, Any]:
    """Set the rationale out, in the order a reader asks."""
    sections = [
        _summary(row, dossier),
        _subject(dossier),
        *_applicant(dossier),
        _information(dossier),
        _children(dossier),
        _answers(entries),
        _checks(dossier),
        _representations(entries),
        *(section for line in dossier.lines.values() for section in _line(line, dossier)),
        *_nothing_in_view(dossier),
        _views(dossier),
        _deadlines(entries),
        _timeline(entries),
    ]
    return {
        "title": "Record of a disclosure consideration",
        "reference": row.reference,
        "marking": force().marking,
        "sections": [section for section in sections if section],
    }


def when(moment: datetime | str | None) -> str:
    """A moment as people in London read it."""
    if moment is None:
        return "not known"
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{read.astimezone(LONDON):%-d %B %Y at %H:%M}"


def _words(value: Any) -> str:
    if value is None or value == "":
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_words(each) for each in value) or "none"
    return str(value).replace("_", " ")


def _pairs(heading: str, pairs: list[tuple[str, Any]], level: int = 1) -> Section:
    return {
        "heading": heading,
        "level": level,
        "definitions": [[name, _words(value)] for name, value in pairs],
    }


def _table(heading: str, columns: list[str], rows: list[list[Any]], empty: str, level: int = 1) -> Section:
    if not rows:
        return {"heading": heading, "level": level, "paragraphs": [empty]}
    shown = [[_words(cell) for cell in row] for row in rows]
    return {"heading": heading, "level": level, "table": {"columns": columns, "rows": shown}}


def _summary(row: Consideration, dossier: Dossier) -> Section:
    return _pairs(
        "The consideration",
        [
            ("Reference", row.reference),
            ("Scheme and edition", f"{dossier.scheme}, {dossier.edition}"),
            ("Route", dossier.route),
            ("Opened", when(dossier.opened_at)),
            ("Occasion", dossier.occasion),
            ("Unit and lead agency", f"{dossier.unit}, {dossier.lead_agency}"),
            ("Stage now", row.stage),
            ("Outcome", row.outcome or "none yet"),
            ("Decided on", row.decided_on.isoformat() if row.decided_on else "not decided"),
            ("Next review", dossier.review_on.isoformat() if dossier.review_on else "not set"),
        ],
    )


def _subject(dossier: Dossier) -> Section:
    held = dossier.snapshot
    if not held:
        return _pairs("The subject", [("Identity", dossier.identity or "nobody has been identified")])
    return _pairs(
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


def _applicant(dossier: Dossier) -> list[Section]:
    given = dossier.registration
    if given is None:
        return []
    applicant, individual = given.get("applicant") or {}, given.get("individual") or {}
    return [
        _pairs(
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
            ],
        )
    ]


def _information(dossier: Dossier) -> Section:
    rows = [
        [key, item.get("kind"), item.get("fact"), item.get("assessment") or "none",
         item.get("schedule_34a"), item.get("spent"), _verified(item), item.get("owner_agency")]
        for key, item in dossier.information.items()
    ]  # fmt: skip
    columns = ["Item", "Kind", "Fact", "Assessment (opinion)", "Sch. 34A", "Spent", "Verified", "Owner"]
    return _table("Information held, item by item", columns, rows, "No item of information is listed.")


def _verified(item: dict[str, Any]) -> str:
    if not item.get("verified"):
        return "no"
    return " ".join(filter(None, ["yes", item.get("verified_on"), item.get("verified_by")]))


def _children(dossier: Dossier) -> Section:
    rows = [
        [key, "particular" if child["particular"] else "description",
         child.get("name") or child.get("description"), child.get("date_of_birth") or child.get("age")]
        for key, child in dossier.children.items()
    ]  # fmt: skip
    columns = ["Child", "Kind", "Who", "Born or age"]
    return _table("Children at risk", columns, rows, "No child or description of children is listed.")


def _answers(entries: Sequence[Recorded]) -> Section:
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
            rows.append([question(name), value, f"{reasons} ({about})", entry.by, when(entry.at)])
    columns = ["Question", "Answer", "Reasons", "By", "When"]
    return _table("Facts, as answered", columns, rows, "No question of fact has been answered.")


def question(name: str) -> str:
    """The words of a question, as they stand beside its field."""
    field = Facts.model_fields.get(name) or RecipientFacts.model_fields.get(name)
    return (field.description if field and field.description else name).replace("_", " ")


def _checks(dossier: Dossier) -> Section:
    rows = [
        [state.check, state.agency, "by hand" if state.by_hand else "by its system", when(state.asked_at),
         state.result, (state.summary or {}).get("summary") or "none",
         when(state.answered_at) if state.answered_at else "no answer"]
        for state in dossier.checks.values()
    ]  # fmt: skip
    columns = ["Check", "Agency", "How", "Asked", "Result", "What it said", "Answered"]
    return _table("Risk checks", columns, rows, "No agency has been asked.")


def _representations(entries: Sequence[Recorded]) -> Section:
    paragraphs = []
    for entry in entries:
        content = entry.content or {}
        match entry.kind:
            case "RepresentationsInvited":
                paragraphs.append(f"Asked on {when(entry.at)}, to answer by {entry.body['answer_by']}.")
            case "RepresentationsHeard":
                said = content.get("words") or "nothing"
                paragraphs.append(
                    f"Said, {when(entry.at)}: {said}. Weight given: {content.get('weight', ERASED)}"
                )
            case "RepresentationsSkipped":
                reason = entry.body["reason"].replace("_", " ")
                paragraphs.append(f"Not asked ({reason}), {when(entry.at)}: {content.get('reasons', ERASED)}")
    return {
        "heading": "Representations from the subject",
        "level": 1,
        "paragraphs": paragraphs or ["Nothing has been recorded about representations."],
    }


def _line(line: Line, dossier: Dossier) -> list[Section]:
    title = f"Recipient {line.key}" if line.kind else "Whether anybody should be told"
    sections: list[Section] = []
    if line.kind:
        held = line.details
        sections.append(
            _pairs(
                title,
                [
                    ("Kind", line.kind),
                    ("Name", held.get("name")),
                    ("Post and organisation", [x for x in (held.get("role"), held.get("organisation")) if x]),
                    ("Address (s.327A(8)(c))", held.get("address")),
                    ("Why this person", held.get("why")),
                    ("Stands at", line.phase),
                ],
            )
        )
    else:
        sections.append({"heading": title, "level": 1, "paragraphs": [f"Stands at: {_words(line.phase)}."]})
    sections += _recommendation(dossier.recommended.get(line.key))
    return sections + _proposal(line) + _signatures(line) + _decision(line) + _telling(line)


def _nothing_in_view(dossier: Dossier) -> list[Section]:
    if dossier.lines:
        return []
    return _recommendation(dossier.recommended.get("nobody"))


def _recommendation(last: dict[str, Any] | None) -> list[Section]:
    if last is None:
        return []
    advice = (last["content"] or {}).get("recommendation")
    if advice is None:
        return [{"heading": "Recommendation", "level": 2, "paragraphs": [ERASED]}]
    changes = [
        f"{change['words']} If “{_words(change['would_be'])}” and not “{_words(change['answer_now'])}”: "
        f"{_words(change['then'])}."
        for change in advice["would_change"]
    ]
    return [
        {
            "heading": "What the rules make of the facts",
            "level": 2,
            "paragraphs": [
                f"Recommendation, {when(last['at'])}: {_words(advice['recommends'])}. It is not a decision.",
                f"Rules: {advice['scheme']}, edition {advice['edition']}.",
                f"Facts: SHA-256 {last['facts_digest']}.",
            ],
            "findings": [
                {"answer": f["answer"], "reason": _with_item(f), "source": f["source"]["title"]}
                for f in advice["findings"]
            ],
        },
        _bullets("Still unknown", advice["unknown"], "Nothing the rules ask is unknown."),
        _bullets("What would change the recommendation", changes, "No single answer would change it."),
    ]


def _with_item(finding: dict[str, Any]) -> str:
    about = f" [{finding['item']}]" if finding.get("item") else ""
    return f"{_words(finding['rule'])}{about}: {finding['reason']}"


def _bullets(heading: str, items: list[str], empty: str) -> Section:
    return {"heading": heading, "level": 3, "paragraphs": [] if items else [empty], "bullets": items}


def _proposal(line: Line) -> list[Section]:
    held = line.proposal
    if held is None:
        return []
    pairs = [
        ("Whether", held["outcome"]), ("Reasons", held.get("reasons")), ("Meeting", held.get("meeting")),
        ("Proposed by", held["by"]),
    ]  # fmt: skip
    if held["outcome"] == "tell":
        pairs += [
            ("What: the exact words", held.get("words")), ("Items told", held.get("items")),
            ("Not told, and why", held.get("withheld")), ("By whom", held.get("told_by")),
            ("When", held.get("tell_on")), ("Where", held.get("where")),
            ("Subject to be told", held.get("subject_to_be_told")),
            ("Reasons on telling the subject", held.get("subject_told_reasons")),
            ("Conditions", held.get("conditions")), ("Safety plan", held.get("safety_plan")),
        ]  # fmt: skip
    return [_pairs("What was proposed", pairs, 2)]


def _signatures(line: Line) -> list[Section]:
    if line.pack is None:
        return []
    rows = [
        [given["by"], f"{given['rank']}, {given['agency']}", given["outcome"], given.get("reasons") or "none",
         when(given["at"])]
        for given in line.pack.signatures
    ]  # fmt: skip
    table = _table(
        "Signatures",
        ["Who", "Rank and agency", "Answer", "Own reasons", "When"],
        rows,
        "Nobody has signed.",
        2,
    )
    return [{"heading": "The pack", "level": 2, "paragraphs": [f"SHA-256 {line.pack.digest}"]}, table]


def _decision(line: Line) -> list[Section]:
    held = line.decided
    if held is None:
        return []
    return [
        _pairs(
            "The decision",
            [
                ("Outcome", held["outcome"]),
                ("Decided by", f"{held.get('rank', '')} {held.get('agency', '')}"),
                ("Reasons", held.get("reasons")), ("When", when(held["at"])),
            ],
            2,
        )
    ]  # fmt: skip


def _telling(line: Line) -> list[Section]:
    pairs: list[tuple[str, Any]] = []
    if line.undertaking:
        pairs.append(("Undertaking", line.undertaking))
    if held := line.told:
        pairs += [
            ("Told", when(held["told_at"])), ("By", held.get("told_by")), ("Place", held.get("place")),
            ("Exact words", held.get("words")), ("How it was taken", held.get("reaction")),
            ("Safety advice", held.get("safety_advice")), ("Conditions", held.get("conditions")),
        ]  # fmt: skip
    if line.ratified is not None:
        pairs.append(("Ratified by a meeting", line.ratified))
    return [_pairs("The telling", pairs, 2)] if pairs else []


def _views(dossier: Dossier) -> Section:
    rows = [
        [agency, "agrees" if view["agrees"] else "dissents", view.get("words"), view["by"]]
        for agency, view in dossier.views.items()
    ]
    columns = ["Agency", "View", "Its words", "By"]
    return _table("Views of the agencies, and dissent", columns, rows, "No agency's view is recorded.")


def _deadlines(entries: Sequence[Recorded]) -> Section:
    rows = []
    for entry in entries:
        if entry.kind == "DeadlineExtended":
            reasons = (entry.content or {}).get("reasons", ERASED)
            why = f"extended to {entry.body['due_on']}: {reasons}"
            rows.append([entry.body["clock"], why, entry.body["approver"]])
        elif entry.kind == "DeadlineMissed":
            rows.append([entry.body["clock"], f"missed: due {when(entry.body['due_at'])}", ""])
    return _table("Clocks extended or missed", ["Clock", "What", "Approved by"], rows, "None.")


def _timeline(entries: Sequence[Recorded]) -> Section:
    rows = [[entry.seq, when(entry.at), entry.kind, entry.body["act"], entry.by] for entry in entries]
    columns = ["Entry", "When", "What", "Act (DPA 2018 s.62)", "By"]
    return _table("Every entry, in order", columns, rows, "None.")
