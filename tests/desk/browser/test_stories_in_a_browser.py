"""Can whole stories be done at the desk's pages? Six, by several people at browsers of their own.

Four without script, one by the keys alone. The machine's work between is done by the test; what a story
expects is held to it as in a rehearsal, and at its end the ledger holds what the rehearsal's holds.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

import flows.rehearsal
from desk.moves.questions_of_fact import GROUPS, ONLY_FOR
from flows.looking import look
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import Step, Story, read
from models import ledger
from models.database import transaction

STORIES = Path(flows.rehearsal.__file__).parent / "stories"
PLAYED: tuple[tuple[str, dict[str, bool]], ...] = (
    ("level-1-not-disclosed", {"keys": True}),
    ("withdrawn-with-concerns", {"javascript": False}),
    ("urgent-then-ratified", {"javascript": False}),
    ("mother-refuses-undertaking", {"javascript": False}),
    ("head-teacher-at-level-2", {"javascript": False}),
    ("pilot-mother-signs", {}),
)
# One page asks one group of questions, and a pack is opened part by part: more entries than a story has.
MORE_AT_THE_DESK = {"Answered", "PartOpened", "Recommended"}
# Occasions that no officer is offered: what they would choose instead.
OCCASIONS = {"urgent": "neighbour"}


class Refused(Exception):
    """The desk does not let this person do it: what stands on the page."""


class NotOffered(Refused):
    """There is nothing on the page that it could be done with."""


@dataclass
class AtTheDesk(Rehearsal):
    """A story of which every move is made by its person at the desk's pages."""

    sit: Callable[[str], Any] = field(kw_only=True)
    people: dict[str, Any] = field(default_factory=dict)
    # Answered by a form in the story, where the desk's own form leaves them to the officer's pages.
    left_to_officer: dict[str, Any] = field(default_factory=dict)

    def _do(self, step: Step) -> list[str]:
        try:
            with transaction(self.engine) as session:
                here = self._references(session, step) | self._unsettled(session, step)
            given = self._filled(step.given, here)
            if given.get("subjects") != []:
                self._at_pages(self._person(step.who or ""), step, given)
        except Refused as refused:
            said = str(refused)
            if step.refused is None:
                return [f"refused: {said}"]
            as_written = step.refused.casefold() in said.casefold()
            return [] if as_written or isinstance(refused, NotOffered) else [f"otherwise: {said}"]
        return ["it was expected to be refused, and was not"] if step.refused is not None else []

    def _person(self, handle: str) -> Any:
        if handle not in self.people:
            self.people[handle] = self.sit(handle)
        return self.people[handle]

    def _at_pages(self, person: Any, step: Step, given: dict[str, Any]) -> None:
        does = str(step.does)
        by_hand = getattr(self, f"at_{does}", None)
        if by_hand:
            by_hand(person, given)
        else:
            self._move(person, self.names[step.to], does, given)

    def _move(self, person: Any, reference: str, move: str, given: dict[str, Any]) -> None:
        """Make a move by its form: from the consideration's page, to what it is about, to the questions."""
        asked = {
            name: given.pop(name) for name in ("recipient", "letter", "item", "outcome") if name in given
        }
        if move == "think_again":
            given["outcome"] = asked.pop("outcome")
        about = "&".join(f"{name}={value}" for name, value in sorted(asked.items(), key=lambda p: p[0]))
        place = "registrations" if person.handle.startswith("registration") else "considerations"
        person.go(f"/{place}/{reference}/do/{move}" + (f"?{about}" if about else ""))
        self._send(person, self._as_posted(given))

    def _send(self, person: Any, fields: dict[str, Any]) -> None:
        """Fill in the form shown and send it; raise Refused with the page where it is not taken."""
        further = person.page.locator('a[href*="go_on="]')
        if further.count():
            person.hands.press(further)
        if not all(person.offers(name, value) for name, value in fields.items()):
            raise NotOffered(person.said())
        if person.asks("code"):  # asked of whoever decides: a fresh one
            fields = {**fields, "code": person.code}
        person.send(**fields)
        if "done=" not in person.page.url:
            raise Refused(person.said())

    def _as_posted(self, given: dict[str, Any], before: str = "") -> dict[str, Any]:
        """What a story enters, by the names of the fields that ask for it."""
        found: dict[str, Any] = {}
        for name, value in given.items():
            if isinstance(value, dict):
                found |= self._as_posted(value, f"{before}{name}.")
            elif name in ("told_by", "with_whom"):
                both = dict(zip((f"{before}{name}", f"{before}{name}_second"), value, strict=False))
                found |= both
            else:
                found[f"{before}{name}"] = value
        return found

    def at_open(self, person: Any, given: dict[str, Any]) -> None:
        person.go("/considerations/new")
        given["occasion"] = OCCASIONS.get(given["occasion"], given["occasion"])
        person.send(**given)
        self.names["it"] = _last_part(person, "/considerations/")

    def at_answer(self, person: Any, given: dict[str, Any]) -> None:
        """One page for each group of questions."""
        answers = dict(given["answers"])
        if "recipient" not in given:
            answers |= self.left_to_officer
            self.left_to_officer = {}
        to = f"&recipient={given['recipient']}" if "recipient" in given else ""
        for group in GROUPS:
            asked = {name: answers.pop(name) for name in group.questions if name in answers}
            if not asked:
                continue
            person.go(f"/considerations/{self.names['it']}/do/answer?group={group.key}{to}")
            bearing = {
                name: value
                for name, value in asked.items()
                if name not in ONLY_FOR or person.asks(f"answers.{name}")
            }
            self._send(person, self._as_posted({"answers": bearing, "reasons": given["reasons"]}))
        assert not answers, f"no page asks {sorted(answers)}"

    def at_progress(self, person: Any, given: dict[str, Any]) -> None:
        if self.left_to_officer:
            self.at_answer(person, {"answers": {}, "reasons": "Asked on the telephone; they said so."})
        self._move(person, self.names["it"], "progress", given)

    def at_record_interview(self, person: Any, given: dict[str, Any]) -> None:
        here = f"/considerations/{self.names['it']}/do/record_interview"
        person.go(here)
        answers = given.pop("answers", {})
        asked = {name: value for name, value in answers.items() if person.asks(f"answers.{name}")}
        self.left_to_officer |= {name: answers[name] for name in answers.keys() - asked.keys()}
        self._send(person, self._as_posted(given | {"answers": asked}))

    def at_hear_representations(self, person: Any, given: dict[str, Any]) -> None:
        self._move(person, self.names["it"], "hear_representations", {"how": "in_person"} | given)

    def at_tell(self, person: Any, given: dict[str, Any]) -> None:
        self._move(person, self.names["it"], "tell", {"as_in_the_script": True} | given)

    def at_settle_candidate(self, person: Any, given: dict[str, Any]) -> None:
        person.go(f"/considerations/{self.names['it']}/do/settle_candidate")
        self._send(person, given)

    def at_sign_off(self, person: Any, given: dict[str, Any]) -> None:
        """Read every part of the pack, then sign with a code."""
        with Session(self.engine) as session:
            _, dossier = look(session, self.names["it"])
        pack = next(line.pack.pack for line in dossier.lines.values() if line.pack)
        here = f"/considerations/{self.names['it']}/packs/{pack}"
        person.go("/work")
        if person.page.locator(f'main a[href="{here}"]').count():
            person.follow(here)
        else:
            person.go(here)
        if not person.asks("code"):
            raise Refused(person.said())
        parts = person.page.locator(f'main button[formaction^="{here}/parts/"]')
        while parts.count():
            person.hands.press(parts.first)
        self._send(person, {"outcome": "agree", **given})

    def at_arrange_meeting(self, person: Any, given: dict[str, Any]) -> None:
        person.go("/meetings")
        person.follow("/meetings/new")
        person.send(level=given.pop("level"))
        del given["unit"]
        self._send(person, {**given, "listed": [self.names["it"]]})
        self.names["meeting"] = _last_part(person, "/meetings/")

    def at_hold_meeting(self, person: Any, given: dict[str, Any]) -> None:
        person.go(f"/meetings/{self.names['meeting']}")
        person.follow(f"/meetings/{self.names['meeting']}/held")
        self._send(person, given)

    def at_register_interest(self, person: Any, given: dict[str, Any]) -> None:
        """Page by page, as it is told; what is not said is left blank."""
        told = _told(given)
        person.go("/registrations")
        person.send()
        while (slug := person.page.url.split("?")[0].rsplit("/", 1)[1]) not in ("likely", "check"):
            fields = told.pop(slug, {})
            asked = {name: value for name, value in fields.items() if person.asks(name)}
            if slug == "answers":
                self.left_to_officer = {name: fields[name] for name in fields.keys() - asked.keys()}
            person.send(**asked)
        assert not told, f"no page asks for {sorted(told)}"
        if slug == "likely":
            person.follow(person.page.url.split(person.page.url.split("/")[2])[1].replace("likely", "check"))
        person.send()
        self.names["it"] = person.page.url.split("/registrations/")[1].split("/")[0]


