"""Where do invented people live? In towns and streets nobody has, at postcodes nobody was given."""

from random import Random

from flows.sample.names import pick

UNITS = ("western", "northern", "eastern")
TOWNS = {
    "western": ("Westexample", "Port Sample", "Placeholder Regis", "Little Testing"),
    "northern": ("Northexample", "Fictionborough", "Specimen Bridge", "Upper Mocking"),
    "eastern": ("Eastexample", "Notional Heath", "Draftwater", "Demo Cross"),
}
STREETS = (
    "Specimen", "Placeholder", "Dummy", "Example", "Invented", "Imaginary", "Notional", "Trial", "Sample",
    "Fable", "Pretend", "Figment",
)  # fmt: skip
KINDS = ("Street", "Road", "Close", "Avenue", "Row", "Gardens", "Lane", "Court")
INWARD = "ABDEFGHJLNPQRSTUWXYZ"
DISTRICT = {"western": 1, "northern": 2, "eastern": 3}


def postcode(chance: Random, unit: str) -> str:
    """Invent a well-formed postcode in ZZ, an area that has never been allocated."""
    district = DISTRICT[unit] + 3 * int(chance.random() * 20)
    return f"ZZ{district} {1 + int(chance.random() * 9)}{pick(chance, INWARD)}{pick(chance, INWARD)}"


def address(chance: Random, unit: str) -> tuple[tuple[str, ...], str]:
    """Invent address lines and a postcode."""
    street = f"{1 + int(chance.random() * 180)} {pick(chance, STREETS)} {pick(chance, KINDS)}"
    flat = (f"Flat {1 + int(chance.random() * 12)}",) if chance.random() < 0.25 else ()
    return (*flat, street, pick(chance, TOWNS[unit])), postcode(chance, unit)
