"""Whom are the stories about? References S-0001 to S-0020 never change; each says what makes the person fit.

Every one of them is counted in the report's totals like anybody else.
"""

from datetime import date
from typing import Any

from flows.register.people import AddressGiven, ConvictionGiven, Nominal, OrderGiven

CHILD_ASSAULT = "Sexual assault of a child under 13 (Sexual Offences Act 2003 s.7)"
CHILD_ACTIVITY = "Sexual activity with a child (Sexual Offences Act 2003 s.9)"
CHILD_IMAGES = "Possessing indecent photographs of children (Criminal Justice Act 1988 s.160)"
SINCE = date(2021, 5, 10)
TOWNS = {"western": "Westexample", "northern": "Northexample", "eastern": "Eastexample"}
DISTRICTS = {"western": "ZZ1", "northern": "ZZ2", "eastern": "ZZ3"}


def item(number: int, offence: str, **given: Any) -> ConvictionGiven:
    """One conviction, verified, unless told otherwise."""
    usual: dict[str, Any] = {
        "disposal": "conviction",
        "convicted_on": date(2021, 4, 12),
        "court": "Exampleton Crown Court",
        "source": "PNC",
        "owner_agency": "police",
        "foreign": False,
        "schedule_34a": True,
        "spent": False,
        "verified_on": date(2026, 9, 1),
        "verified_by": "ppo.northern.1",
    }
    return ConvictionGiven(item=str(number), offence=offence, **(usual | given))


def person(number: int, name: str, unit: str, level: int, **given: Any) -> Nominal:
    """One story's person: category 1, managed by the police here since 2021, unless told otherwise."""
    forenames, surname = name.rsplit(" ", 1)
    usual: dict[str, Any] = {
        "sex": "male",
        "category": 1,
        "rosh": {1: "Medium", 2: "High", 3: "Very High"}[level],
        "managed": True,
        "lead_agency": "police",
        "date_of_birth": date(1974, 3, number),
        "managed_since": SINCE,
        "level_since": date(2025, 11, 3),
        "offender_manager": f"ppo.{unit}.1",
        "next_risk_review_on": date(2027, 2, 15),
        "next_meeting_on": date(2026, 12, 8) if level > 1 else None,
        "addresses": (
            AddressGiven((f"{number} Story Lane", TOWNS[unit]), f"{DISTRICTS[unit]} 1AA", date(2022, 2, 1)),
        ),
        "convictions": (item(1, CHILD_ASSAULT, verified_by=f"ppo.{unit}.1"),),
    }
    return Nominal(
        register_reference=f"S-{number:04d}",
        forenames=forenames,
        surname=surname,
        unit=unit,
        level=level,
        **(usual | given),
    )


NAMESAKE = "Owen Enghraifft"
STORY_PEOPLE: tuple[Nominal, ...] = (
    # Level 2, northern: a school near home; told to a head teacher after the monthly meeting.
    person(1, "Gordon Placeholdby", "northern", 2,
           orders=(OrderGiven("SHPO", "Not to enter the grounds of any school", date(2031, 4, 12)),),
           convictions=(item(1, CHILD_ASSAULT),
                        item(2, CHILD_IMAGES, convicted_on=date(2016, 6, 3), spent=True))),
    # Level 1, western: complies, no child in reach; considered and not disclosed.
    person(2, "Dilip Udaharani", "western", 1, rosh="Low"),
    # Level 3, eastern.
    person(3, "Stanisław Przykładowski", "eastern", 3),
    # Seventeen years old, Level 1, western: children's services and the youth offending team come in.
    person(4, "Callum McPretendie", "western", 1, date_of_birth=date(2009, 4, 4),
           managed_since=date(2026, 3, 2), level_since=date(2026, 3, 2),
           convictions=(item(1, CHILD_ACTIVITY, convicted_on=date(2026, 2, 16),
                             verified_by="ppo.western.1"),)),
    # Lives here, managed by another area.
    person(5, "Huw Ffugiol", "northern", 1, managed_by_area="Otherexampleshire"),
    # Two of one name, the second with an age only: a name alone does not tell them apart.
    person(6, NAMESAKE, "eastern", 1),
    person(7, NAMESAKE, "eastern", 1, date_of_birth=None, approximate_age=50, age_as_of=date(2026, 9, 1)),
    # The mother's registration under the pilot, western: a managed child sex offender in her home.
    person(8, "Martin Figmentham", "western", 2,
           convictions=(item(1, CHILD_ASSAULT, verified_by="ppo.western.1"),)),
    # The same, northern: she refuses the undertaking.
    person(9, "Trevor Fablecombe", "northern", 2),
    # A grandparent asks, eastern; the mother is best placed.
    person(10, "Tariq Misaalzai", "eastern", 1),
    # An employer is told, eastern, after representations.
    person(11, "Wojciech Fikcyjny", "eastern", 2),
    # A sports-centre manager, western.
    person(12, "Leroy Suppossted", "western", 2),
    # Urgent, northern: told before a meeting, ratified after it.
    person(13, "Ciarán O'Ficsean", "northern", 2),
    # A new fact comes in after sign-off, western.
    person(14, "Simon Conjectley", "western", 2),
    # An agency never answers, eastern.
    person(15, "Hamish Auchterproof", "eastern", 2),
    # Police and probation disagree, northern: on licence, so probation leads.
    person(16, "Musa Alaròsọyẹ", "northern", 2, lead_agency="probation", offender_manager="po.northern.1",
           orders=(OrderGiven("licence", "To tell the supervising officer of any developing relationship",
                              date(2027, 10, 1)),)),
    # Only a caution, long ago; it counts.
    person(17, "Quentin Rehearshaw", "western", 1,
           convictions=(item(1, CHILD_IMAGES, disposal="caution", court=None, convicted_on=date(2021, 4, 30),
                             spent=True, verified_by="ppo.western.1"),)),
    # Convicted abroad; whether it is equivalent is for the authority to say, and nobody has yet.
    person(18, "Gheorghe Exemplescu", "eastern", 1,
           convictions=(item(1, "Indecent act with a minor", foreign=True, schedule_34a=None,
                             court="a court in the Republic of Testland", verified_by="ppo.eastern.1"),)),
    # Not guilty by reason of insanity; it counts.
    person(19, "Ivor Specimenton", "northern", 1,
           convictions=(item(1, CHILD_ASSAULT, disposal="insanity_finding"),)),
    # Violent offender, category 2, no child sex offence: the statutory presumption can't arise.
    person(20, "Wayne Hypothworth", "western", 2, category=2, lead_agency="probation",
           offender_manager="po.western.1",
           convictions=(item(1, "Wounding with intent (Offences against the Person Act 1861 s.18)",
                             schedule_34a=False, verified_by="po.western.1"),)),
)  # fmt: skip
