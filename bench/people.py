"""Who is on a made-up UK register? Any number of people, the same for the same seed; bench and tests share them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from bench import uk_names
from flows.matching.names import plain
from flows.matching.person import Nominal, Place, Someone

AS_OF = date(2026, 11, 24)
STREETS = (
    "Mill Church Station Park Victoria Albert Queen King Chapel Manor High Green School North South West Grange Windsor "
    "Alexandra Richmond Springfield York Stanley Highfield Grove Meadow Orchard Beech Oak Elm Ash Cedar Willow Poplar "
    "Hawthorn Holly Laburnum Rowan Sycamore Bridge Canal River Spring Well Hill Moor Heath Common Field Farm Barn Forge "
    "Tannery Quarry Foundry Market Castle Abbey Priory Vicarage Rectory Nelson Wellington Trafalgar Waterloo Lincoln"
)
KINDS = ("Street", "Road", "Avenue", "Lane", "Close", "Drive", "Crescent", "Court", "Terrace", "Gardens")
TOWN_ENDS = ("", " Heath", " Green", " Cross", " Bridge")
INWARD = "ABDEFGHJLNPQRSTUWXYZ"
DISTRICTS = 60


def register(count: int, seed: int) -> list[Nominal]:
    """This many nominals, nearly all men of 18 to 85 years, at postcodes in ZZ that nobody has."""
    chance = Random(f"register {seed}")
    return [Nominal(f"S-{number:06}", person(chance)) for number in range(1, count + 1)]


def person(chance: Random) -> Someone:
    """Somebody as a register has them: full names, aliases of one in four, addresses now and before."""
    of, female = uk_names.background(chance), chance.random() < 0.03
    names = [uk_names.forename(chance, of, female)]
    while len(names) < 3 and chance.random() < (0.6, 0.15)[len(names) - 1]:
        names.append(uk_names.forename(chance, of, female))
    who = Someone(
        forenames=" ".join(dict.fromkeys(names)),
        surname=uk_names.surname(chance, of),
        date_of_birth=born(chance),
        sex="female" if female else "male",
        places=tuple(places(chance)),
    )
    return replace(who, other_names=tuple(other_names(chance, who, of)))


def born(chance: Random) -> date:
    """Between 18 and 85 years ago, most in the middle."""
    years = 18 + 67 * (chance.random() + chance.random()) / 2
    return AS_OF - timedelta(days=int(years * 365.25))


def places(chance: Random) -> Iterator[Place]:
    """Where they live, and up to two places they lived before."""
    yield place(chance)
    for _ in range(2):
        if chance.random() < 0.35:
            yield replace(place(chance), current=False)


def place(chance: Random) -> Place:
    """An address that isn't one; districts nearer to the middle have more people."""
    district = 1 + int(DISTRICTS * chance.random() ** 1.5)
    postcode = f"ZZ{district} {chance.randint(1, 9)}{chance.choice(INWARD)}{chance.choice(INWARD)}"
    street = (
        f"{1 + int(180 * chance.random() ** 1.5)} {chance.choice(STREETS.split())} {chance.choice(KINDS)}"
    )
    return Place((street, town(district)), postcode)


def town(district: int) -> str:
    words = uk_names.BEGINNINGS.split()
    return f"{words[district * 7 % len(words)]}ton{TOWN_ENDS[district % len(TOWN_ENDS)]}"


def other_names(chance: Random, who: Someone, of: str) -> Iterator[str]:
    """A short form, a former surname, or another name altogether."""
    first = who.forenames.split()[0]
    if chance.random() < 0.12:
        yield f"{short_form(chance, first)} {who.surname}"
    if chance.random() < 0.08:
        yield f"{first} {uk_names.surname(chance, of)}"
    if chance.random() < 0.05:
        yield f"{uk_names.forename(chance, of)} {uk_names.surname(chance, of)}"


def short_form(chance: Random, forename: str) -> str:
    """What else people call somebody of this name; the name itself where nothing is known."""
    known = ENGLISH_SHORT.get(plain(forename), ())
    return chance.choice(known) if known else forename


# Written apart from flows/matching/short_forms.yaml, so that the matcher is not asked only what it has on file:
# one in six is not there.
ENGLISH_SHORT: dict[str, tuple[str, ...]] = {
    "david": ("Dave", "Davey", "Davo"), "john": ("Jack", "Johnny", "Jonno"), "paul": ("Pauly",),
    "andrew": ("Andy", "Drew"), "james": ("Jim", "Jimmy", "Jamie", "Jimbo"), "michael": ("Mick", "Mike", "Micky"),
    "stephen": ("Steve", "Ste", "Stevie"), "robert": ("Bob", "Rob", "Bobby", "Robbo"), "richard": ("Rick", "Dick"),
    "christopher": ("Chris", "Kit", "Topher"), "peter": ("Pete", "Petey"), "daniel": ("Dan", "Danny"),
    "matthew": ("Matt", "Matty"), "thomas": ("Tom", "Tommy"), "anthony": ("Tony", "Ant", "Tone"),
    "william": ("Bill", "Billy", "Will", "Liam"), "simon": ("Si",), "steven": ("Steve", "Stevo"), "gary": ("Gaz", "Gazza"),
    "martin": ("Marty", "Mart"), "darren": ("Daz", "Dazza"), "jonathan": ("Jon", "Jonny"), "philip": ("Phil", "Pip"),
    "benjamin": ("Ben", "Benny"), "nicholas": ("Nick", "Nicky"), "joseph": ("Joe", "Joey"), "kenneth": ("Ken", "Kenny"),
    "edward": ("Ed", "Ted", "Eddie", "Ned"), "barry": ("Baz", "Bazza"), "alexander": ("Alex", "Sandy", "Xander"),
    "samuel": ("Sam", "Sammy"), "terence": ("Terry", "Tel"), "joshua": ("Josh",), "timothy": ("Tim",),
    "patrick": ("Paddy", "Pat"), "gareth": ("Gaz", "Gary"), "geoffrey": ("Geoff",), "leslie": ("Les",),
    "ronald": ("Ron", "Ronnie"), "donald": ("Don",), "frederick": ("Fred", "Freddie"), "charles": ("Charlie", "Chas"),
    "henry": ("Harry",), "gregory": ("Greg",), "vincent": ("Vince",), "muhammad": ("Mohammed", "Mo", "Mohd"),
    "mohammed": ("Muhammad", "Mohamed", "Mo"), "mohammad": ("Mohamad", "Muhammed"), "krzysztof": ("Chris", "Kris"),
    "piotr": ("Peter", "Pete"), "tomasz": ("Tom", "Tomek"), "andrzej": ("Andrew", "Andy"), "oluwaseun": ("Seun",),
}  # fmt: skip
