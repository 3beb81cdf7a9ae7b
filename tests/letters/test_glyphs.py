"""Is the list of printable characters the fonts' own, and are the fonts shipped with their licence?"""

from letters.glyphs import FONTS, LIST, as_ranges, in_fonts, missing, printable


def test_the_list_is_what_both_fonts_have() -> None:
    assert LIST.read_text(encoding="ascii") == as_ranges(in_fonts())
    assert printable() == in_fonts()


def test_names_from_wales_vietnam_and_russia_can_be_printed_and_a_blank_is_named() -> None:
    assert missing("Siân Ŵyn Nguyễn Thị Арина Ζωή Łukasz Şeyma Ñandú") == []
    assert missing("漢a漢字") == ["U+6F22", "U+5B57"]


def test_the_fonts_come_with_their_licence() -> None:
    assert {path.name for path in FONTS.glob("*.ttf")} == {"NotoSans-Bold.ttf", "NotoSans-Regular.ttf"}
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
