"""Each trap of domain.md section 9 that shows in what the record and its letters hold, read after a story."""

import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import as_written
from flows.showing import read
from models import ledger
from models.consideration import IssuedLetter
from models.database import transaction
from models.dossier import Dossier, Phase
from models.errors import CannotDo

Played = Callable[[str], Rehearsal]
DossierOf = Callable[..., Dossier]
EntriesOf = Callable[..., list[Any]]
LettersOf = Callable[[Rehearsal], list[IssuedLetter]]

CONTINUED = as_written((Path(__file__).parent / "continued.yaml").read_text(encoding="utf-8"))
TELLING = (
    "head-teacher-at-level-2", "pilot-mother-signs", "employer-representations-heard", "child-subject",
    "urgent-not-ratified", "community-is-told", "managed-in-another-area",
)  # fmt: skip


def trap(*stories: str, id: str) -> pytest.MarkDecorator:
    """Mark a test with its trap and the stories it reads, one after another."""
    several = len(stories) > 1
    return pytest.mark.parametrize(
        "story", [pytest.param(one, id=f"{id}: {one}" if several else id) for one in stories]
    )


def words_of(letter: IssuedLetter) -> str:
    """A letter's words as a reader meets them, with single spaces."""
    assert letter.pdf is not None
    pages = PdfReader(io.BytesIO(letter.pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@trap("name-not-unique", id="trap-02 the appointment reads the same whether anybody was told or not")
def test_outcome_appointments_are_one_letter(
    story: str, played: Played, letters_of: LettersOf, entries_of: EntriesOf
) -> None:
    fields, texts = set(), set()
    for name in (story, "mother-refuses-undertaking"):
        rehearsal = played(name)
        letter = next(one for one in letters_of(rehearsal) if one.kind == "outcome_appointment")
        entries = entries_of(rehearsal, "LetterIssued")
        (issued,) = [one for one in entries if one.body["letter"] == letter.reference]
        fields.add(frozenset(json.loads(issued.content["fields"])))
        words = re.sub(r"[A-Z]-\d{4}-\d{5}|\d{1,2} \w+ 2\d{3}", "", words_of(letter))
        texts.add(words[words.index("Please come and talk") : words.index("Yours sincerely")])
    assert len(fields) == 1
    assert len(texts) == 1


@trap("grandparent-asks-mother-told", id="trap-03 whoever asked is not thereby whoever is told")
def test_applicant_is_not_the_recipient(
    story: str, played: Played, dossier_of: DossierOf, letters_of: LettersOf
) -> None:
    rehearsal = played(story)
    lines = dossier_of(rehearsal).lines
    told = {key for key, line in lines.items() if line.told}
    assert told == {"recipient-2"}
    assert lines["recipient-1"].details["is_applicant"] is True
    assert lines["recipient-1"].phase is Phase.NOT_TOLD
    for letter in letters_of(rehearsal):
        if letter.recipient == "applicant" or letter.kind == "third_party_outcome":
            words = words_of(letter)
            assert "Misaalzai" not in words
            assert "Heather" not in words


@trap("grandparent-asks-mother-told", id="trap-03 a third party's letter is the same when nobody is told")
def test_third_party_letter_does_not_depend_on_the_outcome(
    story: str, carry_on: Callable[..., Rehearsal]
) -> None:
    carry_on(story, "name_recipient", CONTINUED["nobody is told"])


@trap("pilot-mother-signs", id="trap-06 a father who asks as well learns nothing of the mother's asking")
def test_two_parents_ask(
    story: str, carry_on: Callable[..., Rehearsal], letters_of: LettersOf, dossier_of: DossierOf
) -> None:
    rehearsal = carry_on(story, "propose", CONTINUED["the father asks as well"])
    (his,) = [letter for letter in letters_of(rehearsal) if letter.kind == "registration_acknowledgement"]
    assert "Aurelius Pretendham" in words_of(his)
    assert not re.search(r"Rosalind|Imaginary|Figmentham|mother", words_of(his))
    assert dossier_of(rehearsal, "his").reference != dossier_of(rehearsal).reference
    assert "Rosalind" not in repr(dossier_of(rehearsal, "his"))


@trap("pilot-mother-signs", id="trap-07 nothing is posted to a home he opens the letters in")
def test_nothing_is_posted_to_a_shared_home(story: str, played: Played, letters_of: LettersOf) -> None:
    rehearsal = played(story)
    assert {letter.delivery for letter in letters_of(rehearsal)} == {"hand", "police-held"}


@trap("child-subject", "employer-representations-heard", "police-and-probation-disagree",
      id="trap-10 the subject's invitation names no child, no recipient and nobody who asked")  # fmt: skip
def test_invitation_names_nobody_else(
    story: str, played: Played, letters_of: LettersOf, dossier_of: DossierOf
) -> None:
    rehearsal = played(story)
    dossier = dossier_of(rehearsal)
    (invitation,) = [one for one in letters_of(rehearsal) if one.kind == "representations_invitation"]
    words = words_of(invitation)
    assert dossier.snapshot["name"].split()[-1] in words
    others = [line.details["name"] for line in dossier.lines.values() if line.details]
    others += [child["name"] for child in dossier.children.values() if child.get("name")]
    assert [name for name in others if name.split()[-1] in words] == []


@trap(
    "child-subject",
    id="trap-11 those who work with children are consulted before it is proposed",
)
def test_child_subject_is_consulted_on(story: str, played: Played, entries_of: EntriesOf) -> None:
    rehearsal = played(story)
    shared = entries_of(rehearsal, "InformationShared")
    assert {entry.body["agency"] for entry in shared} == {"youth_offending", "childrens_services"}
    assert max(entry.seq for entry in shared) < entries_of(rehearsal, "Proposed")[0].seq


@trap(
    "managed-in-another-area",
    id="trap-13 elsewhere is not closed: the managing area is consulted first",
)
def test_managing_area_comes_first(
    story: str, played: Played, entries_of: EntriesOf, dossier_of: DossierOf
) -> None:
    rehearsal = played(story)
    (shared,) = entries_of(rehearsal, "InformationShared")
    (told,) = entries_of(rehearsal, "Disclosed")
    assert shared.seq < entries_of(rehearsal, "Proposed")[0].seq < told.seq
    advice = dossier_of(rehearsal).recommended["recipient-1"]["content"]["recommendation"]
    assert advice["presumption_engaged"] == []


@trap("level-1-not-disclosed", id="trap-16 no meeting at Level 1, and a record all the same")
def test_level_1_leaves_a_decision(story: str, played: Played, entries_of: EntriesOf) -> None:
    rehearsal = played(story)
    (stood,) = entries_of(rehearsal, "DecisionStood")
    assert (stood.body["rank"], stood.body["agency"]) == ("ds", "police")
    assert stood.content["reasons"].startswith("No child or description")
    assert stood.content["last_signer"].startswith("Read in full")
    assert entries_of(rehearsal, "Recommended")[-1].content["recommendation"]["findings"]


@trap(
    "urgent-not-ratified",
    id="trap-17 what is not ratified stands recorded, and is reviewed that day",
)
def test_not_ratified(story: str, played: Played, entries_of: EntriesOf) -> None:
    rehearsal = played(story)
    (told,), (no,) = entries_of(rehearsal, "Disclosed"), entries_of(rehearsal, "RatificationRefused")
    (reopened,) = entries_of(rehearsal, "Reopened")
    assert told.at < no.at == reopened.at
    assert "A patrol was free" in no.content["reasons"]
    assert told.content["words"].startswith("A man who is a danger")


@trap("police-and-probation-disagree", id="trap-18 dissent stays on the record, with its reasons")
def test_dissent_is_recorded(story: str, played: Played, entries_of: EntriesOf) -> None:
    signed = entries_of(played(story), "SignedOff")
    answers = [(entry.body["agency"], entry.body["rank"], entry.body["outcome"]) for entry in signed]
    assert answers == [
        ("police", "di", "agree"), ("probation", "spo", "refuse"),
        ("police", "det_supt", "agree"), ("probation", "aco", "agree"),
    ]  # fmt: skip
    assert signed[1].content["reasons"].startswith("He tells her himself")


@trap(
    "employer-representations-heard",
    id="trap-20 conditions, and the day they are looked at again, stay on record",
)
def test_conditions_are_tracked(
    story: str, carry_on: Callable[..., Rehearsal], entries_of: EntriesOf
) -> None:
    rehearsal = carry_on(story, None, CONTINUED["reviewed, then breached"])
    (told,) = entries_of(rehearsal, "Disclosed")
    assert told.content["conditions"] == [
        "named_holder_only", "no_copies", "no_personnel_file", "ask_before_employment_steps",
    ]  # fmt: skip


@trap("level-1-not-disclosed", "head-teacher-at-level-2", id="trap-22 reasons are kept whichever way it went")
def test_reasons_either_way(story: str, played: Played, entries_of: EntriesOf) -> None:
    rehearsal = played(story)
    (stood,) = entries_of(rehearsal, "DecisionStood")
    assert stood.body["outcome"] == ("tell" if story.startswith("head") else "not_tell")
    assert len(stood.content["reasons"]) > 40
    assert all(len(entry.content["reasons"]) > 40 for entry in entries_of(rehearsal, "SignedOff"))


@trap(*TELLING, id="trap-23 whoever was told stands in the record with name and address")
def test_name_and_address_of_everybody_told(
    story: str, played: Played, dossier_of: DossierOf, entries_of: EntriesOf
) -> None:
    rehearsal = played(story)
    lines = dossier_of(rehearsal).lines
    for told in entries_of(rehearsal, "Disclosed"):
        held = lines[told.body["recipient"]].details
        assert held["name"]
        assert len(held["address"]) >= 3
        assert held["address"][-1].startswith("ZZ")


@trap("withdrawn-with-concerns", id="trap-28 a registration withdrawn leaves the risk to be dealt with")
def test_withdrawal_drops_nothing(story: str, played: Played, entries_of: EntriesOf) -> None:
    rehearsal = played(story)
    (withdrawn,), (told,) = entries_of(rehearsal, "Withdrawn"), entries_of(rehearsal, "Disclosed")
    assert withdrawn.seq < told.seq


@trap(
    "managed-in-another-area",
    id="trap-32 sharing with an agency and telling somebody are two kinds of entry",
)
def test_sharing_is_not_disclosure(story: str, played: Played, entries_of: EntriesOf) -> None:
    rehearsal = played(story)
    (shared,), (told,) = entries_of(rehearsal, "InformationShared"), entries_of(rehearsal, "Disclosed")
    assert shared.body["agency"] == "otherexampleshire"
    assert "agency" not in told.body
    assert told.body["recipient"] == "recipient-1"


@trap("no-information-by-letter", id="trap-33 no information is never put as no risk")
def test_no_information_is_not_no_risk(story: str, played: Played, letters_of: LettersOf) -> None:
    (letter,) = [one for one in letters_of(played(story)) if one.kind == "no_information_outcome"]
    assert "does not mean that there is no risk" in words_of(letter)
    assert not re.search(r"\b(is|are|be) safe\b|no concerns?\b|nothing to worry", words_of(letter).casefold())


@trap("head-teacher-at-level-2", "employer-representations-heard", "pilot-mother-signs", "community-is-told",
      id="trap-34 nothing of a meeting's minutes, views or reasons is in a letter")  # fmt: skip
def test_minutes_stay_out_of_letters(
    story: str, played: Played, letters_of: LettersOf, entries_of: EntriesOf
) -> None:
    rehearsal = played(story)
    said = [entry.content["reasons"] for entry in entries_of(rehearsal, "SignedOff")]
    said += [entry.content["reasons"] for entry in entries_of(rehearsal, "Proposed")]
    said += [entry.content["words"] for entry in entries_of(rehearsal, "ViewGiven")]
    letters = letters_of(rehearsal)
    assert bool(letters) is (story != "community-is-told")
    for letter in letters:
        words = words_of(letter)
        assert not re.search(r"\bM[MP]-20\d\d|\bM-20\d\d-\d{5}", words)
        assert [reasons for reasons in said if reasons[:30] in words] == []


@trap("head-teacher-at-level-2", id="trap-36 reading is logged before it happens, and needs a purpose")
def test_reading_is_logged_first(story: str, carry_on: Callable[..., Rehearsal]) -> None:
    rehearsal = carry_on(story, None, [])
    with transaction(rehearsal.engine) as session:
        reader = actor(session, "di.northern.1")
        before = ledger.head(session).size
    with pytest.raises(CannotDo, match="purpose"):
        read(rehearsal.engine, reader, rehearsal.names["it"], " ")
    with transaction(rehearsal.engine) as session:
        assert ledger.head(session).size == before
    read(rehearsal.engine, reader, rehearsal.names["it"], "preparing the review meeting")
    with transaction(rehearsal.engine) as session:
        last = ledger.entries(session)[-1]
    assert (last.kind, last.by, last.body["references"]) == (
        "Consulted",
        "di.northern.1",
        [rehearsal.names["it"]],
    )


@trap("head-teacher-at-level-2", id="trap-38 a decision is superseded, and what was signed stays as it was")
def test_superseding_edits_nothing(
    story: str, played: Played, carry_on: Callable[..., Rehearsal], entries_of: EntriesOf
) -> None:
    def kept(rehearsal: Rehearsal) -> list[tuple[int, str, Any, Any]]:
        kinds = ("Proposed", "PackLaid", "SignedOff", "DecisionStood", "Disclosed")
        return [(e.seq, e.kind, e.body, e.content) for kind in kinds for e in entries_of(rehearsal, kind)]

    before = kept(played(story))
    after = kept(carry_on(story, None, CONTINUED["decided again"]))
    assert [entry for entry in after if entry in before] == before
    assert [kind for _, kind, _, _ in after].count("DecisionStood") == 2


@trap(*TELLING, id="trap-40 nobody who proposed or assessed signed it, and two told")
def test_two_people(story: str, played: Played, dossier_of: DossierOf, entries_of: EntriesOf) -> None:
    rehearsal = played(story)
    with transaction(rehearsal.engine) as session:
        people = {by: actor(session, by).person for by in dossier_of(rehearsal).assessors}
        proposers = {actor(session, entry.by).person for entry in entries_of(rehearsal, "Proposed")}
    signers = {entry.body["person"] for entry in entries_of(rehearsal, "SignedOff")}
    assert signers
    assert signers.isdisjoint({*people.values(), *proposers})
    assert all(len(set(told.content["told_by"])) >= 2 for told in entries_of(rehearsal, "Disclosed"))


@trap("agency-never-answers", id="trap-30 a clock that ran out is written down, once")
def test_missed_deadline_is_written(
    story: str, carry_on: Callable[..., Rehearsal], entries_of: EntriesOf, chase_on: Callable[..., None]
) -> None:
    rehearsal = carry_on(story, "list_child", CONTINUED["too late"])
    for _ in range(2):
        chase_on(rehearsal, date(2026, 12, 2))
    (missed,) = entries_of(rehearsal, "DeadlineMissed")
    assert missed.body["clock"] == "record_check"
    assert datetime.fromisoformat(missed.body["due_at"]).date() == date(2026, 12, 1)
