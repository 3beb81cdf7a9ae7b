"""How do people get a person wrong? Three tiers of slips, and people who are not on the register at all.

Each question keeps what its tier says is known, then suffers its number of slips (listed in SLIPS, evenly drawn of
those that can happen to this person):

light     (4 in 10)  one slip. Full name; date of birth known to 9 in 10, else an age; address to 6 in 10.
middling  (4 in 10)  two slips. Date of birth to 5 in 10, an age to 3 more; an address, perhaps a former one, to 6.
heavy     (2 in 10)  three slips. Date of birth to 4 in 10, an age to 5 more; address to 5 in 10, of others the town or
                     the district.

Nobody is asked to find "Dave": the address is forgotten, the forename cut to its initial or the surname another's only
where the date of birth (or, for names, the street) is still known, and who has neither has an age.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bench import uk_names
from bench.febrl import Question
from bench.people import AS_OF, born, person, place, short_form
from flows.matching.names import plain
from flows.matching.person import Nominal, Place, Someone, from_name

Slip = Callable[[Random, Someone], Someone]
NEIGHBOURS = {
    "a": "qsz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
BY_EAR = (
    ("ph", "f"), ("ck", "k"), ("c", "k"), ("y", "i"), ("ie", "y"), ("ee", "ea"), ("ea", "ee"), ("ou", "u"), ("oo", "u"),
    ("ll", "l"), ("tt", "t"), ("nn", "n"), ("ss", "s"), ("s", "z"), ("x", "cks"), ("gh", ""), ("wh", "w"), ("th", "t"),
    ("ai", "ay"), ("ay", "ai"), ("er", "ar"), ("or", "er"), ("e", ""), ("l", "ll"), ("n", "nn"), ("t", "tt"), ("o", "oh"),
)  # fmt: skip


@dataclass(frozen=True)
class Tier:
    """How much is known, as shares, and how many slips."""

    share: float
    slips: int
    date_of_birth: float
    age: float
    address: float
    former: float


TIERS = {
    "light": Tier(0.4, 1, 0.9, 0.1, 0.6, 0.1),
    "middling": Tier(0.4, 2, 0.5, 0.3, 0.6, 0.3),
    "heavy": Tier(0.2, 3, 0.4, 0.5, 0.5, 0.4),
}


def questions(register: list[Nominal], count: int, seed: int) -> list[Question]:
    """Nominals as somebody else names them, in the three tiers."""
    chance = Random(f"questions {seed}")
    asked = []
    for nominal in chance.sample(register, count):
        tier = chance.choices(list(TIERS), [each.share for each in TIERS.values()])[0]
        asked.append(Question(corrupted(chance, nominal.who, TIERS[tier]), nominal.key, tier))
    return asked


def strangers(register: list[Nominal], count: int, seed: int) -> list[Question]:
    """People who are not on it, this many of each kind, asked for as the light and middling tiers are."""
    chance = Random(f"strangers {seed}")
    asked = []
    for kind, make in (("random", _anybody), ("relative", _relative), ("namesake", _namesake)):
        for nominal in chance.sample(register, count):
            tier = TIERS[chance.choice(("light", "middling"))]
            asked.append(Question(corrupted(chance, make(chance, nominal.who), tier), None, kind))
    return asked


def _anybody(chance: Random, _who: Someone) -> Someone:
    return person(chance)


def _relative(chance: Random, who: Someone) -> Someone:
    """Of the same surname, at the same address: a brother or sister, a parent, a grown child."""
    years = chance.choice((1, 2, 3, 4, 6, 9, 22, 26, 31))
    birth = (who.date_of_birth or AS_OF) + timedelta(
        days=int(365.25 * years * chance.choice((-1, 1))) + chance.randint(-150, 150)
    )
    female = chance.random() < 0.5
    first = who.forenames
    while first.split()[0] == who.forenames.split()[0]:
        first = uk_names.forename(chance, "british", female)
    return Someone(
        first, who.surname, date_of_birth=birth, sex="female" if female else "male", places=who.places[:1]
    )


def _namesake(chance: Random, who: Someone) -> Someone:
    """Of the same first forename and surname, born another day, living elsewhere."""
    return Someone(
        who.forenames.split()[0],
        who.surname,
        date_of_birth=born(chance),
        sex=who.sex,
        places=(place(chance),),
    )


def corrupted(chance: Random, who: Someone, tier: Tier) -> Someone:
    """What somebody knows of this person, with their slips."""
    known = _known(chance, who, tier)
    for slip in chance.sample(list(SLIPS), len(SLIPS)):
        if tier.slips == 0:
            break
        changed = SLIPS[slip](chance, known) if slip != "alias" else _alias(chance, known, who)
        if changed != known:
            known, tier = changed, replace(tier, slips=tier.slips - 1)
    return known


def _known(chance: Random, who: Someone, tier: Tier) -> Someone:
    share, age = chance.random(), None
    birth = who.date_of_birth if share < tier.date_of_birth else None
    if not birth and share < tier.date_of_birth + tier.age:
        age = _age(chance, who.date_of_birth or AS_OF)
    at = _places(chance, who, tier)
    if not birth and age is None and (not at or not at[0].lines[0]):
        age = _age(chance, who.date_of_birth or AS_OF)
    return Someone(
        forenames=who.forenames if chance.random() < 0.3 else who.forenames.split()[0],
        surname=who.surname,
        date_of_birth=birth,
        approximate_age=age,
        age_as_of=AS_OF if age is not None else None,
        sex=who.sex if chance.random() < 0.9 else None,
        places=at,
    )


def _age(chance: Random, birth: date) -> int:
    """An age as people guess it: mostly within three years, often a round number."""
    guessed = (AS_OF - birth).days // 365 + round(chance.gauss(0, 2.5))
    return max(16, 5 * round(guessed / 5) if chance.random() < 0.25 else guessed)


def _places(chance: Random, who: Someone, tier: Tier) -> tuple[Place, ...]:
    """An address of theirs with or without its postcode; or only the town or the district."""
    at = chance.choice(who.places) if chance.random() < tier.former else who.places[0]
    share = chance.random()
    if share < tier.address:
        return (replace(at, postcode=at.postcode if chance.random() < 0.7 else None),)
    if share < tier.address + 0.3:
        return (Place(("", at.lines[-1])),)
    if tier.slips == 3:
        return (Place(("", at.lines[-1]), (at.postcode or "").split()[0]),)
    return ()


def _typo(chance: Random, word: str) -> str:
    """A letter dropped, doubled, mistaken for its neighbour, or two in each other's place."""
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    sign = word[at]
    how = chance.randrange(4)
    if how == 0:
        return word[:at] + word[at + 1 :]
    if how == 1:
        return word[:at] + sign + word[at:]
    if how == 2:
        return word[:at] + chance.choice(NEIGHBOURS.get(sign, "e")) + word[at + 1 :]
    return word[: at - 1] + sign + word[at - 1] + word[at + 1 :]


