"""An auditor at the desk: who read what, on record; an export taken away whole; was anything altered?"""

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from desk.archives import unpack_record
from flows.people import actor
from flows.showing import read
from flows.steps.opening import open_consideration
from models import ledger
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer

AUDITOR, OTHER_AUDITOR, OFFICER = "auditor.1", "ppo.western.1", "ppo.northern.1"
WHY = "Quarterly dip sample of readings"
People = Callable[[str], Any]


@pytest.fixture
def reference(area: Engine) -> str:
    with transaction(area) as session:
        given = {"subject": "S-0030", "officer": OFFICER}
        made = open_consideration(session, actor(session, OFFICER), given).reference
    with transaction(area) as session:
        officer = actor(session, OFFICER)
    read(area, officer, made, "=1+1 to carry it on")
    return made


def entries(area: Engine, *kinds: str) -> list[ledger.Recorded]:
    with transaction(area) as session:
        return ledger.entries(session, kinds=kinds)


def search(auditor: Any, **fields: Any) -> str:
    auditor.get("/audit")
    return str(auditor.post("/audit", {"what": "reads", "purpose": WHY} | fields).text)


def arrived(visitor: Any) -> Any:
    """Wait, as a browser does, while a page says that it asks again."""
    while "Refresh" in visitor.last.headers:
        time.sleep(0.3)
        visitor.get(visitor.last.url.path)
    return visitor.last


def export(auditor: Any, reference: str) -> str:
    auditor.get("/audit/exports")
    auditor.post("/audit/exports", {"reference": reference, "purpose": WHY})
    return str(arrived(auditor).url.path)


def test_trap_36_an_auditor_finds_who_read_why_and_what_and_is_found(
    area: Engine, reference: str, visitor: People
) -> None:
    page = search(visitor(AUDITOR), by=OFFICER)
    assert reference in page
    assert "to carry it on" in page
    mine = entries(area, "Consulted")[-1]
    assert (mine.by, mine.body["purpose"]) == (AUDITOR, "audited")
    assert mine.content is not None
    assert mine.content["purpose"] == WHY
    assert AUDITOR in search(visitor(AUDITOR))  # the search before stands in this one


def test_a_search_goes_on_page_by_page(area: Engine, reference: str, visitor: People) -> None:
    with transaction(area) as session:
        officer = actor(session, OFFICER)
    for _ in range(52):
        read(area, officer, reference, "to carry it on")
    auditor = visitor(AUDITOR)
    first = search(auditor)
    assert "50 lines, latest first" in first
    after = re.findall(r'name="after" value="(\d+)"', first)
    further = search(auditor, after=after[-1])
    assert "3 lines, going on, latest first" in further


def test_what_is_taken_away_is_no_formula_and_on_record(
    area: Engine, reference: str, visitor: People
) -> None:
    auditor = visitor(AUDITOR)
    search(auditor, by=OFFICER)
    file = auditor.post("/audit/csv")
    assert file.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert "'=1+1 to carry it on" in file.text
    assert [each.by for each in entries(area, "Exported")] == [AUDITOR]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"purpose": ""}, "Which audit is it for: this is needed."),
        ({"purpose": "x"}, "purpose"),
        ({"first-day": "31", "first-month": "2", "first-year": "2026"}, "First day must be a real day"),
        ({"by": "Sarah Testerby"}, "By"),
    ],
    ids=["no reason", "no true reason", "no such day", "a name for a handle"],
)
def test_a_faulty_search_shows_what_is_wrong_and_nothing_else(
    area: Engine, reference: str, visitor: People, fields: dict[str, str], words: str
) -> None:
    before = len(entries(area, "Consulted"))
    page = search(visitor(AUDITOR), **fields)
    assert "There is a problem" in page
    assert words in page
    assert reference not in page
    assert len(entries(area, "Consulted")) == before


