"""What were invented people convicted of? Offences as a register words them, without victims or places."""

from datetime import date, timedelta
from random import Random

from flows.register.people import ConvictionGiven
from flows.sample.names import happens, pick

# wording, listed in CJA 2003 Schedule 34A? (None: it depends on the victim's age, and nobody has said)
SEXUAL: tuple[tuple[str, bool | None], ...] = (
    ("Sexual assault of a child under 13 (Sexual Offences Act 2003 s.7)", True),
    ("Sexual activity with a child (Sexual Offences Act 2003 s.9)", True),
    ("Causing a child to watch a sexual act (Sexual Offences Act 2003 s.12)", True),
    ("Meeting a child following sexual grooming (Sexual Offences Act 2003 s.15)", True),
    ("Taking indecent photographs of children (Protection of Children Act 1978 s.1)", True),
    ("Possessing indecent photographs of children (Criminal Justice Act 1988 s.160)", True),
    ("Indecency with a child (Indecency with Children Act 1960 s.1)", True),
    ("Sexual assault (Sexual Offences Act 2003 s.3)", None),
    ("Rape (Sexual Offences Act 2003 s.1)", None),
    ("Exposure (Sexual Offences Act 2003 s.66)", False),
    ("Voyeurism (Sexual Offences Act 2003 s.67)", None),
)
VIOLENT: tuple[tuple[str, bool | None], ...] = (
    ("Wounding with intent (Offences against the Person Act 1861 s.18)", False),
    ("Inflicting grievous bodily harm (Offences against the Person Act 1861 s.20)", False),
    ("Robbery (Theft Act 1968 s.8)", False),
    ("Arson being reckless whether life was endangered (Criminal Damage Act 1971 s.1)", False),
    ("Child cruelty (Children and Young Persons Act 1933 s.1)", False),
)
COURTS = ("Exampleton Crown Court", "Fictionborough Crown Court", "Westexample Magistrates' Court")
ABROAD = ("a court in the Republic of Testland", "a court in the Province of Samplia")
OPINIONS = (
    "Offends against children met through a partner's family.",
    "Seeks work that brings unsupervised contact with children.",
    "Denies the offence; has not completed a programme.",
    "Complies with requirements; completed a programme.",
)
DISPOSALS = ("conviction",) * 16 + ("caution", "caution", "final_warning", "insanity_finding")


def convictions(
    chance: Random, category: int, born: date, since: date, verifier: str
) -> tuple[ConvictionGiven, ...]:
    """Invent one to four items, the first of them what made the person eligible."""
    count = 1 + int(chance.random() ** 2 * 4)
    return tuple(_item(chance, number, category, born, since, verifier) for number in range(1, count + 1))


def _item(
    chance: Random, number: int, category: int, born: date, since: date, verifier: str
) -> ConvictionGiven:
    offence, schedule_34a = pick(chance, SEXUAL if category == 1 else VIOLENT)
    disposal = pick(chance, DISPOSALS)
    foreign = happens(chance, 3)
    latest = since - timedelta(days=5)
    span = max(1, (latest - born).days - 365 * 12)
    on = latest if number == 1 else latest - timedelta(days=int(chance.random() * span))
    verified = happens(chance, 80)
    return ConvictionGiven(
        item=str(number),
        offence=offence,
        schedule_34a=schedule_34a,
        disposal=disposal,
        convicted_on=on,
        court=_court(chance, disposal, foreign=foreign),
        spent=(since - on).days > 3650 if happens(chance, 70) else None,
        foreign=foreign,
        foreign_equivalent_opinion=True if foreign and happens(chance, 60) else None,
        source="PNC",
        owner_agency="police",
        verified_on=since if verified else None,
        verified_by=verifier if verified else None,
        assessment=pick(chance, OPINIONS) if happens(chance, 40) else None,
    )


def _court(chance: Random, disposal: str, *, foreign: bool) -> str | None:
    if foreign:
        return pick(chance, ABROAD)
    return None if disposal in ("caution", "final_warning") else pick(chance, COURTS)
