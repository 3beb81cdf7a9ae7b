"""Does anything get lost, done twice or let go unsigned when guides are SIGKILLed over and over?

Written stories are played while guides on the same record are killed at random moments and at the edges
of their acts. Most kills run without Prefect, which is off the path; the rest with a real server.
"""

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

import flows.rehearsal
from desk.rehearsing import telling, waiting_on_machine
from flows.people import actor
from flows.rehearsal import playing
from flows.rehearsal.story import Story, read
from flows.steps.opening import open_consideration
from flows.steps.registering import register_interest
from models import ledger
from models.database import transaction
from models.ledger import Recorded
from models.verification import verify_record

pytestmark = pytest.mark.kill
STORIES = Path(flows.rehearsal.__file__).parent / "stories"
# Each tells somebody or writes letters; together they reach every act of the machine.
PLAYED = (
    "head-teacher-at-level-2",
    "pilot-mother-signs",
    "urgent-then-ratified",
    "employer-representations-heard",
    "sports-centre-manager",
    "level-1-not-disclosed",
)
KILLS, KILLS_WITH_PREFECT = 48, 16
Acknowledged = dict[int, bytes]
Play = Callable[[Story], list[str]]


@pytest.fixture
def acknowledged() -> Acknowledged:
    """What the test was told had been written: sequence number and hash."""
    return {}


@pytest.fixture
def play(
    quiet_area: Engine,
    agencies: str,
    settle: Any,
    acknowledged: Acknowledged,
    monkeypatch: pytest.MonkeyPatch,
) -> Play:
    """Play a story, keeping a list of every move that was acknowledged; give what did not go as written."""
    pending: list[int] = []

    def remembering(step: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*args: Any, **kwargs: Any) -> Any:
            result = step(*args, **kwargs)
            pending.extend(result.entries)
            return result

        return taken

    for name in ("take", "open_consideration", "register_interest"):
        monkeypatch.setattr(playing, name, remembering(getattr(playing, name)))

    def whole(story: Story) -> list[str]:
        found = []
        for played in playing.Rehearsal(quiet_area, story, settle, telling(agencies)).play():
            note(quiet_area, acknowledged, pending)
            found += [f"{story.story}, step {played.number}: {failure}" for failure in played.failures]
        return found

    return whole


def note(engine: Engine, acknowledged: Acknowledged, pending: list[int]) -> None:
    """Note the hashes of what has just been acknowledged."""
    with transaction(engine) as session:
        held = {entry.seq: entry.hash for entry in ledger.entries(session)}
    acknowledged.update({seq: held[seq] for seq in pending})
    pending.clear()


@pytest.fixture
def begin_others(
    quiet_area: Engine, acknowledged: Acknowledged, interest: Callable[[int], Any]
) -> Callable[[int], None]:
    """Begin a wave of considerations nobody works on: machines ask, recommend, acknowledge by letter."""

    def begin(wave: int) -> None:
        made: list[int] = []
        with transaction(quiet_area) as session:
            officer, registrar = actor(session, "dci.1"), actor(session, "registration.northern.1")
            for number in range(21 + 12 * wave, 33 + 12 * wave):
                made += open_consideration(session, officer, {"subject": f"S-{number:04d}"}).entries
            for number in range(10):
                made += register_interest(session, registrar, interest(10 * wave + number)).entries
        note(quiet_area, acknowledged, made)

    return begin


