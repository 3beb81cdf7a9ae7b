"""Does an auditor find who read and did what, on the record, and take nothing away that could do harm?"""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.auditing import Page, in_words, search
from flows.auditing_csv import as_csv, neutral
from flows.grants import break_glass
from flows.people import actor
from flows.showing import read
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from models import clock, ledger
from models.database import transaction
from models.entries import SignedIn
from models.errors import CannotDo
from models.officer import Officer

AUDITOR, OFFICER, OTHER = "auditor.1", "ppo.northern.1", "ppo.western.1"
WHY = "Her son is named in one of mine as well."


@pytest.fixture
def references(area: Engine) -> list[str]:
    """Two considerations: the first read by its officer and by another who broke the glass, a day later."""
    made = []
    for subject in ("S-0030", "S-0001"):
        with transaction(area) as session:
            given = {"subject": subject, "officer": OFFICER}
            made.append(open_consideration(session, actor(session, OFFICER), given).reference)
    with transaction(area) as session:
        officer, other = actor(session, OFFICER), actor(session, OTHER)
        clock.set_clock(session, clock.now(session) + timedelta(days=1))
        break_glass(session, other, made[0], WHY)
        ledger.append(session, SignedIn(session="0" * 16, how="password and code"), by=OTHER)
    read(area, officer, made[0], "to carry it on")
    read(area, other, made[0], f"=1+1 {WHY}")
    return made


def found(area: Engine, **asked: Any) -> Page:
    with transaction(area) as session:
        who = actor(session, AUDITOR)
    return search(area, who, asked)


def lines(area: Engine, **asked: Any) -> list[tuple[str, str]]:
    return [(line.words, line.by) for line in found(area, **asked).lines]


def test_reads_changes_glass_and_sign_ins_are_told_apart(area: Engine, references: list[str]) -> None:
    first = references[0]
    read_by = [("Consulted", OTHER), ("Consulted", OFFICER), ("Glass broken", OTHER)]
    assert lines(area, what="reads", reference=first) == read_by
    assert lines(area, what="reads", reference=first, by=OTHER) == [read_by[0], read_by[2]]
    assert lines(area, what="changes", reference=first) == [("Opened", OFFICER)]
    assert lines(area, what="break_glass") == [("Glass broken", OTHER)]
    assert lines(area, what="sign_ins") == [("Signed in", OTHER)]
    assert lines(area, what="tellings") == []
    assert ("Opened", OFFICER) not in lines(area, what="reads", by=OFFICER)
    assert in_words("LetterSent") == "Letter sent"


def test_a_line_says_why_and_about_what_and_nothing_of_what_was_read(
    area: Engine, references: list[str]
) -> None:
    line = found(area, what="break_glass").lines[0]
    assert (line.references, line.why) == ((references[0],), WHY)
    opened = found(area, what="changes", reference=references[0]).lines[0]
    assert opened.why == ""


def test_days_and_the_machine_limit_what_is_found(area: Engine, references: list[str]) -> None:
    with transaction(area) as session:
        today = clock.today(session)
    yesterday = today - timedelta(days=1)
    assert lines(area, what="changes", by=OFFICER, last=yesterday) == [("Opened", OFFICER)] * 2
    assert lines(area, what="changes", by=OFFICER, first=today) == []
    assert "machine" not in {by for _, by in lines(area, what="changes", limit=200)}
    assert "machine" in {by for _, by in lines(area, what="changes", limit=200, with_machine=True)}


def test_pages_follow_each_other_without_a_gap(area: Engine, references: list[str]) -> None:
    whole = [line.seq for line in found(area, what="changes", limit=200).lines]
    seen, after = [], None
    while True:
        page = found(area, what="changes", limit=1, after=after)
        seen += [line.seq for line in page.lines]
        if page.after is None:
            break
        after = page.after
    assert seen == whole


def test_the_search_itself_is_entered_first_with_what_it_showed(area: Engine, references: list[str]) -> None:
    found(area, what="break_glass")
    with transaction(area) as session:
        written = ledger.entries(session)[-1]
    assert (written.kind, written.by, written.body["purpose"]) == ("Consulted", AUDITOR, "audited")
    assert written.body["references"] == [references[0]]
    assert [line.by for line in found(area, what="reads", by=AUDITOR).lines] == [AUDITOR]


def test_an_auditor_finds_nothing_about_what_they_are_named_in(area: Engine, references: list[str]) -> None:
    with transaction(area) as session:
        name = session.exec(select(Officer.name).where(col(Officer.handle) == AUDITOR)).one()
        take(session, references[0], "list_child", actor(session, OFFICER), {"name": name, "age": 7})
    assert lines(area, what="reads", reference=references[0]) == []
    assert lines(area, what="break_glass") == []
    assert lines(area, what="changes", reference=references[1]) == [("Opened", OFFICER)]


@pytest.mark.parametrize("who", ["ds.northern.1", "administrator.1", "acc.1"])
def test_nobody_but_an_auditor_searches(area: Engine, who: str) -> None:
    with transaction(area) as session:
        acting = actor(session, who)
    with pytest.raises(CannotDo, match="needs one of the roles: auditor"):
        search(area, acting, {})
    with pytest.raises(CannotDo, match="needs one of the roles: auditor"):
        as_csv(area, acting, {}, "for the yearly audit")


def test_what_is_taken_away_is_entered_first_and_holds_no_formula(
    area: Engine, references: list[str]
) -> None:
    with transaction(area) as session:
        who = actor(session, AUDITOR)
    taken = as_csv(area, who, {"what": "reads", "reference": references[0]}, "for the yearly audit")
    rows = list(csv.reader(io.StringIO(taken.decode("utf-8-sig"), newline="")))
    assert [row[2:5] for row in rows[1:]] == [
        ["Consulted", OTHER, references[0]],
        ["Consulted", OFFICER, references[0]],
        ["Glass broken", OTHER, references[0]],
    ]
    assert rows[1][6] == f"'=1+1 {WHY}"
    with transaction(area) as session:
        written = ledger.entries(session)[-1]
    assert (written.kind, written.body["entries"], written.by) == ("Exported", 3, AUDITOR)
    assert written.content is not None
    assert written.content["purpose"] == "for the yearly audit"


@given(st.text(max_size=40))
@settings(max_examples=500)
def test_no_cell_begins_as_a_formula_does(cell: str) -> None:
    shown = neutral(cell)
    assert shown == "" or shown[0].isalnum() or shown[0] == "'"
    assert shown.isprintable()
    again = io.StringIO(newline="")
    csv.writer(again, quoting=csv.QUOTE_ALL).writerow([shown])
    assert next(csv.reader(io.StringIO(again.getvalue(), newline=""))) == [shown]
