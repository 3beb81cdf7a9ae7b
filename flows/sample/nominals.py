"""Who is on the sample area's register? 762 invented people, in the numbers of the 2006-07 report's table.

Facts and Figures: 577 registered sex offenders, 174/212/191 over the three units (row 1(i) and BCU), 182
and 3 in categories 2 and 3 (rows 2(vi), 3(vii)), and the levels of row 4(viii), made disjoint.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from flows.register.people import AddressGiven, Nominal, OrderGiven
from flows.sample.names import full_name, happens, pick
from flows.sample.offences import convictions
from flows.sample.places import UNITS, address
from flows.sample.story_people import STORY_PEOPLE

AS_OF = date(2026, 11, 2)  # the day the sample extract was made
BY_UNIT = {"western": 174, "northern": 212, "eastern": 191}
BY_LEVEL = {1: {3: 6, 2: 278, 1: 293}, 2: {3: 10, 2: 129, 1: 43}, 3: {3: 0, 2: 3, 1: 0}}
SEVENTEEN = 3  # besides the one a story is about
PROHIBITIONS = (
    "Not to have unsupervised contact with anybody under 16",
    "Not to enter the grounds of any school or nursery",
    "Not to own a device that can reach the internet without telling the police within three days",
    "Not to undertake work or activity with children, paid or unpaid",
)
LICENCE = (
    "To live where the supervising officer approves and nowhere else",
    "To tell the supervising officer of any developing relationship",
    "Not to enter the area marked on the map without approval",
)


def nominals(chance: Random) -> list[Nominal]:
    """Invent everybody, story people first, in order of reference."""
    people = [*STORY_PEOPLE]
    places = list(_places(people))
    # A shuffle by random() alone: its sequence is the same in every version of Python.
    places = [
        place for _, place in sorted(((chance.random(), place) for place in places), key=lambda p: p[0])
    ]
    names = {(person.forenames, person.surname) for person in people}
    for number, (category, level, unit) in enumerate(places, len(people) + 1):
        person = _person(chance, f"S-{number:04d}", category, level, unit)
        while (person.forenames, person.surname) in names:
            forenames, surname = full_name(chance, female=person.sex == "female")
            person = replace(person, forenames=forenames, surname=surname)
        names.add((person.forenames, person.surname))
        people.append(person)
    return _some_seventeen(people)


def _places(taken: list[Nominal]) -> Iterator[tuple[int, int, str]]:
    """Give category, level and unit for everybody who is not a story's."""
    units = [unit for unit, count in BY_UNIT.items() for _ in range(count)]
    for person in taken:
        if person.category == 1:
            units.remove(person.unit)
    for category, levels in BY_LEVEL.items():
        for level, count in levels.items():
            left = count - sum(1 for p in taken if (p.category, p.level) == (category, level))
            for number in range(left):
                # Levels are spread over the units as evenly as the report's totals allow.
                unit = units.pop(number * 7 % len(units)) if category == 1 else UNITS[number % 3]
                yield category, level, unit


def _person(chance: Random, reference: str, category: int, level: int, unit: str) -> Nominal:
    female = happens(chance, 3)
    forenames, surname = full_name(chance, female=female)
    born = date(2006, 11, 2) - timedelta(days=int(chance.random() ** 1.3 * 64 * 365))
    since = max(born + timedelta(days=365 * 18), AS_OF - timedelta(days=30 + int(chance.random() * 4000)))
    level_since = max(since, AS_OF - timedelta(days=15 + int(chance.random() * 700)))
    probation = happens(chance, {1: 12, 2: 60, 3: 80}[category])
    manager = (
        f"po.{unit}.{1 + int(chance.random() * 3)}"
        if probation
        else f"ppo.{unit}.{1 + int(chance.random() * 4)}"
    )
    about_age = happens(chance, 1)
    return Nominal(
        register_reference=reference,
        surname=surname,
        forenames=forenames,
        sex="female" if female else "male",
        category=category,
        level=level,
        rosh=_rosh(chance, level),
        managed=True,
        lead_agency="probation" if probation else "police",
        unit=unit,
        aliases=(f"{pick(chance, ('Bud', 'Sonny', 'Mack', 'Chip'))} {surname}",)
        if happens(chance, 9)
        else (),
        former_names=(" ".join(full_name(chance, female=female)),) if happens(chance, 4) else (),
        date_of_birth=None if about_age else born,
        approximate_age=(AS_OF - born).days // 365 if about_age else None,
        age_as_of=AS_OF if about_age else None,
        managed_since=since,
        level_since=level_since,
        offender_manager=manager,
        next_risk_review_on=AS_OF + timedelta(days=10 + int(chance.random() * 170)),
        next_meeting_on=_meeting(chance, level),
        addresses=_addresses(chance, unit),
        orders=_orders(chance, category, licence=probation),
        convictions=convictions(chance, category, born, since, manager),
    )


def _rosh(chance: Random, level: int) -> str:
    words = {1: ("Low", "Medium", "Medium"), 2: ("Medium", "High", "High"), 3: ("High", "Very High")}
    return pick(chance, words[level])


def _meeting(chance: Random, level: int) -> date | None:
    if level == 1:
        return None
    return AS_OF + timedelta(days=7 + int(chance.random() * (56 if level == 3 else 112)))


def _addresses(chance: Random, unit: str) -> tuple[AddressGiven, ...]:
    if happens(chance, 1.5):
        return (AddressGiven(("No fixed abode",), None, AS_OF - timedelta(days=40)),)
    came = AS_OF - timedelta(days=30 + int(chance.random() * 2500))
    now = AddressGiven(*address(chance, unit), came)
    if not happens(chance, 35):
        return (now,)
    return (now, AddressGiven(*address(chance, unit), came - timedelta(days=500), came))


def _orders(chance: Random, category: int, *, licence: bool) -> tuple[OrderGiven, ...]:
    orders = []
    if category == 1 and happens(chance, 30):
        ends = AS_OF + timedelta(days=20 + int(chance.random() * 2500)) if happens(chance, 60) else None
        kind = pick(chance, ("SHPO", "SHPO", "SHPO", "SOPO", "NO"))
        texts = PROHIBITIONS if kind != "NO" else ("To notify the police of every name and address used",)
        first = int(chance.random() * len(texts))
        orders += [
            OrderGiven(kind, texts[(first + step) % len(texts)], ends) for step in range(min(2, len(texts)))
        ]
    if licence and happens(chance, 70):
        orders.append(OrderGiven("licence", pick(chance, LICENCE), AS_OF + timedelta(days=90)))
    return tuple(orders)


def _some_seventeen(people: list[Nominal]) -> list[Nominal]:
    """Make a few of category 1 at Level 1 seventeen, with a history short enough to be theirs."""
    chosen = [p for p in people[len(STORY_PEOPLE) :] if p.category == 1 and p.level == 1 and p.date_of_birth]
    young = {
        person.register_reference: replace(
            person,
            date_of_birth=AS_OF.replace(year=AS_OF.year - 17) - timedelta(days=60 + 40 * number),
            managed_since=AS_OF - timedelta(days=200),
            level_since=AS_OF - timedelta(days=200),
            former_names=(),
            orders=(),
            convictions=tuple(
                replace(c, convicted_on=AS_OF - timedelta(days=210), verified_on=None, verified_by=None)
                for c in person.convictions[:1]
            ),
        )
        for number, person in enumerate(chosen[:SEVENTEEN])
    }
    return [young.get(person.register_reference, person) for person in people]
