"""Does a register give the same ranked, explained answer each time, to whoever asks?"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from splink import DuckDBAPI
from splink.internals.realtime import compare_records

from bench.corruptions import questions
from flows.matching.columns import ALL
from flows.matching.comparisons import settings
from flows.matching.explaining import prior
from flows.matching.layout import Sought
from flows.matching.nearest import NOT_FOUND, Band
from flows.matching.person import Nominal, Place, Someone
from flows.matching.register import Register
from flows.matching.scan import scan
from flows.matching.weights import weights

HOME = Place(("12 Specimen Lane", "Westexample"), "ZZ1 1AA")
FATHER = Someone("Alan", "Fictionby", date_of_birth=date(1960, 2, 3), sex="male", places=(HOME,))


def test_the_scan_gives_every_nominal_the_score_of_record(made_up: Register, nominals: list[Nominal]) -> None:
    asked = [question.who for question in questions(nominals, 12, seed=4)]
    scanned = scan(made_up._connection, made_up._layout, [Sought.of(who) for who in asked])
    for who, weighed in zip(asked, scanned, strict=True):
        for candidate in made_up.nearest(who, limit=50).candidates:
            at = made_up._keys.index(candidate.key)
            assert float(candidate.weight - prior(made_up.size)) == pytest.approx(weighed[at], abs=0.05)


def test_the_score_of_record_is_what_splinks_compare_records_says(nominals: list[Nominal]) -> None:
    """Splink's own path, over every name and place of some nominals, without our SQL around it."""
    some = nominals[:40]
    register = Register(some)
    for question in questions(some, 5, seed=9):
        left = [
            {"unique_id": f"{at} {number}", **dict.fromkeys(ALL), **row}
            for at in range(len(some))
            for number, row in enumerate(register._layout.pairs(at))
        ]
        right = [
            {"unique_id": str(number), **dict.fromkeys(ALL), **row}
            for number, row in enumerate(Sought.of(question.who).pairs())
        ]
        schema = pa.schema({"unique_id": pa.string(), "source_dataset": pa.string(), **ALL})
        api = DuckDBAPI(duckdb.connect())
        theirs = compare_records(
            pa.Table.from_pylist([{"source_dataset": "l", **row} for row in left], schema=schema),
            pa.Table.from_pylist([{"source_dataset": "r", **row} for row in right], schema=schema),
            settings(len(some), weights()),
            api,
        )
        query = (
            f"SELECT split_part(unique_id_l, ' ', 1), max(match_weight) FROM {theirs.physical_name} "
            "GROUP BY 1"
        )
        best = dict(api.duckdb_con.execute(query).fetchall())
        for candidate in register.nearest(question.who, limit=40).candidates:
            at = register._keys.index(candidate.key)
            assert float(candidate.weight) == pytest.approx(best[str(at)], abs=0.05)
    register.close()


def test_the_same_question_gets_the_same_answer_from_any_thread(
    made_up: Register, nominals: list[Nominal]
) -> None:
    asked = {question.is_ or "": question.who for question in questions(nominals, 8, seed=5)}
    alone = {key: made_up.nearest(who) for key, who in asked.items()}
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(made_up.nearest, asked.values())) == list(alone.values())
    heard: list[tuple[int, int]] = []
    assert made_up.nearest_of_each(asked, progress=lambda done, of: heard.append((done, of))) == alone
    assert heard[-1] == (8, 8)
    again = Register(reversed(nominals))
    assert again.digest == made_up.digest
    assert again.nearest_of_each(asked) == alone
    again.close()


def test_the_digest_tells_of_any_change() -> None:
    nominals = [Nominal("S-1", FATHER), Nominal("S-2", Someone("Ann", "Other"))]
    changed = [Nominal("S-1", replace(FATHER, other_names=("Al",))), nominals[1]]
    assert Register(nominals).digest != Register(changed).digest


def test_ten_are_always_shown_and_ties_go_by_key() -> None:
    register = Register(Nominal(f"S-{n:02}", Someone("Same", "Person")) for n in reversed(range(30)))
    near = register.nearest(Someone("Quite", "Different"))
    assert [candidate.key for candidate in near.candidates] == [f"S-{n:02}" for n in range(10)]
    assert [candidate.rank for candidate in near.candidates] == list(range(1, 11))
    assert not near.found
    assert near.heading == NOT_FOUND == "no candidate found"
    assert near.would_help[0].startswith("the date of birth")


