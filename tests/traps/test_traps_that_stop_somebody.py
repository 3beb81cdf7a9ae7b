"""Each trap of domain.md section 9 in which a rule must stop somebody, tried on a real record.

Each plays a shipped story up to a step and then goes on otherwise; the steps are written as a story's are.
"""

from collections.abc import Callable

import pytest

from flows.rehearsal.playing import Rehearsal

CarryOn = Callable[..., Rehearsal]
MOTHER, HEAD, EMPLOYER = "pilot-mother-signs", "head-teacher-at-level-2", "employer-representations-heard"
REFUSES = "mother-refuses-undertaking"

TRIED = {
    "trap-03 the grandmother who asked is still not told, whatever she offers": (
        "grandparent-asks-mother-told", "skip_representations", """
- {who: ppo.eastern.2, does: skip_representations, note: as in the story}
- {who: ppo.eastern.2, does: propose, note: as in the story,
   with: {outcome: tell, recipient: recipient-1, items: [register-1], words: "He has a conviction.",
          tell_on: 2026-12-04, told_by: [ppo.eastern.2, ds.eastern.1], safety_plan: "Agreed.",
          subject_to_be_told: false, victim_identifiers_checked: true, reasons: "She would know what to do with it."},
   refused: "no presumption arises and the common-law test is not passed"}
- expect: {on: recipient-1, recommends: not_tell, findings: {best_placed: not met}}
"""),
    "trap-04 a mother who asked and is herself a suspect is not told": (MOTHER, "propose", """
- {who: ppo.western.1, does: answer, with: {recipient: recipient-1, answers: {is_suspect: true}, reasons: "Arrested today."}}
- expect: {on: recipient-1, recommends: not_tell, findings: {screened: not met}}
- {who: ppo.western.1, does: propose, note: as in the story, refused: "the recipient is suspected of harming a child"}
- expect: {stage: assessment, no_entries: [Disclosed]}
"""),
    "trap-04 the named person can't be told about himself by applying": (MOTHER, "propose", """
- {who: ppo.western.1, does: answer, with: {answers: {applicant_is_subject: true}, reasons: "It was he who wrote."}}
- {who: ppo.western.1, does: propose, note: as in the story, refused: "is the named person"}
"""),
    "trap-05 a parent without parental responsibility or contact is not told": (MOTHER, "propose", """
- {who: ppo.western.1, does: answer,
   with: {recipient: recipient-1, answers: {parental_responsibility_or_contact: false}, reasons: "A court took it away."}}
- expect: {on: recipient-1, recommends: not_tell, findings: {parental_standing: not met}}
- {who: ppo.western.1, does: propose, note: as in the story, refused: "parental responsibility or contact"}
"""),
    "trap-05 a court order bars telling this parent": (MOTHER, "propose", """
- {who: ppo.western.1, does: answer, with: {recipient: recipient-1, answers: {court_order_bars: true}, reasons: "Order seen."}}
- {who: ppo.western.1, does: propose, note: as in the story, refused: "no court order bars it"}
"""),
    "trap-08 while the subject must not be contacted nobody asks him or tells anybody": (HEAD, "invite_representations", """
- {who: ds.northern.1, does: place_hold, with: {hold: do_not_contact_subject, reasons: "Surveillance until Friday."}}
- expect: {waits: [lift_hold]}
- {who: ppo.northern.1, does: invite_representations, note: as in the story, refused: "A hold is in force"}
- {who: ppo.northern.2, does: lift_hold, with: {hold: do_not_contact_subject, reasons: "I would like to go on."},
   refused: "Only the hold's owner or a supervisor may lift it"}
- {who: ds.northern.1, does: lift_hold, with: {hold: do_not_contact_subject, reasons: "Surveillance is over."}}
- {who: ppo.northern.1, does: invite_representations, note: as in the story}
"""),
    "trap-08 a live investigation stops a telling that is signed": (HEAD, "record_undertaking", """
- {who: ds.northern.1, does: place_hold, with: {hold: live_investigation, reasons: "An arrest is planned."}}
- expect: {stage: assessment, waits: [lift_hold, propose], entries: [PackLapsed, ProposalWithdrawn]}
- {who: ppo.northern.1, does: tell, note: as in the story, refused: "can't be done at the stage"}
- {who: ppo.northern.1, does: propose, note: as in the story, refused: "an investigation is live"}
"""),
    "trap-09 representations are not skipped in silence": (MOTHER, "skip_representations", """
- {who: ppo.western.1, does: propose, note: as in the story, with: {meeting: null}, refused: "Nobody has considered asking the subject"}
- {who: ppo.western.1, does: skip_representations, with: {reason: busy, reasons: "There is no time for it."},
   refused: "not one of the reasons that allow it"}
- {who: ppo.western.1, does: skip_representations, with: {reason: emergency, reasons: "It all feels very urgent."},
   refused: "An emergency is imminent harm"}
"""),
    "trap-09 once asked, he has until the day given": (HEAD, "hear_representations", """
- {at: 2026-12-03T11:00, who: ppo.northern.1, does: propose, note: as in the story, with: {meeting: null},
   refused: "The subject has been asked and may still answer"}
"""),
    "trap-12 an identification that falls back to probable takes the signed telling with it": (MOTHER, "record_undertaking", """
- {who: ppo.western.1, does: identify_subject, with: {identity: probable, reasons: "His brother has come forward."}}
- expect: {stage: assessment, recommends: hold, on: recipient-1, findings: {identity: not met}}
- {who: ppo.western.1, does: propose, note: as in the story, refused: "Identify the person first"}
"""),
    "trap-17 a meeting does not block what can't wait": ("urgent-then-ratified", "propose", """
- {who: ppo.northern.1, does: propose, note: as in the story}
- {who: supt.1, does: sign_off, note: as in the story}
- expect: {stage: telling, no_entries: [MeetingHeld]}
"""),
    "trap-17 the urgent route is for imminent harm and nothing else": ("urgent-then-ratified", "propose", """
- {who: ppo.northern.1, does: answer, with: {answers: {imminent_risk: false}, reasons: "It was next month that she meant."}}
- expect: {on: recipient-1, recommends: hold, findings: {urgent_route: not met}}
- {who: ppo.northern.1, does: propose, note: as in the story, refused: "harm is imminent"}
"""),
    "trap-18 one required agency that refuses is not outvoted": (HEAD, "sign_off", """
- {who: di.northern.1, does: sign_off, with: {reasons: "I agree with the meeting."}}
- {who: spo.northern.1, does: sign_off, with: {outcome: refuse, reasons: "Probation does not agree to this."}}
- expect: {stage: thinking_again, entries: [DecisionStopped], no_entries: [DecisionStood]}
- {who: team_manager.northern.1, does: sign_off, with: {reasons: "That makes two of us against one."}, refused: "waits for"}
- {who: acc.1, does: sign_off, with: {reasons: "Settled by rank, for my part, as police."}}
- expect: {stage: thinking_again, waits: [sign_off/probation:aco], no_entries: [DecisionStood]}
"""),
    "trap-18 a partner's dissenting view is on record and stops nothing": (HEAD, "propose", """
- {who: nurse.1, does: give_view, with: {agrees: false, words: "Health would wait another month."}}
- {who: ppo.northern.1, does: propose, note: as in the story}
- expect: {stage: signing, on: recipient-1, recommends: tell, entries: [ViewGiven]}
"""),
    "trap-19 thinking again: proceed": (REFUSES, "think_again", """
- {who: di.northern.1, does: think_again, with: {recipient: recipient-1, outcome: proceed, reasons: "The boy's need outweighs it."}}
- expect: {stage: telling, waits: [tell]}
"""),
    "trap-19 thinking again: limit": (REFUSES, "think_again", """
- {who: di.northern.1, does: think_again, with: {recipient: recipient-1, outcome: limit, reasons: "Less is told, and she is asked again."}}
- expect: {stage: assessment, waits: [propose], no_waits: [tell]}
"""),
    "trap-19 thinking again: another recipient": (REFUSES, "think_again", """
- {who: di.northern.1, does: think_again, with: {recipient: recipient-1, outcome: other_recipient, reasons: "His father is to be considered."}}
- expect: {stage: assessment, waits: [propose], no_entries: [Closed]}
- {who: ppo.northern.2, does: tell, note: as in the story, refused: "can't be done at the stage"}
"""),
    "trap-19 thinking again: protect otherwise": (REFUSES, "think_again", """
- {who: di.northern.1, does: think_again, with: {recipient: recipient-1, outcome: protect_otherwise, reasons: "A new order, and visits."}}
- expect: {stage: outcome, outcome: not_tell, waits: [give_outcome]}
"""),
    "trap-19 a refusal is neither a stop nor a go, even after the pack is signed afresh": (REFUSES, "think_again", """
- {who: ppo.northern.2, does: answer, with: {answers: {imminent_risk: null}, reasons: "To be looked at again."}}
- {who: spo.northern.1, does: sign_off, with: {reasons: "Agreed again by probation."}}
- {who: di.northern.1, does: sign_off, with: {reasons: "Agreed again by police."}}
- {at: 2026-12-10T12:00, who: ppo.northern.2, does: tell, note: as in the story, refused: "Ask for the undertaking first"}
"""),
    "trap-21 nine bodies are not told as one": (EMPLOYER, "propose", """
- {who: ppo.eastern.1, does: answer, with: {recipient: recipient-1, answers: {stands_for: 9}, reasons: "All nine clubs at once."}}
- {who: ppo.eastern.1, does: propose, note: as in the story, refused: "one person or body is in view"}
- {who: ppo.eastern.1, does: propose, note: as in the story, with: {recipient: [recipient-1, recipient-2]}, refused: "valid string"}
"""),
    "trap-21 what is signed for one recipient serves no other": (HEAD, "sign_off", """
- {who: ppo.northern.1, does: name_recipient, with: {kind: sports_centre_manager, name: Basil Pretender, organisation: Northexample Pool,
   address: ["Northexample Pool", "Pool Lane", "ZZ2 3BD"], why: "Runs the pool beside the school."}}
- {who: ppo.northern.1, does: answer, note: as in the story, with: {recipient: recipient-2}}
- {who: ppo.northern.1, does: propose, note: as in the story, with: {recipient: recipient-2}}
- {who: di.northern.1, does: sign_off, with: {reasons: "Both of them at once, please."}, refused: "More than one pack is laid; say which"}
"""),
    "trap-22 a decision not to tell needs reasons as much": ("level-1-not-disclosed", "propose", """
- {who: ppo.western.1, does: propose, with: {outcome: not_tell, reasons: "No."}, refused: "at least 20 characters"}
- {who: ppo.western.1, does: propose, note: as in the story}
- {who: ds.western.1, does: sign_off, with: {reasons: ""}, refused: "Give your reasons"}
- {who: ds.western.1, does: sign_off, with: {outcome: refuse, reasons: "no"}, refused: "Give your reasons"}
- expect: {stage: signing, no_entries: [SignedOff]}
"""),
    "trap-23 a recipient without an address can't be named": (HEAD, "name_recipient", """
- {who: ppo.northern.1, does: name_recipient, note: as in the story, with: {address: []}, refused: "address"}
- {who: ppo.northern.1, does: name_recipient, note: as in the story, with: {address: ["The school"]}, refused: "address"}
"""),
    "trap-24 somebody ticks that no victim is identified": (HEAD, "propose", """
- {who: ppo.northern.1, does: propose, note: as in the story, with: {victim_identifiers_checked: false}, refused: "no victim is identified"}
- {who: ppo.northern.1, does: assess_item, with: {item: register-1, identifies_victim: true, reasons: "It was at this school."}}
- {who: ppo.northern.1, does: propose, note: as in the story, refused: "telling it identifies no victim"}
"""),
    "trap-27 an anonymous registration does not progress": (MOTHER, "progress", """
- {who: ppo.western.1, does: answer, with: {answers: {applicant_anonymous: true}, reasons: "She would give no name."}}
- {who: ppo.western.1, does: progress, note: as in the story, refused: "the applicant is anonymous"}
"""),
    "trap-27 nothing is told to an applicant whose proofs were not seen": (MOTHER, "record_interview", """
- {at: 2026-11-27T11:00, who: ppo.western.1, does: record_interview, note: as in the story, with: {identity_seen: false}}
- {who: ppo.western.1, does: name_recipient, note: as in the story}
- {who: ppo.western.1, does: answer, note: as in the story}
- expect: {on: recipient-1, recommends: hold, findings: {applicant_proved: not met}}
"""),
    "trap-30 a clock is extended by a supervisor, with reasons, and by nobody else": (EMPLOYER, "invite_representations", """
- expect: {deadlines: {propose: "2026-12-22"}}
- {who: ppo.eastern.1, does: extend_deadline, with: {clock: decision, due_on: 2027-01-12, reasons: "The meeting moved to January."},
   refused: "This needs one of the roles"}
- {who: ds.eastern.1, does: extend_deadline, with: {clock: decision, due_on: 2027-01-12, reasons: "Late"}, refused: "at least 10 characters"}
- {who: ds.eastern.1, does: place_hold, with: {hold: live_investigation, reasons: "An arrest is planned."}}
- {at: 2026-12-10T09:00, note: "A hold and a fortnight pause nothing."}
- expect: {deadlines: {propose: "2026-12-22"}, no_entries: [DeadlineExtended]}
- {who: ds.eastern.1, does: extend_deadline, with: {clock: decision, due_on: 2027-01-12, reasons: "The meeting moved to January."}}
- expect: {deadlines: {propose: "2027-01-12"}, entries: [DeadlineExtended]}
"""),
    "trap-29 five working days pass over Christmas, twenty-eight calendar days don't notice": (
        "agency-never-answers", "open", """
- {at: 2026-12-22T09:00, agencies: {probation: {refuse: true}}}
- {who: ppo.eastern.3, does: open, note: as in the story}
- expect: {waits: [record_check/probation], deadlines: {record_check: "2027-01-04", propose: "2027-01-19"}}
"""),
    "trap-32 a head who acts under the duty to co-operate is not told: information is shared": (HEAD, "propose", """
- {who: ppo.northern.1, does: answer, with: {recipient: recipient-1, answers: {belongs_to_duty_to_cooperate_agency: true},
   reasons: "She sits for the education authority."}}
- expect: {on: recipient-1, recommends: share_information}
- {who: ppo.northern.1, does: propose, note: as in the story, refused: "Record it as information shared between agencies"}
- {who: ppo.northern.1, does: share_information, with: {agency: education, recipient: recipient-1, what: "The restriction.", purpose: "To protect pupils."}}
- expect: {entries: [InformationShared], no_entries: [Disclosed]}
"""),
    "trap-35 an arrest is not carried to an employer by a conviction that is presumed": (EMPLOYER, "propose", """
- {who: ppo.eastern.1, does: list_item, with: {item_id: arrest-1, kind: arrest, fact: "Arrested in May; no further action.",
   verified: true, identifies_victim: false}}
- {who: ppo.eastern.1, does: answer, with: {recipient: recipient-1, answers: {pressing_need: false}, reasons: "The rota already keeps him off."}}
- {who: ppo.eastern.1, does: propose, note: as in the story, with: {items: [register-1, arrest-1]}, refused: "(item arrest-1)"}
"""),
    "trap-37 access alone does not make a pilot registration": (MOTHER, "progress", """
- {who: ppo.western.1, does: answer, with: {answers: {unsupervised_access: false}, reasons: "She is always there."}}
- {who: ppo.western.1, does: progress, note: as in the story, refused: "some of that access is unsupervised"}
- {who: ppo.western.1, does: answer, with: {answers: {unsupervised_access: true, regular_access: false}, reasons: "Once, in August."}}
- {who: ppo.western.1, does: progress, note: as in the story, refused: "regular access"}
"""),
    "trap-38 what was decided is not edited": (HEAD, None, """
- {who: ppo.northern.1, does: answer, with: {recipient: recipient-1, answers: {best_placed: false}, reasons: "On reflection."},
   refused: "can't be done at the stage “closed”"}
- {who: ppo.northern.1, does: propose, note: as in the story, refused: "can't be done at the stage “closed”"}
"""),
    "trap-40 whoever proposed it does not sign it, under any of their accounts": (HEAD, "sign_off", """
- {who: ppo.northern.1, does: sign_off, with: {reasons: "I proposed it and agree with it."}, refused: "You proposed it"}
- {who: registration.northern.9, does: sign_off, with: {reasons: "My other account agrees with it."}, refused: "You proposed it"}
- {who: di.northern.1, does: sign_off, with: {reasons: "The meeting agreed with it."}}
- {who: di.northern.1, does: sign_off, with: {reasons: "And I sign for probation too."}, refused: "answered on this pack already"}
- expect: {stage: signing, waits: [sign_off/childrens_services:team_manager, sign_off/probation:spo]}
"""),
    "trap-40 whoever assessed it does not sign it": (HEAD, "propose", """
- {who: di.northern.2, does: answer, with: {answers: {imminent_risk: false}, reasons: "Not before the spring."}}
- {who: ppo.northern.1, does: propose, note: as in the story}
- {who: di.northern.2, does: sign_off, with: {reasons: "I looked at it and would decide it."}, refused: "You assessed it"}
"""),
}  # fmt: skip


@pytest.mark.parametrize(
    ("story", "before", "then"), [pytest.param(*tried, id=name) for name, tried in TRIED.items()]
)
def test_somebody_is_stopped(carry_on: CarryOn, story: str, before: str | None, then: str) -> None:
    carry_on(story, before, then)
