"""Does any personal data stand outside our own database? Whole considerations are lived, failures included.

Then every file but the database's own, the print folder and the kept originals, every log, and all that
Prefect's API can give is searched for the words that were planted.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

import flows.rehearsal
from desk.children import Server, guide
from desk.rehearsing import settle, telling
from flows.candidates import candidates
from flows.people import actor
from flows.register.applying import apply
from flows.register.giving import as_jsonl
from flows.register.uploading import upload
from flows.registering import uploading as registrations
from flows.registering.applying import apply as confirm
from flows.rehearsal.changing import change_register
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import read
from flows.sample_area import CONFIRMER, REGISTRAR, load_people, write
from flows.searching import find
from flows.steps import pipeline
from flows.steps.enquiring import record_enquiry
from flows.steps.registering import register_interest
from models import embedded, ledger
from models.agency import Agency
from models.consideration import Consideration, IssuedLetter, SealedFailure, Wait
from models.database import create_database, engine, prepare, transaction
from models.entries import Answered
from models.errors import DisclosureError
from models.subject import Subject

STORIES = Path(flows.rehearsal.__file__).parent / "stories"
LIVED = ("pilot-mother-signs", "employer-representations-heard")
PEOPLE = {"S-0001", "S-0003", "S-0008", "S-0011"}
OURS = ("postgres/base", "postgres/global", "postgres/pg_wal", "postgres/pg_xact", "print", "originals")
LEAK = "Qxundichtling"
STEMS = ("Qxkanari", "Žqkanářek")
LISTS = (
    "flow_runs", "task_runs", "logs", "artifacts", "deployments", "work_pools", "variables",
    "block_documents", "flows",
)  # fmt: skip
AT_ONCE = 50
Api = Callable[[str, str], httpx.Client]


@dataclass
class Life:
    """One record that has seen much, and where everything about it stands."""

    data: Path
    engine: Engine
    planting: Any
    planter: Any
    prefect: Server
    api: Api
    said: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    brought_in: tuple[str, ...] = ()
    faults: int = 0
    at_once: dict[str, str] = field(default_factory=dict)
    otherwise: list[str] = field(default_factory=list)
    unprintable: str = ""
    unreadable: str = ""


@pytest.fixture(scope="module")
def life(
    sample_force: None,
    agencies: str,
    prefect: Server,
    prefect_api: Api,
    planting: Any,
    bulk: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Life]:
    """Live it all once: an import, two stories, every failure we know of, a guide killed; then look."""
    data = Path(tempfile.mkdtemp(prefix="dc-", dir="/tmp"))
    data.chmod(0o711)
    (data / "tmp").mkdir(mode=0o777)
    url = create_database(embedded.start(data, durable=False), "lived")
    prepare(url, scratch=True, at=datetime(2026, 11, 24, 9, tzinfo=UTC))
    life = Life(data, engine(url), planting, planting.Planter(), prefect, prefect_api)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(os.environ, "TMPDIR", str(data / "tmp"))
            patch.setitem(os.environ, "DISCLOSURE_DATA", str(data))
            import_register(life, tmp_path_factory.mktemp("extract"), agencies)
            bring_in_files(life, bulk, tmp_path_factory.mktemp("forms"))
            live(life, agencies, patch)
        yield life
    finally:
        life.engine.dispose()
        embedded.stop(data)
        shutil.rmtree(data)


def live(life: Life, agencies: str, patch: pytest.MonkeyPatch) -> None:
    """A guide that is killed in the end, and another that meets what it can't do."""
    url, log = life.engine.url.render_as_string(hide_password=False), life.data / "logs" / "guide.log"
    with guide(url, life.data / "print", log, life.prefect) as child:
        live_stories(life, agencies)
        change_the_register(life)
        refuse_and_break(life)
        with life.planting.rubbish(life.planter) as address:
            ask_rubbish(life, address)
        os.killpg(child.process.pid, signal.SIGKILL)
    with guide(url, life.data / "print", log, life.prefect):
        break_the_machine(life, patch)


