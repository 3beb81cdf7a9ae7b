"""How does a unit's work stand? By officer and by age, what is late; without opening any of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from desk.access import REGISTERING, TEAM
from desk.pages.overlooking import looked_over, one_page, units_to_choose
from desk.pictures import CALM, COMING, GRAVE, LATE, Bar, bar
from desk.rendering import render
from desk.routes import get
from desk.visiting import Visit
from flows.grants import broken_lately
from flows.steps.roles import SUPERVISORS
from flows.team import Carried, Carrier, team, to_confirm
from models import clock
from models.database import transaction
from policy.scheme import RESPONSIBLE_AUTHORITY

# Up to so many days old, in words, and drawn so; the last has no end.
AGES = (
    (7, "up to a week old", CALM),
    (28, "up to 4 weeks", COMING),
    (56, "up to 8 weeks", LATE),
    (None, "older than 8 weeks", GRAVE),
)
NOBODY = "nobody"


@dataclass(frozen=True)
class Row:
    """One officer's line of the table."""

    carrier: Carrier
    key: str
    ages: Bar
    oldest: int
    soonest: Carried | None


@get("/team", TEAM)
def show(visit: Visit) -> Response:
    """Who carries what, how old it is, and the considerations themselves, soonest deadline first."""
    scope = looked_over(visit)
    with transaction(visit.engine) as session:
        carriers, now = team(session, scope), clock.now(session)
        broken = broken_lately(session, scope)
        files = to_confirm(session, visit.actor) if visit.actor.agency in RESPONSIBLE_AUTHORITY else []
    most = max((len(each.carries) for each in carriers), default=0)
    chosen = _chosen(visit, carriers)
    rows, page, pages = one_page(visit, chosen)
    everything = [carried for carrier in carriers for carried in carrier.carries]
    return render(
        visit, "team/show.html", scope=scope, units=units_to_choose(visit), now=now, broken=broken,
        officers=[_row(each, most) for each in carriers], whole=_ages(everything, len(everything)),
        total=len(everything), late=sum(each.overdue > 0 for each in everything),
        rows=rows, count=len(chosen), page=page, pages=pages, files=files,
        legend=[(colour, words) for _, words, colour in AGES],
        stages=sorted({each.stage for each in everything}), nobody=NOBODY,
        asked={name: visit.query.get(name, "") for name in ("officer", "stage", "late")},
        may_give=bool(visit.actor.roles & set(SUPERVISORS)),
        may_register=REGISTERING.admits(visit.actor.roles),
    )  # fmt: skip


def _chosen(visit: Visit, carriers: Sequence[Carrier]) -> list[tuple[Carrier, Carried]]:
    """Every consideration asked for, with who has it, the soonest deadline first."""
    officer, stage, late = (visit.query.get(name, "") for name in ("officer", "stage", "late"))
    found = [
        (carrier, carried)
        for carrier in carriers
        if officer in ("", carrier.handle or NOBODY)
        for carried in carrier.carries
        if stage in ("", carried.stage) and (not late or carried.overdue)
    ]
    return sorted(found, key=lambda each: (each[1].next_due is None, each[1].next_due, each[1].reference))


def _row(carrier: Carrier, most: int) -> Row:
    return Row(
        carrier=carrier,
        key=carrier.handle or NOBODY,
        ages=_ages(carrier.carries, most),
        oldest=max((each.age_days for each in carrier.carries), default=0),
        soonest=next((each for each in carrier.carries if each.next_due), None),
    )


def _ages(carries: Sequence[Carried], of: int) -> Bar:
    counts = Counter(_age(each.age_days) for each in carries)
    return bar([(counts[number], words, colour) for number, (_, words, colour) in enumerate(AGES)], of=of)


def _age(days: int) -> int:
    return next(number for number, (until, _, _) in enumerate(AGES) if until is None or days <= until)