def test_an_empty_register_finds_nobody_and_says_so() -> None:
    near = Register([]).nearest(FATHER)
    assert (near.candidates, near.found, near.heading) == ((), False, NOT_FOUND)


def test_two_nominals_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        Register([Nominal("S-1", FATHER), Nominal("S-1", FATHER)])


def test_nothing_known_is_no_evidence_either_way() -> None:
    register = Register([Nominal("S-1", FATHER), Nominal("S-2", Someone("Ann", "Other"))])
    nothing = register.nearest(Someone())
    assert all(candidate.reasons == candidate.against == () for candidate in nothing.candidates)
    assert set(nothing.candidates[0].missing) == {"forename", "surname", "date of birth", "address", "sex"}
    assert len(nothing.would_help) == 5


def test_a_candidate_is_explained_in_words_that_add_up() -> None:
    register = Register(
        [Nominal("S-1", FATHER), *(Nominal(f"S-9{n}", Someone("Ann", "Other")) for n in range(9))]
    )
    sought = Someone("Al", "Fictionbie", date_of_birth=date(1960, 3, 2), places=(Place((), "ZZ1 9XX"),))
    first = register.nearest(sought).candidates[0]
    assert first.key == "S-1"
    assert first.reasons == (
        "forename a known short form or spelling",
        "surname spelt nearly alike",
        "day and month of birth the other way round",
        "same postcode district",
    )
    assert first.missing == ("sex",)
    assert first.weight == sum((part.weight for part in first.parts), Decimal(0))
    assert first.parts[0].comparison == "prior"
    other = register.nearest(sought).candidates[1]
    assert "another forename" in other.against


def test_an_age_is_compared_with_a_date_of_birth() -> None:
    register = Register(
        [Nominal("S-1", FATHER), Nominal("S-2", replace(FATHER, date_of_birth=date(1995, 1, 1)))]
    )
    about = Someone("Alan", "Fictionby", approximate_age=65, age_as_of=date(2026, 11, 24))
    first, second = register.nearest(about).candidates
    assert (first.key, second.key) == ("S-1", "S-2")
    assert "age agrees within a year" in first.reasons or "age agrees within three years" in first.reasons
    assert "another age" in second.against
    assert "exact date of birth" in first.missing
    undated = register.nearest(replace(about, age_as_of=None)).candidates
    assert undated[0].weight == undated[1].weight


@pytest.mark.parametrize(
    ("kind", "sought"),
    [
        ("son at the address", Someone("Brian", "Fictionby", date_of_birth=date(1985, 7, 8), places=(HOME,))),
        ("son, no birth known", Someone("Brian", "Fictionby", places=(HOME,))),
        ("no forename known", Someone("", "Fictionby", places=(HOME,))),
        ("same short forename sound", Someone("Lee", "Fictionby", places=(HOME,))),
        ("namesake elsewhere", Someone("Alan", "Fictionby", date_of_birth=date(1985, 7, 8))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_household_or_a_namesake_is_never_headed_probable(kind: str, sought: Someone) -> None:
    others = [Nominal(f"S-9{n:03}", Someone("Ann", "Other")) for n in range(500)]
    short = Nominal("S-2", replace(FATHER, forenames="Joe"))
    near = Register([Nominal("S-1", FATHER), short, *others]).nearest(sought)
    assert near.candidates[0].key in ("S-1", "S-2")  # shown all the same
    assert all(candidate.band in (Band.POSSIBLE, Band.UNLIKELY) for candidate in near.candidates)


def test_a_former_address_and_an_alias_count_as_the_present_ones_do() -> None:
    before = Place(("9 Notional Road", "Eastexample"), "ZZ3 3CC", current=False)
    who = replace(FATHER, other_names=("Colin Pretendham",), places=(HOME, before))
    others = [Nominal(f"S-9{n:03}", Someone("Ann", "Other")) for n in range(500)]
    register = Register([Nominal("S-1", who), *others])
    first = register.nearest(
        Someone("Colin", "Pretendham", places=(replace(before, current=True),))
    ).candidates[0]
    assert (first.key, first.band) == ("S-1", Band.STRONG)
    assert first.reasons[0] == "known by another name on record"
    assert "same address" in first.reasons
