"""Can a damaged extract slip through? Either it is refused, or what was taken is exactly what was written.

The oracle: what was read, written out again, has the very cells of the damaged file. So nothing was
dropped, guessed, shifted or repaired. And no fault ever repeats a name.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.register.giving import as_csv, as_jsonl
from flows.register.people import AddressGiven, ConvictionGiven, Nominal, OrderGiven
from flows.register.reading import Extract

Person = Callable[..., Nominal]
Read = Callable[..., Extract]
CANARIES = ("Zanaryworth", "Quillemina", "Tweetlebury Mews")
GENTLY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

letters = st.characters(whitelist_categories=("Lu", "Ll", "Lo"))
names = st.text(letters, min_size=1, max_size=30).map(lambda text: unicodedata.normalize("NFC", text))
words = st.text(st.characters(whitelist_categories=("Lu", "Ll", "Nd")), min_size=1, max_size=40).map(
    lambda text: unicodedata.normalize("NFC", text)
)
days = st.dates(date(1991, 1, 1), date(2026, 11, 1))


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


addresses = st.builds(
    AddressGiven,
    lines=st.lists(words, min_size=1, max_size=4).map(tuple),
    postcode=optional(st.just("ZZ9 9ZZ")),
    from_on=optional(st.just(date(2020, 1, 1))),
    to_on=optional(st.dates(date(2020, 1, 1), date(2026, 1, 1))),
)
orders = st.builds(
    OrderGiven, kind=st.sampled_from(["SHPO", "licence"]), text=words, expires_on=optional(days)
)
convictions = st.builds(
    ConvictionGiven,
    item=st.from_regex(r"[A-Za-z0-9]{1,6}", fullmatch=True),
    offence=words,
    disposal=st.sampled_from(["conviction", "caution"]),
    convicted_on=days,
    source=words,
    owner_agency=st.sampled_from(["police", "probation"]),
    foreign=st.booleans(),
    schedule_34a=optional(st.booleans()),
    court=optional(words),
    spent=optional(st.booleans()),
    assessment=optional(words),
)


@st.composite
def nominals(draw: st.DrawFn) -> Nominal:
    """Anybody a register could hold."""
    managed = draw(st.booleans())
    about = draw(st.booleans())
    found = draw(st.lists(convictions, max_size=3, unique_by=lambda each: each.item))
    return Nominal(
        register_reference=draw(st.from_regex(r"[A-Z]{1,2}-[0-9]{1,6}", fullmatch=True)),
        surname=draw(names),
        forenames=draw(names),
        sex=draw(st.sampled_from(["female", "male", "not_known"])),
        category=draw(st.sampled_from([1, 2, 4])),
        level=draw(st.integers(1, 3)),
        rosh=draw(st.sampled_from(["Low", "Very High"])),
        managed=managed,
        lead_agency="police",
        unit="western",
        aliases=tuple(draw(st.lists(names, max_size=3, unique=True))),
        date_of_birth=None if about else date(1990, 1, 1),
        approximate_age=draw(st.integers(10, 120)) if about else None,
        age_as_of=date(2026, 1, 1) if about else None,
        managed_since=draw(days) if managed else None,
        level_since=draw(days) if managed else None,
        next_meeting_on=draw(optional(days)),
        addresses=tuple(draw(st.lists(addresses, max_size=2))),
        orders=tuple(draw(st.lists(orders, max_size=2))),
        convictions=tuple(sorted(found, key=lambda each: each.item)),
    )


people = st.lists(nominals(), min_size=1, max_size=3, unique_by=lambda each: each.register_reference)


@GENTLY
@given(chosen=people)
def test_what_is_written_is_read_in_both_formats(chosen: list[Nominal], read: Read) -> None:
    for written, format_ in ((as_csv(chosen), "csv"), (as_jsonl(chosen), "jsonl")):
        extract = read(written, format_)
        assert extract.faults == []
        assert list(extract.people.values()) == chosen


@pytest.fixture(scope="session")
def canary_people(person: Person) -> list[Nominal]:
    """Two people whose names and street a fault must never show."""
    street = AddressGiven((CANARIES[2], "Northexample"), "ZZ2 1AB", date(2022, 5, 1))
    named = {"surname": CANARIES[0], "forenames": CANARIES[1], "addresses": (street,)}
    return [person(number, aliases=(f"Bud {CANARIES[0]}",), **named) for number in (1, 2)]


nasty = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "=1+1", "\x00", "\r", "\n", '"', ",", ";", "true", "True", "1", "01", "-1", "1e3", "٣",
         "9999-99-99", "2026-11-24", "31/12/1999", "S-9001", *CANARIES, "null", "None", "\u202e", "é",
         "x" * 3000]
    ),
)  # fmt: skip


# Changes so small that a lenient reader would mend them without a word.
AFFIXES = (" {}", "{} ", "{}\t", "0{}", "{}.0", "{};", ";{}", "\ufeff{}", "{}\u200b", "{} {}", "'{}", "{}\n")


def cells_of(text: str) -> list[dict[str, str]]:
    """Every cell that holds something, by heading, line by line."""
    return [
        {name: unicodedata.normalize("NFC", cell) for name, cell in row.items() if cell}
        for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    ]


def no_names(extract: Extract) -> bool:
    said = " ".join(map(str, extract.faults)).casefold()
    return not any(canary.casefold() in said for canary in CANARIES)


@GENTLY
@given(data=st.data())
def test_a_damaged_cell_is_refused_or_taken_exactly(
    data: st.DataObject, canary_people: list[Nominal], read: Read
) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(canary_people), newline="")))
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.sampled_from(rows))
        at = data.draw(st.integers(0, len(row) - 1))
        row[at] = data.draw(nasty | st.sampled_from(AFFIXES)).replace("{}", row[at])
    check_csv(written(rows), read)


@GENTLY
@given(data=st.data())
def test_shifted_swapped_and_lost_cells_are_refused_or_taken_exactly(
    data: st.DataObject, canary_people: list[Nominal], read: Read
) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(canary_people), newline="")))
    row = data.draw(st.sampled_from(rows))
    at, other = (data.draw(st.integers(0, len(row) - 1)) for _ in range(2))
    match data.draw(st.sampled_from(["lose", "insert", "swap", "rotate", "repeat", "lose_row", "cut"])):
        case "lose":
            del row[at]
        case "insert":
            row.insert(at, data.draw(nasty))
        case "swap":
            row[at], row[other] = row[other], row[at]
        case "rotate":
            row.append(row.pop(0))
        case "repeat":
            rows.append(list(row))
        case "lose_row":
            rows.remove(row)
        case "cut":
            rows[-1] = rows[-1][:at]
    check_csv(written(rows), read)


@GENTLY
@given(data=st.data())
def test_damaged_bytes_are_refused_or_taken_exactly(
    data: st.DataObject, canary_people: list[Nominal], read: Read
) -> None:
    content = bytearray(as_csv(canary_people).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["flip", "lose", "add"])):
            case "flip":
                content[at] = data.draw(st.integers(0, 255))
            case "lose":
                del content[at]
            case "add":
                content.insert(at, data.draw(st.integers(0, 255)))
    extract = read(bytes(content))
    assert no_names(extract)
    if extract.sound:
        assert cells_of(as_csv(extract.people.values())) == cells_of(bytes(content).decode())


def written(rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def check_csv(text: str, read: Read) -> None:
    try:
        content = text.encode()
    except UnicodeEncodeError:
        return
    extract = read(content)
    assert extract.sound != bool(extract.faults)
    assert no_names(extract)
    if extract.sound:
        assert cells_of(as_csv(extract.people.values())) == cells_of(text)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | nasty,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(nasty, inner, max_size=3),
    max_leaves=6,
)


@GENTLY
@given(data=st.data())
def test_a_damaged_json_line_is_refused_or_taken_exactly(
    data: st.DataObject, canary_people: list[Nominal], read: Read
) -> None:
    lines = [json.loads(line) for line in as_jsonl(canary_people).splitlines()]
    held = data.draw(st.sampled_from([lines[0], lines[0]["addresses"][0], lines[1]["convictions"][0]]))
    held[data.draw(st.sampled_from([*held, "surnam", "verified_by"]))] = data.draw(anything)
    content = "".join(json.dumps(line) + "\n" for line in lines)
    extract = read(content, "jsonl")
    assert extract.sound != bool(extract.faults)
    assert no_names(extract)
    if extract.sound:
        again = [json.loads(line) for line in as_jsonl(extract.people.values()).splitlines()]
        assert again == [normal(json.loads(line)) for line in content.splitlines()]


def normal(value: Any) -> Any:
    """NFC, and nothing where there is nothing: the two changes that reading may make."""
    if isinstance(value, dict):
        return {key: normal(held) for key, held in value.items() if held not in (None, [])}
    if isinstance(value, list):
        return [normal(each) for each in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