def _heard(chance: Random, word: str) -> str:
    """Spelt as it sounds, in one or two places."""
    low, done = word.lower(), 0
    for before, after in chance.sample(BY_EAR, len(BY_EAR)):
        if before in low[1:] and done < 2 and chance.random() < 0.7:
            low, done = low[0] + low[1:].replace(before, after, 1), done + 1
    return low.title()


def _on_first(change: Callable[[Random, str], str]) -> Slip:
    def slip(chance: Random, who: Someone) -> Someone:
        first, *rest = who.forenames.split() or [""]
        return replace(who, forenames=" ".join([change(chance, first), *rest]))

    return slip


def _on_surname(change: Callable[[Random, str], str]) -> Slip:
    return lambda chance, who: replace(who, surname=change(chance, who.surname))


def _on_birth(change: Callable[[Random, date], date]) -> Slip:
    def slip(chance: Random, who: Someone) -> Someone:
        if not who.date_of_birth:
            return who
        try:
            return replace(who, date_of_birth=change(chance, who.date_of_birth))
        except ValueError:
            return who

    return slip


def _digit(chance: Random, birth: date) -> date:
    digits = list(f"{birth:%d%m%Y}")
    at = chance.choice((0, 1, 3, 6, 7, 7))
    digits[at] = str((int(digits[at]) + chance.choice((1, 9, 3))) % 10)
    return date(int("".join(digits[4:])), int("".join(digits[2:4])), int("".join(digits[:2])))


def _alias(chance: Random, known: Someone, who: Someone) -> Someone:
    if not who.other_names:
        return known
    forenames, surname = from_name(chance.choice(who.other_names))
    return replace(known, forenames=forenames, surname=surname)


def _middle(_chance: Random, who: Someone) -> Someone:
    words = who.forenames.split()
    return replace(who, forenames=words[1]) if len(words) > 1 else who


def _turned(_chance: Random, who: Someone) -> Someone:
    return replace(who, forenames=who.surname, surname=who.forenames.split()[0] if who.forenames else "")


def _if_else_known(slip: Slip) -> Slip:
    """Half a name is asked about only where the date of birth or the street says who is meant."""

    def careful(chance: Random, who: Someone) -> Someone:
        return slip(chance, who) if who.date_of_birth or (who.places and who.places[0].lines[0]) else who

    return careful


def _half(chance: Random, surname: str) -> str:
    return chance.choice(surname.split("-"))


def _street_typo(chance: Random, who: Someone) -> Someone:
    if not who.places or not who.places[0].lines[0]:
        return who
    at = who.places[0]
    number, *words = at.lines[0].split()
    street = " ".join([number, _typo(chance, words[0].lower()).title(), *words[1:]])
    return replace(who, places=(replace(at, lines=(street, *at.lines[1:])),))


def _only_town(_chance: Random, who: Someone) -> Someone:
    if not who.date_of_birth or not who.places:
        return who
    return replace(who, places=(Place(("", who.places[0].lines[-1])),))


SLIPS: dict[str, Slip] = {
    "typo in the forename": _on_first(_typo),
    "typo in the surname": _on_surname(_typo),
    "forename spelt by ear": _on_first(_heard),
    "surname spelt by ear": _on_surname(_heard),
    "short form": _on_first(short_form),
    "accents and apostrophes lost": _on_surname(lambda _chance, name: plain(name).title()),
    "half a double-barrelled surname": _on_surname(_half),
    "alias": lambda _chance, who: who,
    "middle name as the first": _middle,
    "initial only": _if_else_known(_on_first(lambda _chance, name: name[:1])),
    "another surname": _if_else_known(_on_surname(lambda chance, _name: uk_names.surname(chance, "british"))),
    "names turned": _turned,
    "day and month turned": _on_birth(lambda _chance, birth: birth.replace(day=birth.month, month=birth.day)),
    "a digit of the date": _on_birth(_digit),
    "the year a year out": _on_birth(
        lambda chance, birth: birth.replace(year=birth.year + chance.choice((-1, 1)))
    ),
    "another day of the month": _on_birth(lambda chance, birth: birth.replace(day=chance.randint(1, 28))),
    "typo in the street": _street_typo,
    "only the town": _only_town,
    "address unknown": lambda _chance, who: replace(who, places=()) if who.date_of_birth else who,
}
