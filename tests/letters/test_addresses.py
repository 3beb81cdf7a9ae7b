"""Is an address one that the post can read? GOV.UK Notify's rules, every fault at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from letters.addresses import Address, address_obstacles, postcode

LINES = ("12 Larch Grove", "Exampleton", "ZZ1 1AA")


@pytest.mark.parametrize("text", ["ZZ1 1AA", "zz11aa", " zz99 9zz ", "Z1A 1AA", "ZZ1A1AB", "ZZ1\u00a01AA"])
def test_a_well_formed_postcode_is_taken_and_printed_one_way(text: str) -> None:
    found = postcode(text)
    assert found is not None
    assert found == found.upper()
    assert found[-4] == " "


@pytest.mark.parametrize(
    "text", ["", "ZZ1", "ZZ1 1A", "ZZ1 1CI", "ZZZ1 1AA", "1Z1 1AA", "ZZ1 1AA extra", "ZZ1-1AA"]
)
def test_what_is_not_a_postcode_is_refused(text: str) -> None:
    assert postcode(text) is None
    assert "the last line must be a full UK postcode, such as ZZ1 1AA" in address_obstacles(
        "A B", (*LINES[:2], text)
    )


def test_the_window_shows_name_and_lines_with_the_postcode_put_right() -> None:
    address = Address(envelope_name=" Ms  Sian Wyn ", lines=("12 Larch Grove", "Exampleton", "zz11aa"))
    assert address.window == ("Ms Sian Wyn", "12 Larch Grove", "Exampleton", "ZZ1 1AA")


@pytest.mark.parametrize("sign", list('@()=[]"\\/,<>~'))
def test_no_line_starts_with_a_sign_the_post_does_not_take(sign: str) -> None:
    assert address_obstacles("A B", (f"{sign}12 Larch Grove", "ZZ1 1AA")) == [
        "line 2 starts with a sign the post does not take"
    ]


def test_a_name_in_cyrillic_alone_asks_for_an_envelope_name() -> None:
    [fault] = address_obstacles("Арина", LINES)
    assert "needs Latin letters" in fault


@pytest.mark.parametrize("line", ["NFA", "no fixed abode", "No Fixed Address"])
def test_no_fixed_abode_is_no_address_to_post_to(line: str) -> None:
    assert any("hand the letter over" in fault for fault in address_obstacles("A B", (line, "ZZ1 1AA")))


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (("ZZ1 1AA",), "at least 3 lines"),
        (("1 Road", "a", "b", "c", "d", "e", "ZZ1 1AA"), "take 8 lines"),
        (("x " * 29 + "x", "y " * 29 + "y", "z " * 29 + "z", "ZZ1 1AA"), "take 8 lines"),
        (("w" * 31, "Exampleton", "ZZ1 1AA"), "a word longer than 30"),
        (("漢 Road", "Exampleton", "ZZ1 1AA"), r"can't print \(U\+6F22\)"),
        (("улица", "Exampleton", "ZZ1 1AA"), "line 2 needs a Latin letter"),
        (("", "Exampleton", "ZZ1 1AA"), "line 2 is empty"),
        (("1 Road\n2 Road", "Exampleton", "ZZ1 1AA"), "line 2 is more than one line"),
    ],
)  # fmt: skip
def test_what_the_window_does_not_take_is_refused(lines: tuple[str, ...], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Address(envelope_name="Ms A B", lines=lines)


def test_every_fault_comes_at_once() -> None:
    assert len(address_obstacles("Арина", ("@Road", "Nowhere"))) == 3


@given(st.text(max_size=40), st.lists(st.text(max_size=90), max_size=9))
def test_any_text_is_either_taken_whole_or_refused(name: str, lines: list[str]) -> None:
    try:
        address = Address(envelope_name=name, lines=tuple(lines))
    except ValidationError:
        return
    assert 3 <= len(address.window) <= 7
    assert postcode(address.lines[-1]) == address.lines[-1]
    assert all(line == line.strip() and "\n" not in line for line in address.window)