def import_register(life: Life, folder: Path, agencies: str) -> None:
    """Staff, agencies, and an extract in which every field about a person holds a word."""
    with transaction(life.engine) as session:
        load_people(session, write(folder / "area").folder, system_url=agencies)
    extract = folder / "register.jsonl"
    extract.write_text(as_jsonl(life.planter.into_register(PEOPLE)), encoding="utf-8")
    originals = life.data / "originals"
    with transaction(life.engine) as session:
        uploaded = upload(session, extract, REGISTRAR, originals=originals)
    with transaction(life.engine) as session:
        apply(session, uploaded.import_id, CONFIRMER, originals=originals)


def bring_in_files(life: Life, bulk: Any, folder: Path) -> None:
    """Forms in bulk: sound ones on two people's word, one faulty in every field, one urgent, one enquiry."""
    planter, originals = life.planter, life.data / "originals"

    def come_in(name: str, forms: list[dict[str, Any]]) -> Any:
        path = bulk.written(folder, name, forms)
        found = registrations.upload(life.engine, path, "registration.northern.1", originals=originals)
        life.shown.append(f"{found!r} {list(map(str, found.faults))}")
        return found

    sound = [bulk.sound(planter, number) for number in (101, 102)]
    first = come_in("sound", sound)
    confirmed = confirm(life.engine, first.number, "registration.northern.2", originals=originals)
    life.brought_in = confirmed.registrations
    faulty, hurried = bulk.with_faults(planter), bulk.urgent(planter, 201)
    life.faults = come_in("faulty", faulty).fault_count
    life.at_once = come_in("urgent", [sound[0] | {"form_id": planter.word()}, hurried]).at_once
    come_in("again", [{**form, "form_id": f"A-{n}"} for n, form in enumerate(sound)])
    for name in ("sound", "faulty"):
        refused(life, lambda _session, name=name: registrations.upload(  # type: ignore[misc]
            life.engine, folder / f"{name}.jsonl", planter.word(), originals=originals))  # fmt: skip
    refused(life, lambda _session: confirm(life.engine, 2, "registration.northern.2", originals=originals))
    refused(life, lambda _session: registrations.upload(life.engine, folder / planter.word(), REGISTRAR))
    with transaction(life.engine) as session:
        record_enquiry(session, actor(session, REGISTRAR), {"unit": "northern", "reason": "vetting_request"})
    for wrong in ({"reason": planter.word()}, {"enquiry": planter.word()}, {planter.word(): planter.word()}):
        given = {"unit": "northern"} | wrong
        refused(life, lambda session, given=given: record_enquiry(  # type: ignore[misc]
            session, actor(session, REGISTRAR), given))  # fmt: skip


def live_stories(life: Life, agencies: str) -> None:
    for name in LIVED:
        story = life.planter.into_story(read(STORIES / f"{name}.yaml"))
        played = Rehearsal(life.engine, story, lambda: settle(life.engine), telling(agencies)).play()
        life.otherwise += [f"{name} {step.number}: {failure}" for step in played for failure in step.failures]


def change_the_register(life: Life) -> None:
    """A registration, a register that then has that very name, both compared, and somebody who looks."""
    name = f"Quix{life.planter.word()}"
    given = interest(life)
    given["individual"] |= {"name": f"Zebedee {name}", "date_of_birth": "2001-07-30"}
    with transaction(life.engine) as session:
        who = actor(session, "registration.northern.1")
        reference = register_interest(session, who, given).reference
    settle(life.engine)
    changed = {"forenames": "Zebedee", "surname": name, "date_of_birth": "2001-07-30"}
    change_register(life.engine, {"S-0001": changed | {"former_names": [f"Once {life.planter.word()}"]}})
    until = time.monotonic() + 60
    while time.monotonic() < until and not written(life, "RegisterScreened"):
        time.sleep(0.2)
    with transaction(life.engine) as session:
        officer = actor(session, "ppo.northern.1")
    find(life.engine, officer, {"name": f"Zebedee {name}"}, f"Asked by {life.planter.word()}")
    candidates(life.engine, officer, reference, f"Read for {life.planter.word()}")