def test_an_export_is_made_verified_offered_and_deleted(
    area: Engine, reference: str, visitor: People, tmp_path: Path
) -> None:
    auditor = visitor(AUDITOR)
    page = export(auditor, reference)
    assert "Nothing was altered." in auditor.last.text
    file = auditor.get(f"{page}/zip")
    names = {name.split("/")[1] for name in zipfile.ZipFile(io.BytesIO(file.content)).namelist()}
    assert {"record.jsonl", "rationale.pdf", "checkpoint.txt", "public-key.txt"} <= names
    assert [each.body["references"] for each in entries(area, "Exported")] == [[reference]]
    assert entries(area, "Consulted")[-1].by == AUDITOR
    auditor.get(page)
    assert "deleted from this machine" in auditor.post(f"{page}/delete").text
    assert auditor.get(page).status_code == 404
    assert not list((tmp_path / "exports").rglob("record.jsonl"))


def test_an_export_is_its_makers_alone(area: Engine, reference: str, visitor: People) -> None:
    with transaction(area) as session:
        session.get_one(Officer, OTHER_AUDITOR).roles = ["auditor"]
    page = export(visitor(AUDITOR), reference)
    for who in (OTHER_AUDITOR, OFFICER, "administrator.1"):
        for path in (page, f"{page}/zip"):
            assert visitor(who).get(path).status_code == 404, who


def test_an_unknown_consideration_is_not_exported(visitor: People) -> None:
    auditor = visitor(AUDITOR)
    auditor.get("/audit/exports")
    assert "recorded" in auditor.post("/audit/exports", {"reference": "C-2026-99999", "purpose": WHY}).text
    auditor.get("/audit/exports")
    assert "Give a reference" in auditor.post("/audit/exports", {"reference": "x", "purpose": WHY}).text


def test_the_whole_record_is_verified(reference: str, visitor: People) -> None:
    auditor = visitor(AUDITOR)
    auditor.get("/audit/verify")
    auditor.post("/audit/verify")
    assert "Nothing was altered." in arrived(auditor).text
    auditor.get("/audit/verify")
    wrong = auditor.post("/audit/verify", {"record_checkpoint": "1:0123456789abcdef"})
    assert "NOT AS IT WAS" in arrived(auditor).text, wrong
    auditor.get("/audit/verify")
    auditor.post("/audit/verify", {"record_checkpoint": "hello"})
    assert "There is no checkpoint in what was given" in arrived(auditor).text


def changed(archive: bytes, name: str, old: bytes, new: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(made, "w") as after:
        for each in before.namelist():
            content = before.read(each)
            after.writestr(each, content.replace(old, new, 1) if each.endswith(name) else content)
    return made.getvalue()


def verify(auditor: Any, content: bytes, **fields: str) -> str:
    auditor.get("/audit/verify")
    auditor.post("/audit/verify/export", fields, files={"export": ("export.zip", content)})
    return str(arrived(auditor).text)


def test_an_upload_is_verified_as_what_it_is(reference: str, visitor: People) -> None:
    auditor = visitor(AUDITOR)
    page = export(auditor, reference)
    archive = auditor.get(f"{page}/zip").content
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        note, key = (held.read(f"{reference}/{name}.txt").decode() for name in ("checkpoint", "public-key"))
    assert "Nothing was altered." in verify(
        auditor, archive, export_checkpoint=note, export_public_key=key.strip()
    )
    assert "NOT AS IT WAS" in verify(auditor, changed(archive, "record.jsonl", b'"hash":"', b'"hash":"0'))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a zip", "be read as a zip file"),
        (b"", "be read as a zip file"),
    ],
)
def test_what_is_no_export_is_said_to_be_none(content: bytes, words: str, visitor: People) -> None:
    assert words in verify(visitor(AUDITOR), content)


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "/") + ".jsonl", content)
    return made.getvalue()


def test_no_zip_fills_the_disk_or_writes_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="unpacks to more than"):
        unpack_record(packed(record=b"0" * 3_000_000), tmp_path, most=1024 * 1024)
    with pytest.raises(CannotDo, match="or several"):
        unpack_record(packed(a_record=b"", b_record=b""), tmp_path)
    inside = tmp_path / "inside"
    inside.mkdir()
    unpack_record(packed(**{".._.._record": b"{}"}), inside)
    assert [path.name for path in inside.iterdir()] == ["record.jsonl"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inside", "record.jsonl"]
