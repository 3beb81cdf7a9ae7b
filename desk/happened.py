"""How is each kind of entry said? Its title in words, and which of its details a reader wants.

A title takes codes from the entry's body. Each detail is looked for in the entry's content, then its body;
what is not there is left out.
"""

from dataclasses import dataclass

Details = tuple[tuple[str, str], ...]
WHY: Details = (("Reasons", "reasons"),)


@dataclass(frozen=True)
class Said:
    """One kind of entry in words. `title`: with fields of the body in braces."""

    title: str
    details: Details = ()


OPENING: dict[str, Said] = {
    "Opened": Said(
        "Consideration opened",
        (("Occasion", "occasion"), ("Route", "route"), ("Scheme", "scheme"), ("Officer", "officer"), *WHY),
    ),
    "Reassigned": Said("Given to {to_officer}", (("Before", "from_officer"), *WHY)),
    "InterestRegistered": Said(
        "Interest registered: {registration}", (("Received", "received_at"), ("Left open", "left_open"))
    ),
    "RegistrationAdded": Said("Added to the registration", (("Questions", "questions"), *WHY)),
    "ImmediateRiskRaised": Said(
        "A child may be at risk now", (("Answer", "answer"), ("What was said", "words"))
    ),
    "ImmediateRiskActedOn": Said(
        "Immediate risk acted on", (("What was done", "done"), ("Agencies told", "agencies"))
    ),
    "EvidenceSeen": Said(
        "Proof seen: {proof}", (("Document", "document"), ("Seen on", "seen_on"), ("Remarks", "remarks"))
    ),
    "LinksLooked": Said(
        "Compared with other registrations", (("Compared", "count"), ("Links proposed", "found"))
    ),
    "RegistrationLinked": Said(
        "Linked with {other}", (("Kind of link", "link_kind"), ("Because", "because"))
    ),
    "LinkSettled": Said("Link settled: {verdict}", WHY),
    "EnquiryRegistered": Said("Enquiry {enquiry} became registration {registration}"),
    "Progressed": Said("Registration progressed", WHY),
    "NotProgressed": Said("Not progressed: {reason}", (*WHY, ("Risk as assessed", "risk_assessment"))),
    "Withdrawn": Said("Applicant withdrew; the risk is still assessed", WHY),
    "Interviewed": Said("Applicant seen", (("Notes", "notes"),)),
}
IDENTIFYING: dict[str, Said] = {
    "Screened": Said(
        "Compared with the register",
        (("Came to", "heading"), ("Strong", "strong"), ("Probable", "probable"), ("Possible", "possible")),
    ),
    "CandidatesChanged": Said(
        "The register changed who may be meant",
        (("Came to", "heading"), ("New", "added"), ("Gone", "vanished")),
    ),
    "CandidateSettled": Said("Candidate {candidate} settled: {verdict}", WHY),
    "SubjectIdentified": Said("Identity of the person named: {identity}", WHY),
    "IdentityConfirmed": Said("Identity confirmed by a second person", WHY),
    "SubjectRefreshed": Said("The register's change taken in"),
    "Joined": Said("Also about the same person: {other}"),
    "JoinNoted": Said("Looked at {other}", (("What follows", "notes"),)),
    "NamedInDeclared": Said("Interest declared; cannot open it any more"),
}
FINDING_OUT: dict[str, Said] = {
    "CheckAsked": Said("{agency} asked: {check}", (("By hand", "by_hand"),)),
    "CheckAnswered": Said(
        "{agency} answered on {check}: {result}",
        (("What it said", "summary"), ("Answered by", "answered_by")),
    ),
    "CheckFailed": Said("{agency} did not answer on {check}", (("Why", "why"), ("Attempt", "attempt"))),
    "Answered": Said("Questions of fact answered", (("About", "recipient"), ("Answers", "answers"), *WHY)),
    "ItemListed": Said(
        "Information listed: {item}", (("Kind", "item_kind"), ("Fact", "fact"), ("Opinion", "assessment"))
    ),
    "ItemAssessed": Said("Information assessed: {item}", (("Answers", "answers"), *WHY)),
    "ChildListed": Said("Child at risk listed: {child}"),
    "RecipientNamed": Said(
        "Named as somebody who may be told: {recipient}", (("Kind", "recipient_kind"), ("Why", "why"))
    ),
    "HoldPlaced": Said("Hold placed: {hold}", (("Owner", "owner"), *WHY)),
    "HoldLifted": Said("Hold lifted: {hold}", WHY),
    "ViewGiven": Said("View of {agency}", (("Agrees", "agrees"), ("In its words", "words"))),
    "InformationShared": Said("Information shared with {agency}", (("What", "what"), ("Purpose", "purpose"))),
    "UrgentRouteTaken": Said("Urgent route taken", WHY),
    "RepresentationsInvited": Said(
        "Subject invited to make representations", (("Until", "answer_by"), ("By the hand of", "by_hand_of"))
    ),
    "RepresentationsHeard": Said(
        "Representations heard",
        (("Received", "received"), ("What was said", "words"), ("Weight given", "weight")),
    ),
    "RepresentationsSkipped": Said("Subject not asked: {reason}", WHY),
    "Attached": Said("Note", (("Note", "words"),)),
}
DECIDING: dict[str, Said] = {
    "Recommended": Said("Rules applied: {recommends}", (("About", "recipient"),)),
    "Proposed": Said(
        "Proposed: {outcome}",
        (
            ("About", "recipient"),
            ("Words", "words"),
            ("To be told on", "tell_on"),
            ("Meeting", "meeting"),
            *WHY,
        ),
    ),
    "ProposalWithdrawn": Said("Proposal withdrawn", WHY),
    "PackLaid": Said(
        "Pack laid for signature", (("About", "recipient"), ("Whether", "outcome"), ("Letters", "letters"))
    ),
    "PartOpened": Said("Part of a pack opened: {part}"),
    "PackLapsed": Said("Pack lapsed", (("Because", "because"),)),
    "SignedOff": Said("{rank}, {agency}: {outcome}", WHY),
    "DecisionStood": Said("Decided: {outcome}", (("About", "recipient"), *WHY)),
    "DecisionStopped": Said("Decision stopped", (("Because", "because"),)),
    "UndertakingAnswered": Said("Undertaking: {answer}", (("About", "recipient"), ("Notes", "notes"))),
    "ThoughtAgain": Said("Thought again: {outcome}", (("About", "recipient"), *WHY)),
    "Disclosed": Said(
        "Told, in person",
        (
            ("Recipient", "recipient"),
            ("When", "told_at"),
            ("Place", "place"),
            ("By", "told_by"),
            ("Words", "words"),
            ("How it was taken", "reaction"),
            ("Safety advice", "safety_advice"),
        ),
    ),
    "Ratified": Said("Urgent telling ratified by {meeting}", WHY),
    "RatificationRefused": Said("Urgent telling not ratified by {meeting}", WHY),
    "OutcomeGiven": Said("Applicant told the outcome", (("How", "channel"), ("Notes", "notes"))),
}
ENDING: dict[str, Said] = {
    "LetterIssued": Said(
        "Letter made: {letter}", (("Kind", "letter_kind"), ("Release", "release"), ("Delivery", "delivery"))
    ),
    "LetterReleased": Said("Letter released: {letter}", (("By", "release"),)),
    "LetterClaimed": Said("Letter taken for dispatch: {letter}"),
    "LetterSent": Said("Letter gone: {letter}", (("How", "channel"),)),
    "LetterWithheld": Said("Letter kept back: {letter}", (("Because", "because"),)),
    "LetterUnknown": Said("Fate of a letter unknown: {letter}"),
    "LetterSettled": Said("Fate of {letter} settled: {fate}", WHY),
    "MachineStopped": Said("The machine could not go on: {step}", (("Why", "words"),)),
    "Closed": Said("Closed: {outcome}", (("Looked at again on", "review_on"),)),
    "Reopened": Said("Opened again: {because}", WHY),
    "Reviewed": Said("Reviewed and left closed", (("Next review", "next_review_on"), *WHY)),
    "DeadlineExtended": Said(
        "Deadline extended: {clock}", (("To", "due_on"), ("Approved by", "approver"), *WHY)
    ),
    "DeadlineMissed": Said("Deadline missed: {clock}", (("Was due", "due_at"),)),
    "GlassBroken": Said("Read by break-glass", (("Until", "until"), ("Reason", "reason"))),
    "Erased": Said("Content erased under the retention policy", (("Basis", "basis"),)),
}
HAPPENED: dict[str, Said] = OPENING | IDENTIFYING | FINDING_OUT | DECIDING | ENDING