def written(life: Life, kind: str) -> list[Any]:
    with transaction(life.engine) as session:
        return ledger.entries(session, kinds=(kind,))


def refuse_and_break(life: Life) -> None:
    """Moves and writes that are refused: what is said of each is kept, as a page or a log would show it."""
    word = life.planter.word
    with transaction(life.engine) as session:
        reference = session.exec(select(Consideration.reference)).first() or ""
    for given in (
        {"words": word(), word(): "no such field"},
        {"words": word() * 5000},
        {"words": {"deep": word()}},
    ):
        refused(life, lambda session, given=given: pipeline.take(  # type: ignore[misc]
            session, reference, "attach", actor(session, "ppo.northern.1"), given))  # fmt: skip
    refused(life, lambda session: register_interest(session, actor(session, "registration.northern.1"), {
        "unit": "northern", "relationship": word(), "applicant": {"name": word(), "address": [word()] * 9},
        "individual": {"name": "", "description": word()},
    }))  # fmt: skip
    refused(
        life, lambda session: pipeline.take(session, word(), "attach", actor(session, "ds.western.1"), {})
    )
    with transaction(life.engine) as session:
        known = session.exec(select(Agency)).first()
        assert known is not None
        clash = known.model_dump() | {"name": word()}
    refused(life, lambda session: session.add(Agency.model_validate(clash)))
    refused(life, lambda session: session.connection().exec_driver_sql(f"SELECT '{word()}'::int"))


def refused(life: Life, attempt: Callable[[Any], Any]) -> None:
    try:
        with transaction(life.engine) as session:
            attempt(session)
    except DisclosureError as error:
        life.said.append(f"{error!r} {error} {error.__cause__!r} {error.__context__!r}")
        return
    raise AssertionError("it was not refused")


def ask_rubbish(life: Life, address: str) -> None:
    """Everybody's system answers rubbish: nothing of it may be kept, logged or shown to Prefect."""
    with transaction(life.engine) as session:
        kept = {agency.code: agency.system_url for agency in session.exec(select(Agency))}
        for agency in session.exec(select(Agency).where(col(Agency.system_url).is_not(None))):
            agency.system_url = address
            session.add(agency)
    with transaction(life.engine) as session:
        register_interest(session, actor(session, "registration.northern.1"), interest(life))
    settle(life.engine)
    with transaction(life.engine) as session:
        for agency in session.exec(select(Agency)):
            agency.system_url = kept[agency.code]
            session.add(agency)


def break_the_machine(life: Life, patch: pytest.MonkeyPatch) -> None:
    """A letter that can't be rendered, and a record that can't be read: both fail inside the guide."""
    patch.setattr(pipeline, "TRIALS", [])
    with transaction(life.engine) as session:
        who, given = actor(session, "registration.northern.1"), interest(life)
        given["applicant"]["name"] += " \U00012000"  # a cuneiform sign, which no font here has
        unprintable = register_interest(session, who, given).reference
        row = session.exec(
            select(Consideration).join(Subject).where(Subject.register_reference == "S-0003")
        ).one()
        unreadable = row.reference
        content = {"answers": {"serious_harm_risk": life.planter.word()}, "reasons": "broken"}
        ledger.append(session, Answered(questions=("x",)), content, by="machine", consideration=row.id)
        session.add(
            Wait(
                consideration_id=row.id,
                owner_kind="machine",
                owner="machine",
                what="recommend_now",
                why="Test.",
            )
        )
    life.unprintable, life.unreadable = unprintable, unreadable
    until = time.monotonic() + 180
    while time.monotonic() < until and not (has_failed(life, unreadable) and has_stopped(life, unprintable)):
        time.sleep(0.5)


