"""Are people found whose names break other programs? Each stands among a few hundred others."""

from collections.abc import Iterator
from datetime import date

import pytest

from flows.matching.nearest import Band
from flows.matching.person import Nominal, Place, Someone, from_name
from flows.matching.register import Register

BORN = date(1971, 3, 9)
HOME = Place(("4 Specimen Row", "Westexample"), "ZZ4 1AA")


def _on_register(forenames: str, surname: str, *others: str) -> Someone:
    return Someone(forenames, surname, others, date_of_birth=BORN, sex="male", places=(HOME,))


PEOPLE = {
    "X-WELSH": _on_register("Siân", "Ŵyn"),
    "X-IRISH": _on_register("Conor", "O'Neill"),
    "X-SCOTTISH": _on_register("Ewan", "MacDonald"),
    "X-VIETNAMESE": _on_register("Thị Lan", "Nguyễn"),
    "X-MUHAMMAD": _on_register("Muhammad", "Iqbal"),
    "X-DOUBLE": _on_register("Rupert", "Fortescue-Pembury"),
    "X-SINGLE": _on_register("", "Suharto"),
    "X-CYRILLIC": _on_register("Арина", "Котова"),
    "X-TURNED": _on_register("Lawrence", "Gilbert"),
    "X-INITIALS": _on_register("Quentin Rufus", "Hathersmith"),
    "X-ALIAS": _on_register("Barnaby", "Thornwick", "Baz", "Kenneth Ashcombe"),
    "X-CHINESE": _on_register("小明", "王"),
}
ASKED = [
    ("X-WELSH", "Sian", "Wyn"),
    ("X-IRISH", "Conor", "O Neill"),
    ("X-IRISH", "Conor", "ONeill"),
    ("X-IRISH", "Conor", "O’Neill"),
    ("X-SCOTTISH", "Ewan", "McDonald"),
    ("X-SCOTTISH", "Euan", "Mac Donald"),
    ("X-VIETNAMESE", "Thi Lan", "Nguyen"),
    ("X-VIETNAMESE", "Nguyen Thi", "Lan"),
    ("X-VIETNAMESE", "Lan", "Nguyen"),
    ("X-MUHAMMAD", "Mohammed", "Iqbal"),
    ("X-MUHAMMAD", "Mohammad", "Iqbal"),
    ("X-MUHAMMAD", "Mohamed", "Iqbal"),
    ("X-MUHAMMAD", "Muhammed", "Iqbal"),
    ("X-MUHAMMAD", "Mohd", "Iqbal"),
    ("X-MUHAMMAD", "Mehmet", "Iqbal"),
    ("X-DOUBLE", "Rupert", "Pembury"),
    ("X-DOUBLE", "Rupert", "Fortescue"),
    ("X-DOUBLE", "Rupert", "Fortescue Pembury"),
    ("X-SINGLE", "", "Suharto"),
    ("X-SINGLE", "Suharto", ""),
    ("X-CYRILLIC", "Arina", "Kotova"),
    ("X-TURNED", "Gilbert", "Lawrence"),
    ("X-INITIALS", "Q R", "Hathersmith"),
    ("X-INITIALS", "Rufus", "Hathersmith"),
    ("X-ALIAS", "Baz", "Thornwick"),
    ("X-ALIAS", "Ken", "Ashcombe"),
    ("X-CHINESE", "小明", "王"),
]


@pytest.fixture(scope="module")
def register() -> Iterator[Register]:
    others = [
        Nominal(
            f"S-{n:04}",
            Someone(first, last, date_of_birth=date(1950 + n % 50, 1 + n % 12, 1 + n % 28), sex="male"),
        )
        for n, (first, last) in enumerate((f, s) for f in FORENAMES for s in SURNAMES)
    ]
    made = Register([*others, *(Nominal(key, who) for key, who in PEOPLE.items())])
    yield made
    made.close()


FORENAMES = [
    "Mark",
    "Nigel",
    "Oswald",
    "Peter",
    "Ian",
    "Sam",
    "Tariq",
    "Uwe",
    "Victor",
    "Wei",
    "Ahmed",
    "Ewan",
    "Conor",
    "Rupert",
    "Larry",
    "Gil",
]
SURNAMES = [
    "Neil",
    "Donald",
    "Nunn",
    "Ackers",
    "Pem",
    "Forte",
    "Gilbey",
    "Laurens",
    "Ashton",
    "Thorne",
    "Smyth",
    "Brown",
    "Kotecha",
    "Lang",
    "Win",
    "Harto",
]


@pytest.mark.parametrize(("key", "forenames", "surname"), ASKED, ids=[f"{k} as {f} {s}" for k, f, s in ASKED])
def test_a_name_typed_otherwise_still_finds_its_person(
    register: Register, key: str, forenames: str, surname: str
) -> None:
    by_name = register.nearest(Someone(forenames, surname))
    assert key in [candidate.key for candidate in by_name.candidates[:3]]
    with_more = register.nearest(Someone(forenames, surname, date_of_birth=BORN, places=(HOME,)))
    assert with_more.candidates[0].key == key


def test_twins_are_both_shown_and_the_machine_settles_neither() -> None:
    twins = [
        Nominal(f"T-{first}", Someone(first, "Twinham", date_of_birth=BORN, sex="male", places=(HOME,)))
        for first in ("Aaron", "Bruno")
    ]
    register = Register(twins)
    named = register.nearest(Someone("Bruno", "Twinham", date_of_birth=BORN, places=(HOME,))).candidates
    assert [candidate.key for candidate in named] == ["T-Bruno", "T-Aaron"]
    assert named[0].band is Band.STRONG
    # The forename tells them apart, so that the other is never headed probable.
    assert named[1].band is Band.POSSIBLE
    assert "another forename" in named[1].against
    unnamed = register.nearest(Someone("", "Twinham", date_of_birth=BORN, places=(HOME,))).candidates
    assert [candidate.key for candidate in unnamed] == ["T-Aaron", "T-Bruno"]
    assert unnamed[0].weight == unnamed[1].weight
    assert {candidate.band for candidate in unnamed} == {Band.POSSIBLE}


@pytest.mark.parametrize(
    ("typed", "forenames", "surname"),
    [
        ("John Paul Smith", "John Paul", "Smith"),
        ("Smith, John Paul", "John Paul", "Smith"),
        ("Robin van Dyke", "Robin", "van Dyke"),
        ("Maria de la Cruz", "Maria", "de la Cruz"),
        ("Van Dyke", "Van", "Dyke"),
        ("Suharto", "", "Suharto"),
        ("  ", "", ""),
    ],
)
def test_a_name_on_one_line_is_parted(typed: str, forenames: str, surname: str) -> None:
    assert from_name(typed) == (forenames, surname)
