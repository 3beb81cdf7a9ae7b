"""Who and what can be chosen on a form? Staff, agencies, meetings, and what the consideration itself holds.

Names of staff may be shown; of anybody else only what the page has been opened for.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from desk.forms import Option, plainly
from desk.loading import Opened
from desk.moves.catalogue import About, Which
from flows.people import is_active
from flows.register.on_register import HEADQUARTERS
from flows.steps.roles import OFFICERS
from models import clock
from models.agency import Agency
from models.closures import recorded_closures
from models.consideration import Meeting
from models.database import transaction
from models.dossier import NOBODY, LetterState, Line, Phase
from models.officer import Officer

NEW = "new"  # in an address: nothing known is meant
RANK_WORDS = {"pc": "PC", "ds": "DS", "di": "DI", "dci": "DCI", "acc": "ACC", "spo": "SPO", "aco": "ACO"}


def officers(opened: Opened, roles: Collection[str] = OFFICERS) -> tuple[Option, ...]:
    """Those of the consideration's unit, of headquarters, or of its lead agency, who may act in it now."""
    return officers_of(opened.engine, opened.row.unit, opened.row.lead_agency, roles, now=opened.now)


def officers_of(
    engine: Engine,
    unit: str,
    lead_agency: str,
    roles: Collection[str] = OFFICERS,
    *,
    now: datetime | None = None,
) -> tuple[Option, ...]:
    """Those of a unit, of headquarters, or of the lead agency there who may act now; its own first."""
    with transaction(engine) as session:
        now = now or clock.now(session)
        found = _near(session, unit, lead_agency)
    day = now.astimezone(clock.LONDON).date()
    active = [each for each in found if is_active(each.active_from, each.revoked_at, now, day)]
    return tuple(
        Option(each.handle, f"{each.name}, {RANK_WORDS.get(each.rank) or plainly(each.rank)} ({each.handle})")
        for each in sorted(active, key=lambda each: (each.unit != unit, each.handle))
        if set(each.roles) & set(roles)
    )


def _near(session: Session, unit: str, lead_agency: str) -> Iterable[Officer]:
    return session.exec(
        select(Officer).where(
            col(Officer.unit).in_([unit, HEADQUARTERS])
            | ((col(Officer.agency) == lead_agency) & (col(Officer.unit) == unit))
        )
    ).all()


def closed_days(opened: Opened) -> dict[date, str]:
    """The days an administrator has recorded as closed: every date shown counts them as the clocks do."""
    with transaction(opened.engine) as session:
        return recorded_closures(session)


def agencies(opened: Opened, check: str | None = None) -> tuple[Option, ...]:
    """Every agency, or those that answer a check."""
    with transaction(opened.engine) as session:
        found = session.exec(select(Agency).order_by(col(Agency.name))).all()
    return tuple(Option(each.code, each.name) for each in found if check is None or check in each.answers)


def meetings(opened: Opened) -> tuple[Option, ...]:
    """Meetings that were held and have this consideration on their list, the latest first."""
    with transaction(opened.engine) as session:
        found = session.exec(
            select(Meeting)
            .where(col(Meeting.held).is_(True), col(Meeting.listed).contains(opened.reference))
            .order_by(col(Meeting.held_on).desc())
        ).all()
    return tuple(
        Option(each.reference, f"{each.reference}: Level {each.level}, {each.held_on:%-d %B %Y}")
        for each in found
        if opened.reference in each.listed.split(",")
    )


def with_new(question: str, new: str, name: str, known: Iterable[tuple[str, str]]) -> Which:
    """Something new, or one of those known, to correct it."""
    held = [About(f"Correct: {words}", {name: key}) for key, words in known]
    return Which(question, [About(new, {name: NEW}), *held], "")


def unless_new(
    opened: Opened,
    given: dict[str, Any],
    about: Mapping[str, str],
) -> dict[str, Any]:
    """What was answered, with the name of what is corrected, if it is not new."""
    return given | {name: value for name, value in about.items() if value != NEW}


def name_of(line: Line) -> str:
    """A recipient as staff who have opened the consideration read it."""
    kind = plainly(line.kind or "nobody in particular")
    name = line.details.get("name") or "name erased"
    return f"{name} ({kind.lower()}, {line.key})" if line.kind else "Nobody is to be told"


def named_lines(opened: Opened, phases: Collection[Phase] = tuple(Phase)) -> list[Line]:
    return [
        line
        for key, line in opened.dossier.lines.items()
        if key != NOBODY and line.kind and line.phase in phases
    ]


def which_recipient(
    question: str, nothing: str, phases: Collection[Phase] = tuple(Phase)
) -> Callable[[Opened], Which]:
    """Ask which of the recipients named, as far as they stand where the move can be made."""

    def which(opened: Opened) -> Which:
        things = [
            About(name_of(line), {"recipient": line.key}, f"Stands at: {plainly(line.phase).lower()}.")
            for line in named_lines(opened, phases)
        ]
        return Which(question, things, nothing)

    return which


def which_letter(
    question: str, nothing: str, fits: Callable[[Opened, LetterState], bool]
) -> Callable[[Opened], Which]:
    """Ask which of the letters, as far as the move can be made of it."""

    def which(opened: Opened) -> Which:
        things = [
            About(
                f"{letter.letter}: {plainly(letter.kind).lower()}",
                {"letter": letter.letter},
                f"{plainly(letter.state)}, goes by {letter.delivery}.",
            )
            for letter in opened.dossier.letters.values()
            if fits(opened, letter)
        ]
        return Which(question, things, nothing)

    return which


def items(opened: Opened) -> tuple[Option, ...]:
    """What the record holds about the subject, each with its own words."""
    return tuple(
        Option(key, f"{plainly(item.get('kind') or 'item')}: {item.get('fact') or 'erased'}", _of(item, key))
        for key, item in opened.dossier.information.items()
    )


def _of(item: Mapping[str, Any], key: str) -> str:
    verified = "verified" if item.get("verified") else "not verified"
    victim = {True: "would identify a victim", False: "identifies no victim"}.get(
        item.get("identifies_victim"),  # type: ignore[arg-type]
        "nobody has said whether it identifies a victim",
    )
    return f"{key}, {plainly(item.get('owner_agency') or 'police').lower()}; {verified}; {victim}."