def has_stopped(life: Life, reference: str) -> bool:
    """Say whether the machine has handed a letter that it can't print over to a person."""
    with transaction(life.engine) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        return any(entry.kind == "MachineStopped" for entry in ledger.entries(session, row.id))


def has_failed(life: Life, reference: str) -> bool:
    """Say whether Prefect, too, has seen it fail: while it was away the guide carried without."""
    wanted = {"flow_runs": {"tags": {"all_": [reference]}, "state": {"type": {"any_": ["FAILED"]}}}}
    with life.api(life.prefect.url, life.prefect.environment["PREFECT_API_AUTH_STRING"]) as client:
        return bool(client.post("/flow_runs/filter", json=wanted).json())


def interest(life: Life) -> dict[str, Any]:
    word = life.planter.word
    return {
        "unit": "northern",
        "immediate_risk": False, "relationship": "parent",
        "applicant": {
            "name": f"Ann {word()}", "former_names": [word()], "aliases": [word()], "description": word(),
            "address": [f"1 {word()} Street", "Northexample", "ZZ2 4AB"], "safe_to_post": True,
            "telephone": f"07700 900123 {word()}",
        },
        "individual": {"name": f"Bob {word()}", "aliases": [word()], "address": [word()]},
        "children": [{"name": f"Cy {word()}", "description": word(), "age": 6}],
    }  # fmt: skip


def all_of_the_api(server: Server, api: Api) -> Iterator[tuple[str, bytes]]:
    """Everything Prefect's API lists, and each flow run's states."""
    with api(server.url, server.environment["PREFECT_API_AUTH_STRING"]) as client:
        for name in LISTS:
            for offset in range(0, 100_000, AT_ONCE):
                found = client.post(f"/{name}/filter", json={"limit": AT_ONCE, "offset": offset})
                found.raise_for_status()
                yield f"API {name}", found.content
                for run in found.json() if name == "flow_runs" else ():
                    states = client.get("/flow_run_states/", params={"flow_run_id": run["id"]})
                    yield f"API states of {run['id']}", states.content
                if len(found.json()) < AT_ONCE:
                    break
        found = client.post("/events/filter", json={"limit": 50})
        while True:
            found.raise_for_status()
            yield "API events", found.content
            if not (following := found.json().get("next_page")):
                break
            found = client.get(following)


def test_the_stories_went_as_written_and_the_failures_failed(life: Life) -> None:
    assert life.otherwise == []
    log = (life.data / "logs" / "guide.log").read_text()
    assert f"{life.unreadable} could not be carried" in log
    assert has_failed(life, life.unreadable), "Prefect saw no failure"
    assert has_stopped(life, life.unprintable)
    with transaction(life.engine) as session:
        letters = session.exec(select(IssuedLetter.state)).all()
        details = "\n".join(failure.detail for failure in session.exec(select(SealedFailure)))
    assert letters.count("sent") >= 3
    assert STEMS[0] in details or STEMS[1] in details, (
        "no failure held a planted word: the test tests nothing"
    )


def test_every_word_planted_reached_our_own_database(life: Life) -> None:
    """But for the rubbish agencies sent and the moves that were refused, none of which is kept."""
    with transaction(life.engine) as session:
        raw = session.connection().connection
        held = b"".join(bytes(row[0]) for row in raw.cursor().execute("SELECT bytes FROM content").fetchall())
    kept = [word for word in life.planter.planted if word.encode() in held]
    assert len(kept) > 60


def test_entries_bodies_hold_no_word(life: Life, scan: Any) -> None:
    with transaction(life.engine) as session:
        raw = session.connection().connection.cursor()
        bodies = raw.execute("SELECT seq, body FROM entry ORDER BY seq").fetchall()
        rows = raw.execute("SELECT to_json(wait)::text FROM wait").fetchall()
        rows += raw.execute("SELECT to_json(consideration)::text FROM consideration").fetchall()
    assert len(bodies) > 50
    assert [hit for seq, body in bodies for hit in scan.of_bytes(bytes(body), f"entry {seq}")] == []
    assert scan.of_bytes("\n".join(row[0] for row in rows).encode(), "worklist") == []


