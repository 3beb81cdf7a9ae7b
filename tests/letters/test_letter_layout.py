"""Is the ink where the printer's checks allow it, and is nothing cut off? Measured on the page's picture."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from PIL import Image, ImageDraw

from letters.catalogue import CATALOGUE, Delivery
from letters.letter import Letter
from models.errors import CannotDo

Made = Callable[..., Letter]
Drawn = Callable[[bytes, int], Image.Image]
Pages = Callable[[bytes], list[str]]

# mm from the top left: GOV.UK Notify's places on page 1, and the one on the others.
ZONES = {
    "sender": (15, 5, 125, 30), "contact": (125, 5, 195, 95), "address": (24.6, 39.5, 120, 66.3),
    "body": (15, 95, 195, 292),
}  # fmt: skip
LATER = {"body": (15, 5, 195, 292)}
POSTED = [kind.name for kind in CATALOGUE.values() if kind.delivery is Delivery.POST]

ADDRESSES: dict[str, dict[str, Any]] = {
    "the fewest lines": {"envelope_name": "A B", "lines": ["1 Road", "ZZ1 1AA"]},
    "seven lines with accents": {
        "envelope_name": "Nguyễn Thị Ếpsilon Ŵgjpqy",
        "lines": ["Ếg Ǻ House", "Ŵgjp Ẩ", "Ễy Lane", "Ĝ", "Exampleton gjpqy", "ZZ99 9ZZ"],
    },
    "wide letters that wrap": {
        "envelope_name": "WWWWWWWWWW WWWWWWWWWW WWWWWWWWWW MM",
        "lines": ["WWWWWWWWWWWWWWWWWWWWWWWWWWWW", "Exampleton", "ZZ1 1AA"],
    },
    "a line that counts as two": {"envelope_name": "A B", "lines": ["x " * 29 + "x", "Town", "ZZ1 1AA"]},
}


def dirty(image: Image.Image, zones: Mapping[str, tuple[float, ...]]) -> tuple[int, int, int, int] | None:
    """Give the box of whatever is not pure white outside the zones; None where all of it is."""
    scale = image.width / 210
    blanked = image.copy()
    pen = ImageDraw.Draw(blanked)
    for box in zones.values():
        pen.rectangle([round(edge * scale) for edge in box], fill=255)
    return blanked.point(lambda grey: 255 if grey < 255 else 0).getbbox()


def inked(image: Image.Image, box: tuple[float, ...]) -> bool:
    scale = image.width / 210
    low, _ = image.crop(tuple(round(edge * scale) for edge in box)).getextrema()  # type: ignore[arg-type]
    return float(low) < 128  # type: ignore[arg-type]


@pytest.mark.parametrize("large_print", [False, True], ids=["normal", "large print"])
@pytest.mark.parametrize("name", POSTED)
def test_page_one_is_pure_white_outside_the_four_places(
    name: str, large_print: bool, make: Made, picture: Drawn
) -> None:
    letter = make(name, large_print=large_print)
    first = picture(letter.pdf, 0)
    assert dirty(first, ZONES) is None
    assert all(inked(first, box) for box in ZONES.values())
    for number in range(1, letter.pages):
        assert dirty(picture(letter.pdf, number), LATER) is None


@pytest.mark.parametrize("large_print", [False, True], ids=["normal", "large print"])
@pytest.mark.parametrize("case", ADDRESSES)
def test_every_address_stays_in_the_window(
    case: str, large_print: bool, make: Made, picture: Drawn, pages: Pages
) -> None:
    letter = make("outcome_appointment", large_print=large_print, address=ADDRESSES[case])
    assert dirty(picture(letter.pdf, 0), ZONES) is None
    assert ADDRESSES[case]["lines"][-1] in pages(letter.pdf)[0]


@pytest.mark.parametrize("large_print", [False, True], ids=["normal", "large print"])
def test_long_names_and_long_contact_details_stay_in_their_places(
    large_print: bool, make: Made, picture: Drawn, fields_of: Callable[..., Any]
) -> None:
    unit = fields_of("outcome_appointment")["unit"] | {
        "name": "Northern Basic Command Unit Public Protection and Safeguarding Children Department",
        "email": "northern.public.protection.and.safeguarding.children@department.example.org",
        "hours": "Monday to Friday 8am to 6pm, Saturday 9am to 1pm, closed on bank holidays and Sundays",
    }
    letter = make("outcome_appointment", large_print=large_print, unit=unit, recipient="Ŵ" * 200)
    assert dirty(picture(letter.pdf, 0), ZONES) is None


def test_what_fits_no_size_is_refused_and_never_cut(make: Made, fields_of: Callable[..., Any]) -> None:
    unit = fields_of("outcome_appointment")["unit"] | {"address": ["Wide words here " * 7] * 6}
    with pytest.raises(CannotDo, match="the contact block is too long for its place") as refused:
        make("outcome_appointment", unit=unit | {"hours": "Wide words here " * 7})
    assert "Wide" not in str(refused.value)


@pytest.mark.parametrize("name", CATALOGUE)
def test_marking_page_number_and_checkpoint_stand_on_every_page(name: str, make: Made, pages: Pages) -> None:
    letter = make(name)
    shown = pages(letter.pdf)
    for number, text in enumerate(shown, start=1):
        assert "OFFICIAL-SENSITIVE" in text
        assert f"Page {number} of {len(shown)}" in text
        assert "Record 1234, 0123456789abcdef" in text
        assert "C-2026-00042" in text


def test_the_marking_is_not_in_the_address_window(make: Made, picture: Drawn) -> None:
    address = {"envelope_name": "A", "lines": ["B", "ZZ1 1AA"]}
    image = picture(make("outcome_appointment", address=address).pdf, 0)
    assert not inked(image, (24.6, 56, 120, 66.3))


def test_other_ink_keeps_three_millimetres_from_the_address(make: Made, picture: Drawn) -> None:
    image = picture(make("outcome_appointment", large_print=True).pdf, 0)
    assert not inked(image, (21.6, 31, 24.4, 69.3))
    assert not inked(image, (24.6, 66.4, 120, 69.3))
    assert not inked(image, (21.6, 31, 120, 39.4))


def test_large_print_is_one_and_a_half_times_as_large(make: Made) -> None:
    # 18 point against 12: fewer words to a page, and the words are the same.
    normal, large = make("third_party_outcome"), make("third_party_outcome", large_print=True)
    assert large.html == normal.html
    assert large.pdf != normal.pdf


def test_a_signature_never_stands_alone_on_a_page(make: Made, pages: Pages) -> None:
    for name in POSTED:
        for large_print in (False, True):
            last = pages(make(name, large_print=large_print).pdf)[-1]
            before = last.split("Yours sincerely")[0].split("24 November 2026")[-1]
            assert len(before) > 20, name
