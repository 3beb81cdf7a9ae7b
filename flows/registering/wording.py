"""What do people call each question of the form? Its path in words: whom it is about, and what is asked."""

import re

from policy.facts import Facts, RecipientFacts

PATH = re.compile(r"^([a-z_]+(?:\.(?:[0-9]+|[a-z_]+))*): (.+)$", re.DOTALL)
WHO = {
    "applicant": "Applicant", "mother": "Mother", "father": "Father", "individual": "Individual named",
    "individuals": "Individual named", "children": "Child",
}  # fmt: skip
# Where the name of a field is not what somebody would say.
WHAT = {
    "immediate_risk": "whether a child may be at risk now",
    "immediate_risk_words": "what was said about the risk now",
    "route": "what they ask for",
    "received_at": "when it was received",
    "enquiry": "the enquiry it began as",
    "means_of_contact": "how they got in touch",
    "relationship": "what the applicant is to the children",
    "applicant_relationship": "what the applicant is to the child",
    "relationship_to_applicant": "what they are to the applicant",
    "addresses": "address",
    "addresses.lines": "lines of the address",
    "addresses.postcode": "postcode",
    "addresses.current": "whether they live there now",
    "addresses.from_on": "since when at the address",
    "addresses.to_on": "until when at the address",
    "age_as_of": "the day on which that age was so",
    "approximate_age": "age, about",
    "contact.safe_ways": "ways of contact that are safe",
    "contact.not_ways": "ways of contact that are not safe",
    "contact.times": "days and times that are safe",
    "contact.who_must_not_know": "who must not come to know",
    "contact.issues": "anything else about reaching them",
    "safe_to_post": "whether a letter to the address is safe",
    "interpreter": "whether an interpreter is needed",
    "email": "e-mail",
    "living_with": "whom they live with",
    "knows": "whether they know of the registration",
    "is_applicant": "whether they are the applicant",
    "access": "who reaches them, and how",
    "access.individual": "which of those named reaches them",
    "access.kinds": "how they are reached",
    "access.words": "what was said about the access",
}


def question_in_words(path: str) -> str:
    """Say a question: `children.0.date_of_birth` as “Child 1: date of birth”."""
    first, *rest = path.split(".")
    if first == "answers" and rest:
        return question_of_fact(rest[0])
    who = WHO.get(first, "")
    if who and rest and rest[0].isdigit():
        who, rest = f"{who} {int(rest[0]) + 1}", rest[1:]
    asked = [part for part in (rest if who else [first, *rest]) if not part.isdigit()]
    what = WHAT.get(".".join(asked)) or " ".join(asked).replace("_", " ")
    return f"{who}: {what}" if who and what else who or what[:1].upper() + what[1:]


def question_of_fact(name: str) -> str:
    """Say a question of fact as it stands beside its field."""
    field = Facts.model_fields.get(name) or RecipientFacts.model_fields.get(name)
    return (field.description if field and field.description else name).replace("_", " ")


def obstacle_in_words(obstacle: str) -> str:
    """Say what is refused of the form: the question in words, for the path that it begins with."""
    found = PATH.match(obstacle)
    return f"{question_in_words(found[1])}: {found[2]}" if found else obstacle