def as_done(story: Story) -> Story:
    """A story in the order in which the desk lets it be done.

    Another agency's chair opens a consideration once a meeting has it on its list, and gives a view then.
    """
    moves = list(story.moves)
    does = [step.does for step in moves]
    if "give_view" in does and "arrange_meeting" in does:
        view = moves.pop(does.index("give_view"))
        moves.insert(does.index("arrange_meeting"), view)
    return story.model_copy(update={"moves": moves})


def _told(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What an applicant says, by the page that asks for it."""
    applicant, individual, child = given["applicant"], given["individual"], given["children"][0]
    return {
        "risk": {"immediate_risk": given["immediate_risk"]},
        "receipt": {"unit": given["unit"], "route": given["route"]},
        "applicant": _called(applicant),
        "applicant-born": _some(applicant, "date_of_birth"),
        "applicant-lives": _some(applicant, "address"),
        "applicant-reached": _some(applicant, "telephone"),
        "applicant-safe": _some(applicant, "safe_to_post"),
        "relationship": _some(given, "relationship"),
        "individual-1": _called(individual),
        "individual-1-born": _some(individual, "approximate_age"),
        "individual-1-does": _some(individual, "description"),
        "individuals": {"another": False},
        "child-1": _some(child, "name", "age", "date_of_birth"),
        "children": {"another": False},
        "answers": dict(given["answers"]),
    }


def _called(who: dict[str, Any]) -> dict[str, str]:
    forenames, surname = who["name"].rsplit(" ", 1)
    return {"forenames": forenames, "surname": surname}


def _some(told: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: told[name] for name in names if name in told}


def _last_part(person: Any, after: str) -> str:
    """The reference in the address the desk led on to; Refused where it stayed."""
    if person.page.locator(".govuk-error-summary").count():
        raise Refused(person.said())
    return str(person.page.url.split(after)[1].split("?")[0].split("/")[0])


def kinds(record: Engine, reference: str) -> Counter[str]:
    """How many entries of each kind a consideration has."""
    with Session(record) as session:
        row, _ = look(session, reference)
        found = Counter(entry.kind for entry in ledger.entries(session, row.id))
    return Counter({kind: number for kind, number in found.items() if kind not in MORE_AT_THE_DESK})


@pytest.mark.parametrize(("name", "how"), PLAYED, ids=[name for name, _ in PLAYED])
def test_a_story_is_played_through_the_pages(
    name: str,
    how: dict[str, bool],
    area: Engine,
    serve: Callable[[Engine], str],
    settle: Callable[[], None],
    tell: Callable[..., None],
    sit_down: Callable[..., Any],
    played: Callable[[str], Rehearsal],
) -> None:
    url = serve(area)
    story = AtTheDesk(
        area, as_done(read(STORIES / f"{name}.yaml")), settle, tell,
        sit=lambda handle: sit_down(url, area, handle, **how),
    )  # fmt: skip
    for step in story.play():
        assert not step.failures, f"step {step.number} ({step.who}: {step.what}): {step.failures}"
    assert len(story.people) > 1, "several people"
    rehearsed = played(name)
    assert kinds(area, story.names["it"]) == kinds(rehearsed.engine, rehearsed.names["it"])
