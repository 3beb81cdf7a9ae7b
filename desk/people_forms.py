"""What is asked of a person's account: who, in what rank, agency, unit and roles, and why."""

from sqlmodel import Session, col, select

from desk.forms import Form, Option, Question, named_options
from desk.moves.choosing import RANK_WORDS
from flows.force import force
from flows.register.on_register import HEADQUARTERS
from flows.steps.administering import WITHOUT_RANK
from flows.steps.roles import ALL_ROLES
from models.agency import Agency
from models.officer import Officer
from policy.scheme import RANKS

ROLE_HINTS = {
    "administrator": "People, roles, agencies, closed days; reads and decides nothing",
    "auditor": "Searches the record of reads and changes, exports, verifies",
    "chair": "Chairs meetings, and opens what is on their list",
    "chief_officer": "Signs, as a senior manager does",
    "duty_senior_officer": "Signs what is urgent, out of hours",
    "mappa_coordinator": "Looks over every unit; reads with a reason",
    "offender_manager": "Carries considerations, as an officer",
    "partner_agency": "Answers what their agency is asked; sees no consideration",
    "public_protection_officer": "Carries considerations, and enters registrations",
    "registration_staff": "Enters registrations; sees none once it is closed, but with a reason",
    "retention": "For the machine that erases",
    "senior_manager": "Signs, by agency and rank",
    "supervisor": "Looks over a unit and reassigns",
}
REASONS = Question("reasons", "Why", "words", "It stays on record.", rows=3)


def units(session: Session) -> tuple[str, ...]:
    """Those of the force's settings, headquarters, and wherever somebody works already."""
    return tuple(sorted({*force().units, HEADQUARTERS, *session.exec(select(Officer.unit).distinct())}))


def adding(session: Session) -> Form:
    """Ask everything of somebody new, or of another account of somebody."""
    return Form(
        "Add a person",
        (
            Question("handle", "Handle", hint="To sign in with, such as ppo.northern.7: no name"),
            Question(
                "person_key", "Person key",
                hint="One human being, whatever accounts they hold, such as P-0131. "
                "For another account of somebody: the key they have.",
            ),
            *_post(session),
            Question("active_from", "First day", "day", "Left out: today", optional=True),
            REASONS,
        ),
        submit="Add the person",
    )  # fmt: skip


def changing(session: Session, officer: Officer) -> Form:
    return Form(
        f"Change {officer.handle}",
        (*_post(session), REASONS),
        intro=("It counts from their next request, and for every signature not yet relied on.",),
        submit="Save the change",
    )


def revoking(officer: Officer) -> Form:
    return Form(
        f"Withdraw the rights of {officer.handle}",
        (REASONS,),
        warning="They are signed out at their next request, and what they signed counts no more "
        "where nothing was told yet.",
        submit="Withdraw their rights",
    )


def restoring(officer: Officer) -> Form:
    return Form(
        f"Give {officer.handle} their rights back",
        (REASONS,),
        intro=("As the account has them. Invite them anew if their password or phone is lost.",),
        submit="Give them back",
    )


def _post(session: Session) -> tuple[Question, ...]:
    agencies = session.exec(select(Agency).order_by(col(Agency.name))).all()
    ranks = dict.fromkeys([WITHOUT_RANK, *(rank for held in RANKS.values() for rank in held)])
    return (
        Question("name", "Name", hint="Forename and surname"),
        Question(
            "date_of_birth", "Date of birth", "day",
            "Tells them from a namesake in a consideration. For example, 2 3 1974", optional=True,
        ),
        Question(
            "agency", "Agency", "select", options=tuple(Option(each.code, each.name) for each in agencies)
        ),
        Question(
            "rank", "Rank", "select", "One of their agency’s; “Staff” for none",
            named_options(list(ranks), RANK_WORDS),
        ),
        Question("unit", "Unit", "select", options=named_options(units(session))),
        Question(
            "roles", "Roles", "choices", "What their rank lets them sign is worked out from rank and agency.",
            tuple(Option(role, _words(role), ROLE_HINTS.get(role, "")) for role in ALL_ROLES),
        ),
    )  # fmt: skip


def _words(role: str) -> str:
    return {"mappa_coordinator": "MAPPA co-ordinator"}.get(role) or role.replace("_", " ").capitalize()
