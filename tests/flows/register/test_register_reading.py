"""Is everything wrong with an extract said, at once, and without saying who is in it?"""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.register.giving import as_csv, as_jsonl
from flows.register.people import Nominal
from flows.register.reading import Extract

DOCS = Path(__file__).parents[3] / "docs" / "register-format.md"
Person = Callable[..., Nominal]
Read = Callable[..., Extract]


def example(language: str) -> str:
    """Give the example in that language in docs/register-format.md."""
    found = re.search(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    assert found
    return found.group(1)


@pytest.mark.parametrize(("language", "format_"), [("csv", "csv"), ("json", "jsonl")])
def test_the_documented_examples_are_sound(language: str, format_: str, read: Read) -> None:
    extract = read(example(language), format_)
    assert extract.faults == []
    found = extract.people["S-9001"]
    assert (found.surname, found.date_of_birth, found.addresses[0].postcode) == (
        "Testerby",
        date(1970, 1, 31),
        "ZZ2 1AB",
    )
    assert found.convictions[0].schedule_34a is True


def test_every_column_stands_in_the_documentation() -> None:
    from flows.register.columns import GROUPS, SUBJECT

    text = DOCS.read_text(encoding="utf-8")
    names = [column.name for column in (*SUBJECT, *(c for group in GROUPS for c in group.columns))]
    assert [name for name in names if f"`{name}`" not in text] == []


CELLS = {
    "surname is empty": ({"surname": ""}, "surname", "nothing", "letters"),
    "a digit in a name": ({"surname": "Testerby2"}, "surname", "not part of a name", "letters"),
    "a tab in a name": ({"forenames": "Al\tan"}, "forenames", "a control or invisible character", "letters"),
    "a bidi override in a name": ({"forenames": "A\u202elan"}, "forenames", "invisible", "letters"),
    "a space at the end": ({"surname": "Testerby "}, "surname", "a space at the beginning or end", "letters"),
    "a no-break space": (
        {"surname": "Tester\u00a0by"}, "surname", "a space that is not a plain one", "letters",
    ),
    "a name of 101 letters": ({"surname": "T" * 101}, "surname", "101 characters", "up to 100 characters"),
    "a formula as a name": ({"surname": "=cmd|calc"}, "surname", "formula", "letters"),
    "a formula as an address": (
        {"address_1_lines": "@SUM(1)"}, "address_1_lines", "formula", "address lines",
    ),
    "a formula as an offence": (
        {"conviction_1_offence": "+1"}, "conviction_1_offence", "formula", "one line of text",
    ),
    "seven address lines": ({"address_1_lines": "a;b;c;d;e;f;g"}, "address_1_lines", "7 of them", "1 to 6"),
    "a postcode in lower case": (
        {"address_1_postcode": "zz2 1ab"}, "address_1_postcode", "not a postcode", "capitals",
    ),
    "a British date": ({"date_of_birth": "31/01/1970"}, "date_of_birth", "a date with slashes", "YYYY-MM-DD"),
    "the 30th of February": (
        {"date_of_birth": "1970-02-30"}, "date_of_birth", "no calendar has", "YYYY-MM-DD",
    ),
    "born tomorrow": ({"date_of_birth": "2026-11-25"}, "date_of_birth", "a day to come", "a day up to today"),
    "born in 1899": ({"date_of_birth": "1899-12-31"}, "date_of_birth", "a day before 1900", "YYYY-MM-DD"),
    "category 5": ({"category": "5"}, "category", "“5”", "a whole number from 1 to 4"),
    "level 02": ({"level": "02"}, "level", "“02”", "a whole number from 1 to 3"),
    "rosh in lower case": ({"rosh": "high"}, "rosh", "other capitals", "Low or Medium or High or Very High"),
    "Yes for true": ({"managed": "Yes"}, "managed", "3 characters of text", "true or false"),
    "an agency nobody knows": (
        {"lead_agency": "navy"}, "lead_agency", "not in the record", "police or probation",
    ),
    "a unit nobody knows": (
        {"unit": "southern"}, "unit", "not in the record", "eastern or northern or western",
    ),
    "a reference with a space": (
        {"register_reference": "S 1"}, "register_reference", "3 characters", "letters",
    ),
    "no age at all": ({"date_of_birth": ""}, "date_of_birth", "no date of birth", "approximate_age"),
    "two ages": (
        {"approximate_age": "50", "age_as_of": "2026-01-01"},
        "approximate_age", "a date of birth and", "alone",
    ),
    "managed elsewhere, not managed": (
        {"managed": "false", "managed_by_area": "Otherexampleshire"},
        "managed_by_area", "somebody not managed", "nothing",
    ),
    "managed before birth": (
        {"managed_since": "1960-01-01"}, "managed_since", "before the date of birth", "later",
    ),
    "an accent alone": ({"surname": "\u0301e"}, "surname", "an accent with no letter", "letters"),
    "a name without a letter": ({"surname": "'"}, "surname", "no letter", "letters"),
    "managed since nobody knows": (
        {"managed_since": ""}, "managed_since", "nothing", "everybody who is managed",
    ),
    "category 3 at Level 1": ({"category": "3", "level": "1"}, "level", "Level 1 in category 3", "2 or 3"),
    "left before coming": (
        {"address_1_to_on": "2022-04-01"}, "address_1_to_on", "a day before from_on", "later day",
    ),
    "verified by nobody": (
        {"conviction_1_verified_on": "2026-01-01"},
        "conviction_1_verified_by", "only one", "both, or neither",
    ),
    "convicted before birth": (
        {"conviction_1_convicted_on": "1960-01-01"}, "conviction_1_convicted_on", "before the date of birth",
        "later",
    ),
    "an opinion on what is not foreign": (
        {"conviction_1_foreign_equivalent_opinion": "true"}, "conviction_1_foreign_equivalent_opinion",
        "not foreign", "nothing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CELLS.values(), ids=CELLS.keys())
def test_a_wrong_cell_is_one_fault_with_line_column_shape_and_rule(
    case: tuple[dict[str, str], str, str, str], person: Person, read: Read
) -> None:
    changes, column, found, allowed = case
    extract = read(changed(as_csv([person(1), person(2)]), 1, changes))
    assert [(fault.line, fault.column) for fault in extract.faults] == [(3, column)]
    assert found in extract.faults[0].found
    assert allowed in extract.faults[0].allowed
    assert "Testerby" not in str(extract.faults[0])


def changed(text: str, row: int, changes: dict[str, str]) -> str:
    """Change cells of one row of a CSV text; a column not there yet is added."""
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    rows[row].update(changes)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys([*rows[0], *changes])), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_all_faults_come_at_once(person: Person, read: Read) -> None:
    text = as_csv([person(number) for number in range(1, 5)])
    for row, changes in enumerate(({"level": "9", "rosh": "?"}, {"unit": "x"}, {"date_of_birth": "1.2.70"})):
        text = changed(text, row, changes)
    extract = read(text)
    assert [(fault.line, fault.column) for fault in extract.faults] == [
        (2, "level"),
        (2, "rosh"),
        (3, "unit"),
        (4, "date_of_birth"),
    ]
    assert not extract.sound


def test_a_person_twice_names_the_first_line(person: Person, read: Read) -> None:
    extract = read(as_csv([person(1), person(2), person(1)]))
    assert [str(fault) for fault in extract.faults] == [
        "line 4, register_reference: found the reference of line 2 again; allowed: each person once"
    ]


FILES = {
    "nothing at all": (b"", 1, "nothing"),
    "only a header": (b"HEADER\n", 1, "nobody"),
    "UTF-16": ("HEADER\nROW\n".encode("utf-16"), 1, "UTF-16"),
    "Latin-1": (b"HEADER\nROW\n\xe9\n", 3, "bytes that are not UTF-8"),
    "a NUL": (b"HEADER\nROW\nR\x00W\n", 3, "a NUL byte"),
    "semicolons": (b"register_reference;surname\n", 1, "cells separated by semicolons"),
    "an empty line": (b"HEADER\n\nROW\n", 2, "an empty line"),
    "a cell too many": (b"HEADER\nROW,x\n", 2, "cells"),
    "a quotation mark left open": (b'HEADER\n"ROW\n', 2, "quotation marks"),
}


@pytest.mark.parametrize("case", FILES.values(), ids=FILES.keys())
def test_a_file_that_is_not_an_extract(case: tuple[bytes, int, str], person: Person, read: Read) -> None:
    content, line, found = case
    header, row = as_csv([person(1)]).splitlines()
    utf16 = found == "UTF-16"
    if not utf16:
        content = content.replace(b"HEADER", header.encode()).replace(b"ROW", row.encode())
    extract = read(content)
    assert not extract.sound
    assert [fault.line for fault in extract.faults] == [line]
    assert found in extract.faults[0].found


def test_a_byte_order_mark_and_windows_line_ends_are_fine(person: Person, read: Read) -> None:
    text = as_csv([person(1)])
    assert "\r\n" in text
    assert read("\ufeff" + text).sound
    assert read(as_jsonl([person(1)]).replace("\n", "\r\n"), "jsonl").sound


def test_unknown_headings_point_to_the_nearest_and_do_not_repeat_themselves(
    person: Person, read: Read
) -> None:
    header, row = as_csv([person(1)]).splitlines()
    extract = read(f"{header.replace('surname', 'surnames')},Testerby\n{row},x\n")
    assert [(fault.column, fault.found) for fault in extract.faults] == [
        ("column 2", "an unknown heading, close to “surname”"),
        ("column 43", "an unknown heading"),
        ("surname", "no such column"),
    ]
    assert "Testerby" not in str(extract.faults)


def test_a_gap_in_numbered_columns_is_a_fault(person: Person, read: Read) -> None:
    text = as_csv([person(1)])
    extract = read(text.replace("address_1_", "address_2_").replace("ZZ2 1AB", "ZZ2 1AB"))
    assert [fault.column for fault in extract.faults] == ["addresses"]


JSON_CASES: dict[str, tuple[Any, str, str]] = {
    "not JSON": ("{'a': 1}", "line", "something that is not JSON"),
    "a list": ("[]", "line", "a list of 0"),
    "too deep": ("[" * 50_000, "line", "something that is not JSON"),
    "an empty line": (" ", "line", "an empty line"),
    "a line without end": ('"' + "x" * 1_000_000 + '"', "line", "a line of 1000002 characters"),
    "a semicolon in an address": (
        {"addresses": [{"lines": ["1 Row; Town"]}]},
        "addresses[1].lines",
        "a semicolon within a line",
    ),
    "an address of no lines": ({"addresses": [{"lines": []}]}, "addresses[1].lines", "a list of 0"),
    "NaN": ('{"level": NaN}', "line", "NaN"),
    "a key twice": ('{"level": 1, "level": 2}', "line", "the same key twice"),
    "a flag as text": ({"managed": "true"}, "managed", "4 characters of text"),
    "a number as text": ({"level": "2"}, "level", "“2”"),
    "a flag as a number": ({"level": True}, "level", "true or false"),
    "a fraction": ({"level": 2.0}, "level", "a number"),
    "empty text": ({"surname": ""}, "surname", "empty text"),
    "a lone surrogate": ({"surname": "\ud800"}, "surname", "invisible"),
    "names in one text": ({"aliases": "Bud Testerby"}, "aliases", "12 characters of text"),
    "the same alias twice": ({"aliases": ["Bud", "Bud"]}, "aliases", "the same name twice"),
    "an unknown key": ({"surnames": "x"}, "key", "an unknown key, close to “surname”"),
    "orders that are no list": ({"orders": {"kind": "SHPO"}}, "orders", "an object"),
    "an order that is text": ({"orders": ["SHPO"]}, "orders[1]", "4 characters of text"),
    "an order of an unknown kind": (
        {"orders": [{"kind": "X", "text": "y"}]},
        "orders[1].kind",
        "1 character",
    ),
    "51 convictions": ({"convictions": [{}] * 51}, "convictions", "a list of 51"),
}


@pytest.mark.parametrize("case", JSON_CASES.values(), ids=JSON_CASES.keys())
def test_a_wrong_json_line_is_one_fault(case: tuple[Any, str, str], person: Person, read: Read) -> None:
    given, column, found = case
    line = given if isinstance(given, str) else json.dumps(json.loads(as_jsonl([person(2)])) | given)
    extract = read(as_jsonl([person(1)]) + line + "\n", "jsonl")
    assert [(fault.line, fault.column) for fault in extract.faults] == [(2, column)]
    assert found in extract.faults[0].found
    assert "Testerby" not in str(extract.faults)


def test_an_item_number_twice_is_a_fault(person: Person, read: Read) -> None:
    twice = person(1).convictions * 2
    extract = read(as_jsonl([person(1, convictions=twice)]), "jsonl")
    assert [(fault.column, fault.found) for fault in extract.faults] == [
        ("convictions[2].item", "an item number used twice")
    ]


def test_too_many_people_and_too_many_bytes(
    person: Person, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [person(number) for number in range(1, 5)]
    for module in ("csv_rows", "jsonl_rows"):
        monkeypatch.setattr(f"flows.register.{module}.MOST_ROWS", 3)
    assert [fault.found for fault in read(as_csv(people)).faults] == ["more than 3 people"]
    assert [fault.found for fault in read(as_jsonl(people), "jsonl").faults] == ["more than 3 people"]
    monkeypatch.setattr("flows.register.reading.MOST_BYTES", 100)
    assert "bytes" in read(as_csv(people)).faults[0].found


def test_only_the_first_five_hundred_faults_are_kept_and_all_are_counted(person: Person, read: Read) -> None:
    text = as_csv([person(number, level=9, category=9) for number in range(1, 301)])
    extract = read(text)
    assert (len(extract.faults), extract.fault_count) == (500, 600)


def test_names_of_every_script_come_through(person: Person, read: Read) -> None:
    people = [
        person(1, surname="O'Sampla", forenames="Seán"),
        person(2, surname="Nguyễn-Ví-Dụ", forenames="Đức"),
        person(3, surname="例子", forenames="伟"),
        person(4, surname="ap Ffuglen", forenames="Llŷr", aliases=("مثال", "St. Example")),
    ]
    for written, format_ in ((as_csv(people), "csv"), (as_jsonl(people), "jsonl")):
        assert list(read(written, format_).people.values()) == people


def test_decomposed_accents_become_one_form(person: Person, read: Read) -> None:
    extract = read(as_csv([person(1, surname="Ze\u0301testerby")]))
    assert extract.people["S-9001"].surname == "Z\u00e9testerby"
