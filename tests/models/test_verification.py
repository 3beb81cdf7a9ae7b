"""Is every alteration found, and the first bad entry named? By somebody with every right over the server."""

import random
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine

from models import checkpoints, ledger, tree
from models.chain import Verdict
from models.database import Settings, transaction
from models.entries import Progressed
from models.errors import CannotDo
from models.export_check import SCRATCH
from models.ledger import Recorded
from models.verification import UNCHECKED, verify_record

Write = Callable[..., list[Recorded]]
Verify = Callable[..., Verdict]
Notes = Callable[[], str]
Intruder = psycopg.Connection[Any]


@pytest.fixture
def verified(application: Engine) -> Verify:
    """Verify the record in a session of its own."""

    def verify(*arguments: Any) -> Verdict:
        with transaction(application) as session:
            return verify_record(session, *arguments)

    return verify


@pytest.fixture
def notes(application: Engine, data: Settings) -> Callable[[], str]:
    """Take a checkpoint."""

    def take() -> str:
        with transaction(application) as session:
            return checkpoints.checkpoint(session, data)

    return take


def test_an_untouched_record_is_good_and_says_what_it_is(write: Write, verified: Verify) -> None:
    write(6)
    verdict = verified()
    assert verdict.good
    assert (verdict.entries, verdict.contents, verdict.erased, verdict.bad_entry) == (7, 6, 0, None)
    assert verdict.lines[0] == "Nothing was altered."
    assert set(verdict.lines[2:]) == {UNCHECKED, SCRATCH}


def test_progress_is_told(write: Write, application: Engine) -> None:
    write(2)
    told: list[tuple[int, int]] = []
    with transaction(application) as session:
        verify_record(session, progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]


BYTES = ["entry.body", "entry.hash", "entry.previous", "content.bytes", "content.salt"]


@pytest.mark.parametrize("place", BYTES)
def test_every_single_byte_change_is_found(
    write: Write, verified: Verify, intruder: Intruder, place: str
) -> None:
    """Bytes all over the second entry (or its content), each turned into some other byte."""
    written = write(3)
    table, column = place.split(".")
    where = "seq = 2" if table == "entry" else "id = %(id)s"
    chosen = {"id": written[0].content_id}
    found = intruder.execute(f"SELECT {column} FROM {table} WHERE {where}", chosen).fetchone()
    assert found is not None
    change = f"UPDATE {table} SET {column} = %(bytes)s WHERE {where}"
    dice = random.Random(7)
    for at in range(0, len(found[0]), 1 if len(found[0]) <= 32 else 3):
        altered = bytearray(found[0])
        altered[at] ^= dice.randrange(1, 256)
        intruder.execute(change, chosen | {"bytes": bytes(altered)})
        verdict = verified()
        assert (verdict.good, verdict.bad_entry) == (False, 2), f"byte {at} of {place}"
    intruder.execute(change, chosen | {"bytes": found[0]})
    assert verified().good


@pytest.mark.parametrize(
    ("change", "first_bad"),
    [
        ("DELETE FROM entry WHERE seq = 3", 3),
        ("DELETE FROM entry WHERE seq = 1", 1),
        ("DELETE FROM entry WHERE seq = 6", 6),
        ("DELETE FROM entry", 1),
        ("UPDATE entry SET seq = 7 WHERE seq = 4", 4),
        ("UPDATE entry SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4)", 1),
        ("UPDATE entry SET kind = 'Withdrawn' WHERE seq = 4", 4),
        ("UPDATE entry SET \"by\" = 'PC-2' WHERE seq = 4", 4),
        ("UPDATE entry SET at = at + interval '1 microsecond' WHERE seq = 4", 4),
        ("UPDATE entry SET key = 'k' WHERE seq = 4", 4),
        ("UPDATE entry SET consideration = gen_random_uuid() WHERE seq = 4", 4),
        ("UPDATE entry SET erases = gen_random_uuid() WHERE seq = 4", 4),
        ("UPDATE entry SET content_id = NULL WHERE seq = 4", 4),
        ("UPDATE entry SET content_id = gen_random_uuid() WHERE seq = 4", 4),
        ("DELETE FROM content WHERE id = (SELECT content_id FROM entry WHERE seq = 5)", 5),
        ("DELETE FROM content", 2),
        ("INSERT INTO content VALUES (gen_random_uuid(), '\\x00', '\\x00')", None),
        ("UPDATE head SET size = 5", 7),
        ("UPDATE head SET hash = previous FROM entry WHERE seq = 6", 7),
        ("UPDATE head SET frontier = '{}'", 7),
        ("DELETE FROM head", 7),
    ],
)
def test_every_change_of_rows_is_found_and_the_first_bad_entry_named(
    write: Write, verified: Verify, intruder: Intruder, change: str, first_bad: int | None
) -> None:
    write(5)
    intruder.execute(change)
    verdict = verified()
    assert not verdict.good
    assert verdict.bad_entry == first_bad, verdict.words
    assert verdict.lines[0].startswith("NOT AS IT WAS")


