"""What is asked about each individual named, each child, and on access? A few pages for every one of them."""

from collections.abc import Sequence

from desk.entering.step import ACCESS, Step, born, called, lives, why_not
from desk.forms import Form, Question, named_options
from policy.facts import Relationship

NAMED, CHILDREN, ACCESS_PART = "Who is named", "The children", "Access and scope"
KINDS = named_options([str(each) for each in ACCESS], {str(kind): words for kind, words in ACCESS.items()})
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
            "eleventh", "twelfth")  # fmt: skip


def individual(number: int, several: bool) -> tuple[Step, ...]:
    """The pages about one individual, counted from 1."""
    who = f"the {ORDINALS[number - 1]} individual named" if several else "the individual named"
    prefix = f"individuals.{number - 1}"
    return tuple(
        Step(f"individual-{number}{tail}", NAMED, prefix, Form(title, questions))
        for tail, title, questions in (
            ("", f"What is {who} called?", called("they use or have used")),
            ("-born", f"When and where was {who} born?", born()),
            ("-lives", f"Where does {who} live?", lives()),
            ("-does", f"What does {who} do?", does()),
        )
    )


def does() -> tuple[Question, ...]:
    """What an individual does, and what they are to the applicant."""
    return (
        Question(
            "relationship_to_applicant",
            "What they are to the applicant",
            hint="For example, new partner, neighbour.",
        ),
        why_not("relationship_to_applicant", "what they are to the applicant"),
        Question("occupation", "Occupation"),
        why_not("occupation", "the occupation"),
        Question("employer", "Employer"),
        why_not("employer", "the employer"),
        Question("voluntary_work", "Voluntary work", hint="What, and for whom."),
        why_not("voluntary_work", "voluntary work"),
        Question("telephone", "Telephone"),
        Question("description", "Anything else that helps to find this person", "words", rows=4),
    )


def child(number: int, individuals: Sequence[str]) -> tuple[Step, ...]:
    """The pages about one child, counted from 1; `individuals`: what each person named is called."""
    slug, prefix = f"child-{number}", f"children.{number - 1}"
    who = f"the {ORDINALS[number - 1]} child"
    return (
        Step(slug, CHILDREN, prefix, Form(f"Who is {who}?", about_child())),
        Step(f"{slug}-access", CHILDREN, prefix, Form(f"Who reaches {who}, and how?", reaching(individuals))),
    )


def about_child() -> tuple[Question, ...]:
    first, *rest = born(age="age")
    return (
        Question("name", "Full name"),
        Question(
            "description",
            "Or a description",
            hint="If no name is known, such as: the boy next door, about six.",
        ),
        why_not("name", "the name"),
        first,
        *rest,
        Question(
            "applicant_relationship",
            "What the applicant is to this child",
            "select",
            "Only where it is not the same for every child.",
            named_options([str(each) for each in Relationship]),
        ),
    )


def reaching(individuals: Sequence[str]) -> tuple[Question, ...]:
    """How each individual reaches one child."""
    asked: list[Question] = []
    for number, name in enumerate(individuals):
        whom = name or (
            "the individual named" if len(individuals) == 1 else f"the {ORDINALS[number]} individual"
        )
        asked += [
            Question(
                f"access.{number}.kinds",
                f"How {whom} reaches this child",
                "choices",
                "Tick all that were said.",
                KINDS,
            ),
            Question(f"access.{number}.words", "What was said about it", "words", rows=3),
        ]
    return (*asked, why_not("access", "the access"))


def answers(several: bool) -> Step:
    """Questions of fact about access and scope that the form itself answers."""
    return Step("answers", ACCESS_PART, "answers", Form("Access and scope", on_access(several)))


def on_access(several: bool) -> tuple[Question, ...]:
    asked = [
        ("personal_relationship", "Has the applicant a personal relationship with the individual named?"),
        ("regular_access", "Has the individual named regular access to a child?"),
        ("unsupervised_access", "Is any of that access unsupervised?"),
        ("contact_with_child", "Has the individual named some form of contact with a child?"),
        ("for_vetting", "Is it really a request to vet staff?"),
        ("applicant_is_suspect", "Is the applicant suspected of harming a child?"),
        (
            "applicant_is_victim_of_subject",
            "Is the applicant, or anybody at home with them, a victim of the individual named?",
        ),
    ]
    shown = ("regular_access", "unsupervised_access", "contact_with_child")
    hint = "Leave blank what the access given for a child shows."
    return tuple(
        Question(name, label, "yes_no_unknown", hint if name in shown else "")
        for name, label in asked
        if not (several and name in shown)
    )
