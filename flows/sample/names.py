"""What are invented people called? Surnames that say "example" or "invented" in many of the UK's languages.

Anybody who reads one of those languages sees that the person is made up; everybody sees names in all the
shapes a register must hold: apostrophes, hyphens, accents, particles, several words.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from models.fields import nfc

T = TypeVar("T")

STEMS = (
    "Tester", "Fiction", "Sample", "Placehold", "Example", "Notion", "Demo", "Figment", "Pretend",
    "Specimen", "Proto", "Imagin", "Fable", "Conject", "Suppos", "Hypoth", "Simul", "Rehears", "Invent",
)  # fmt: skip
ENDINGS = ("by", "ham", "wick", "ton", "ley", "worth", "shaw", "thorpe", "field", "combe", "stead", "hurst")
ENGLISH = tuple(stem + ending for stem in STEMS for ending in ENDINGS)
WELSH = ("ap Ffuglen", "Enghraifft", "ap Dychmyg", "Ffugiol", "Samplwyn", "ab Esiampl", "Dychmygwyn")
IRISH = ("O'Sampla", "Mac Samplach", "Ó Fabhalscéil", "Ní Shamhlaíoch", "O'Ficsean", "Mac Bréagáin")
SCOTTISH = ("MacSample", "McFictionan", "MacFhicsean", "McPretendie", "Auchterproof", "Glenspecimen")
SOUTH_ASIAN = (
    "Namunawala", "Udaharani", "Kalpanikar", "Misaalzai", "Udaharanam", "Namunappa", "Kalpitsingh",
    "Farziuddin", "Dristantadas", "Nakalipur",
)  # fmt: skip
POLISH = ("Przykładowski", "Zmyśliński", "Fikcyjny", "Wymyślak", "Niby-Próbkowski", "Udawalska")
VIETNAMESE = ("Nguyễn-Ví-Dụ", "Trần-Giả-Định", "Lê-Thí-Dụ", "Phạm-Hư-Cấu")
CHINESE = ("Lizi", "Xuni", "Jiashe", "Xugou", "Yangben")
NIGERIAN = ("Àpẹẹrẹolá", "Ihenlereanya", "Apeereseun", "Misalibukar", "Alaròsọyẹ")
SOMALI_ARABIC = ("Tusaale", "al-Mithaali", "Khayaali", "Tusaaleyare", "bin Iftiraad")
ROMANIAN = ("Exemplescu", "Închipuitu", "Fictivanu")

FORENAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "english": (
        ("Alan", "Barry", "Colin", "Derek", "Edwin", "Frank", "Gordon", "Howard", "Ivor", "Jack", "Keith",
         "Leroy", "Martin", "Nigel", "Oscar", "Paul", "Quentin", "Roy", "Simon", "Trevor", "Wayne"),
        ("Anne", "Beryl", "Carol", "Diane", "Elaine", "Freda", "Gail", "Heather"),
    ),
    "welsh": (("Aled", "Dafydd", "Emrys", "Gwilym", "Huw", "Llŷr"), ("Carys", "Eleri")),
    "irish": (("Ciarán", "Declan", "Eoin", "Fergal", "Séamus", "Pádraig"), ("Aoife", "Siobhán")),
    "scottish": (("Angus", "Callum", "Fraser", "Hamish", "Ruaridh"), ("Ailsa", "Mhairi")),
    "south_asian": (
        ("Arif", "Dilip", "Gurpreet", "Imran", "Rajesh", "Suresh", "Tariq"), ("Anjali", "Nasreen"),
    ),
    "polish": (("Bogdan", "Grzegorz", "Łukasz", "Stanisław", "Wojciech"), ("Agnieszka", "Małgorzata")),
    "vietnamese": (("Đức", "Hùng", "Văn Minh"), ("Thị Hoa",)),
    "chinese": (("Jun", "Wei", "Xiaoming"), ("Mei",)),
    "nigerian": (("Adébáyọ̀", "Chukwuemeka", "Musa", "Olúwaṣeun"), ("Ngozi",)),
    "somali_arabic": (("Abdirahman", "Hassan", "Yusuf"), ("Fadumo",)),
    "romanian": (("Gheorghe", "Ștefan"), ("Ioana",)),
}  # fmt: skip
SURNAMES = {
    "english": ENGLISH,
    "welsh": WELSH,
    "irish": IRISH,
    "scottish": SCOTTISH,
    "south_asian": SOUTH_ASIAN,
    "polish": POLISH,
    "vietnamese": VIETNAMESE,
    "chinese": CHINESE,
    "nigerian": NIGERIAN,
    "somali_arabic": SOMALI_ARABIC,
    "romanian": ROMANIAN,
}
# Out of a hundred: roughly an English county and its cities.
SHARES = (
    ("english", 66), ("welsh", 7), ("irish", 4), ("scottish", 5), ("south_asian", 7), ("polish", 3),
    ("vietnamese", 1), ("chinese", 1), ("nigerian", 3), ("somali_arabic", 2), ("romanian", 1),
)  # fmt: skip
COMMUNITIES = tuple(name for name, share in SHARES for _ in range(share))


def pick(chance: Random, choices: Sequence[T]) -> T:
    """Choose one by `random()` alone, whose sequence no version of Python changes."""
    return choices[int(chance.random() * len(choices))]


def happens(chance: Random, percent: float) -> bool:
    """Say yes that often."""
    return chance.random() * 100 < percent


def full_name(chance: Random, *, female: bool) -> tuple[str, str]:
    """Invent forenames and a surname that belong together."""
    community = pick(chance, COMMUNITIES)
    men, women = FORENAMES[community]
    forenames = pick(chance, women if female else men)
    if community == "english" and happens(chance, 40):
        forenames += f" {pick(chance, women if female else men)}"
    surname = pick(chance, SURNAMES[community])
    if community == "english" and happens(chance, 5):
        surname += f"-{pick(chance, ENGLISH)}"
    return nfc(forenames), nfc(surname)