def test_swapped_entries_and_swapped_contents_are_found(
    write: Write, verified: Verify, intruder: Intruder
) -> None:
    write(5)
    which = "CASE seq WHEN 3 THEN %(b)s::uuid ELSE %(a)s::uuid END"
    swap = f"UPDATE entry SET content_id = {which} WHERE seq IN (3, 4)"
    ids = intruder.execute("SELECT content_id FROM entry WHERE seq IN (3, 4) ORDER BY seq").fetchall()
    intruder.execute("DROP INDEX entry_content_id")
    intruder.execute(swap, {"a": ids[0][0], "b": ids[1][0]})
    assert verified().bad_entry == 3
    intruder.execute(swap, {"a": ids[1][0], "b": ids[0][0]})
    assert verified().good
    for before, after in ((3, 100), (4, 3), (100, 4)):
        intruder.execute("UPDATE entry SET seq = %s WHERE seq = %s", (after, before))
    assert verified().bad_entry == 3


def rewrite(intruder: Intruder, first: int, last: int | None = None) -> None:
    """Do what an owner with our source could: change `first`, drop all after `last`, chain all again."""
    if last is not None:
        intruder.execute("DELETE FROM entry WHERE seq > %s", (last,))
        intruder.execute("DELETE FROM content c WHERE NOT EXISTS (SELECT FROM entry WHERE content_id = c.id)")
    rows = intruder.execute("SELECT seq, body FROM entry ORDER BY seq").fetchall()
    previous, frontier = tree.NO_PREVIOUS, list[bytes]()
    for seq, body in rows:
        told = body.replace(b'"by":"PC-1"', b'"by":"PC-2"') if seq == first else body
        hash_ = tree.leaf(previous, told)
        change = 'UPDATE entry SET body = %s, previous = %s, hash = %s, "by" = %s WHERE seq = %s'
        by = "PC-2" if seq == first else ledger.recorded(seq, b"", told, None, None).by
        intruder.execute(change, (told, previous, hash_, by, seq))
        tree.grow(frontier, seq - 1, hash_)
        previous = hash_
    intruder.execute("UPDATE head SET size = %s, hash = %s, frontier = %s", (len(rows), previous, frontier))


def test_a_full_rewrite_passes_every_check_but_an_outside_checkpoint(
    write: Write,
    verified: Verify,
    intruder: Intruder,
    notes: Notes,
    data: Settings,
) -> None:
    write(5)
    outside = notes()
    write(3)
    rewrite(intruder, first=3)
    assert verified().good, "the rewrite is perfect inside"
    key = checkpoints.public_key(data)
    assert not verified(outside, key).good
    # Signing again with the stolen key does not help: what is outside stays outside.
    notes()
    assert "not what the checkpoint saw" in verified(outside, key).words


def test_a_footer_on_a_letter_is_enough_to_find_a_rewrite(
    write: Write, verified: Verify, intruder: Intruder, application: Engine
) -> None:
    write(5)
    with transaction(application) as session:
        footer = checkpoints.footer(session)
    write(2)
    assert verified(footer).good
    rewrite(intruder, first=4)
    assert not verified(footer).good


def test_checkpoints_say_between_which_entries_the_change_lies(
    write: Write, verified: Verify, intruder: Intruder, notes: Notes
) -> None:
    write(2)
    first = notes()
    write(4)
    second = notes()
    rewrite(intruder, first=5)
    assert (
        "up to entry 7 is not what the checkpoint saw after entry 3" in verified(second + "\n" + first).words
    )


def test_a_cut_tail_is_found(write: Write, verified: Verify, intruder: Intruder, notes: Notes) -> None:
    write(5)
    outside = notes()
    rewrite(intruder, first=0, last=4)
    assert verified().good
    verdict = verified(outside)
    assert (verdict.good, verdict.bad_entry) == (False, 5)
    assert "a checkpoint saw 6 entries, here are 4" in verdict.words


def test_a_later_record_still_fits_an_earlier_checkpoint(
    write: Write, verified: Verify, notes: Notes, data: Settings
) -> None:
    write(3)
    outside = notes()
    write(4)
    verdict = verified(outside, checkpoints.public_key(data))
    assert verdict.good
    assert UNCHECKED not in verdict.lines


def test_text_without_a_checkpoint_is_refused(verified: Verify) -> None:
    with pytest.raises(CannotDo, match="no checkpoint"):
        verified("hello")


def test_verification_sees_only_what_is_committed(write: Write, application: Engine) -> None:
    write(2)
    with transaction(application) as session:
        ledger.append(session, Progressed(), by="PC-1", consideration=uuid4())
        assert verify_record(session).entries == 3


def test_the_hash_is_what_security_md_says(write: Write, application: Engine) -> None:
    write(1)
    with transaction(application) as session:
        row = (
            session.connection().exec_driver_sql("SELECT previous, body, hash FROM entry WHERE seq = 2").one()
        )
    assert row[2] == sha256(b"\x00" + row[0] + row[1]).digest()


def test_a_body_that_is_no_entry_is_found_even_when_its_hash_is_right(
    write: Write, verified: Verify, intruder: Intruder
) -> None:
    write(2)
    last = intruder.execute("SELECT previous FROM entry WHERE seq = 3").fetchone()
    assert last is not None
    for body in (b"[]", b"{}", b"not json", b"\xff"):
        change = "UPDATE entry SET body = %s, hash = %s WHERE seq = 3"
        intruder.execute(change, (body, tree.leaf(last[0], body)))
        verdict = verified()
        assert (verdict.bad_entry, "its body is not an entry" in verdict.words) == (3, True)