def test_the_register_was_compared_again_and_prefect_saw_how_far(life: Life, prefect_api: Api) -> None:
    assert 1 in [entry.body["added"] for entry in written(life, "CandidatesChanged")]
    pages = dict(all_of_the_api(life.prefect, prefect_api))
    assert b'"name":"rescreen 2"' in pages["API flow_runs"]
    assert b'"key":"rescreen"' in pages["API artifacts"]


def test_nothing_said_of_a_refusal_holds_a_word(life: Life, scan: Any) -> None:
    assert len(life.said) == 14
    assert [hit for said in life.said for hit in scan.of_bytes(said.encode(), said)] == []


def test_nothing_shown_or_kept_of_a_file_of_forms_holds_a_word_but_the_forms_themselves(
    life: Life, scan: Any
) -> None:
    assert len(life.brought_in) == 2
    assert set(life.at_once) == {"2"}
    assert life.faults > 50
    assert [hit for shown in life.shown for hit in scan.of_bytes(shown.encode(), shown)] == []
    with transaction(life.engine) as session:
        raw = session.connection().connection.cursor()
        for table in ("registrationupload", "registration", "registeredindividual", "enquiry"):
            rows = raw.execute(f"SELECT to_json({table})::text FROM {table}").fetchall()
            assert rows
            assert scan.of_bytes("\n".join(row[0] for row in rows).encode(), table) == []


def test_no_file_outside_the_database_holds_a_word(life: Life, scan: Any) -> None:
    for log in (life.data / "postgres" / "server.log", life.data / "logs" / "guide.log"):
        assert log.stat().st_size > 0, f"{log} is empty: nothing was looked at"
    assert scan.of_folder(life.data, without=OURS) == []


def test_neither_prefect_s_files_nor_its_api_hold_a_word(life: Life, scan: Any, prefect_api: Api) -> None:
    home = Path(life.prefect.environment["PREFECT_HOME"])
    assert (home / "prefect.db").stat().st_size > 0
    assert scan.of_folder(home) == []
    pages = dict(enumerate(all_of_the_api(life.prefect, prefect_api)))
    assert b"pilot" not in pages[0][1]
    assert b"C-2026-" in pages[0][1], "Prefect saw no consideration: nothing was looked at"
    assert [hit for where, page in pages.values() for hit in scan.of_bytes(page, where)] == []


def test_a_flow_that_leaks_on_purpose_is_caught(
    life: Life, scanner: Any, tmp_path: Path, prefect_api: Api
) -> None:
    leaking = Path(__file__).with_name("leaking.py")
    environment = os.environ | life.prefect.environment | {"PREFECT_LOGGING_TO_API_ENABLED": "true"}
    done = subprocess.run(
        [sys.executable, str(leaking), LEAK], env=environment, capture_output=True, timeout=120, check=False
    )
    (tmp_path / "guide.log").write_bytes(done.stdout + done.stderr)
    scan = scanner(LEAK)
    assert scan.of_folder(tmp_path) != []
    until = time.monotonic() + 60
    where: set[str] = set()
    while time.monotonic() < until and not where >= {
        "API flow_runs",
        "API task_runs",
        "API logs",
        "API artifacts",
    }:
        where = {
            place.split(" of ")[0]
            for place, page in all_of_the_api(life.prefect, prefect_api)
            if scan.of_bytes(page, "")
        }
        time.sleep(0.5)
    assert where >= {"API flow_runs", "API task_runs", "API logs", "API artifacts"}
    assert scan.of_folder(Path(life.prefect.environment["PREFECT_HOME"])) != []