@pytest.mark.parametrize(("source", "kills"), [("zygote", KILLS), ("prefect_zygote", KILLS_WITH_PREFECT)])
def test_guides_killed_over_and_over_lose_nothing(
    source: str,
    kills: int,
    request: pytest.FixtureRequest,
    quiet_area: Engine,
    tmp_path: Path,
    settle: Any,
    no_run_looks_alive: Any,
    play: Play,
    begin_others: Callable[[int], None],
    killing: Callable[..., Any],
    acknowledged: Acknowledged,
) -> None:
    otherwise: list[str] = []
    with killing(request.getfixturevalue(source), kills) as killer:
        begin_others(0)
        for name in PLAYED:
            otherwise += play(read(STORIES / f"{name}.yaml"))
        for wave in itertools.count(1):
            if killer.kills >= kills:
                break
            begin_others(wave)
            settle()
        killer.leave_one_alive()
        settle()
        if source == "prefect_zygote":
            server = request.getfixturevalue("prefect")
            no_run_looks_alive(server.url, server.environment["PREFECT_API_AUTH_STRING"])
    print(f"{killer.kills} kills, {killer.at_points} at a point; {len(acknowledged)} entries acknowledged")
    assert otherwise == []
    with transaction(quiet_area) as session:
        entries = ledger.entries(session)
        verdict = verify_record(session)
    assert verdict.good, str(verdict)
    assert {seq: held.hash for seq in acknowledged for held in [entries[seq - 1]]} == acknowledged
    assert waiting_on_machine(quiet_area) == []
    assert list(done_twice(entries)) == []
    assert list(gone_without_release(entries, tmp_path / "print")) == []


def done_twice(entries: list[Recorded]) -> Iterator[str]:
    """Find every step of the machine that left two marks where it may leave one."""
    once = Counter(natural_key(entry) for entry in entries if natural_key(entry))
    yield from (f"{key} {times} times" for key, times in once.items() if times > 1)
    claims, sent, again = (
        Counter(entry.body["letter"] for entry in entries if fits(entry))
        for fits in (is_claim, is_sent, is_settled_not_sent)
    )
    for letter, times in claims.items():
        if times > 1 + again[letter]:
            yield f"{letter} claimed {times} times, settled as not sent {again[letter]} times"
    yield from (f"{letter} sent {times} times" for letter, times in sent.items() if times > 1)


def natural_key(entry: Recorded) -> tuple[Any, ...] | None:
    body = entry.body
    match entry.kind:
        case "CheckAsked" | "CheckFailed":
            return (entry.kind, entry.consideration, body["check"], body["attempt"])
        case "PackLaid":
            return (entry.kind, body["proposal"], body["digest"])
        case "LetterIssued":
            return (entry.kind, body["letter"])
        case "Recommended":
            return (entry.kind, entry.consideration, body["recipient"], body["facts_digest"])
        case "DecisionStood":
            return (entry.kind, body["pack"])
        case "Opened":
            return (entry.kind, body["reference"])
    return None


def is_claim(entry: Recorded) -> bool:
    return entry.kind == "LetterClaimed"


def is_sent(entry: Recorded) -> bool:
    settled = entry.kind == "LetterSettled" and entry.body["fate"] == "sent"
    return settled or (entry.kind == "LetterSent" and entry.body["channel"] == "print folder")


def is_settled_not_sent(entry: Recorded) -> bool:
    return entry.kind == "LetterSettled" and entry.body["fate"] == "not_sent"


def gone_without_release(entries: list[Recorded], folder: Path) -> Iterator[str]:
    """Find letters in the print folder that nothing released, or that are not as issued or not said sent."""
    issued = {entry.body["letter"]: entry for entry in entries if entry.kind == "LetterIssued"}
    sent = {entry.body["letter"] for entry in entries if is_sent(entry)}
    there = {path.stem: path for path in folder.glob("*.pdf")}
    yield from (f"{letter} is in one of print folder and record only" for letter in sent ^ there.keys())
    for letter, path in there.items():
        before = entries[: next(e.seq for e in entries if is_claim(e) and e.body["letter"] == letter)]
        if hashlib.sha256(path.read_bytes()).hexdigest() != issued[letter].body["sha256"]:
            yield f"{letter} is not as it was issued"
        if not any(e.kind == "LetterReleased" and e.body["letter"] == letter for e in before):
            yield f"{letter} was not released"
        if issued[letter].body["release"] == "decision":
            packs = {
                e.body["pack"]: e for e in before if e.kind == "PackLaid" and letter in e.body["letters"]
            }
            stood = {e.body["pack"]: e.body["digest"] for e in before if e.kind == "DecisionStood"}
            if not any(stood.get(pack) == laid.body["digest"] for pack, laid in packs.items()):
                yield f"{letter} went without a decision"
