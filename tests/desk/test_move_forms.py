"""Can every move people make be made through a form, with all that it takes, and is nothing else asked?

The stories bring considerations to where each move has something to be about.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.datastructures import FormData

import flows
from desk.forms import Form, Question, read
from desk.loading import Opened, _found
from desk.moves import every  # noqa: F401 - registers the forms
from desk.moves.catalogue import CATALOGUE, narrow
from desk.moves.facts import asked_of
from desk.moves.questions_of_fact import GROUPS
from desk.pages import every as every_page  # noqa: F401 - registers the routes
from desk.prefilling import as_typed
from desk.routes import ROUTES
from desk.visiting import DeskSettings, Visit
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.steps.entering import checked_as
from flows.steps.moving import MADE
from flows.steps.questions import DERIVED
from models.candidates import JoinedTo
from models.database import transaction
from models.dossier import LetterState, Line, LinkState, Phase
from policy.facts import Facts, RecipientFacts, RecipientKind

BY_PEOPLE = sorted(name for name, made in MADE.items() if made.roles)
# Made on a page of their own, at its address.
PAGES_OF_THEIR_OWN = {
    "sign_off": "/considerations/{reference}/packs/{pack}",
    "declare_named_in": "/considerations/{reference}/declare",
}
# Stories, and how far each has come: of a registration, and of a telling from its proposal to its end.
STANDINGS = (
    ("pilot-mother-signs", "settle_candidate"),
    ("head-teacher-at-level-2", "propose"),
    ("head-teacher-at-level-2", "record_undertaking"),
)
# Where one answer of several is needed, whichever it is. (These two want one unlike what is recorded.)
ONE_OF_SEVERAL = ("settle_candidate", "add_to_registration")
# Not asked by name, each for a reason.
NOT_ASKED = {"add_to_registration": {"form"}}  # it is made of what each page of the registration asks


@pytest.fixture
def opened_at(carry_on: Callable[..., Rehearsal]) -> Callable[[str, str | None], Opened]:
    """A story's consideration, as far as it has come, opened."""

    def at(name: str, before: str | None) -> Opened:
        rehearsal = carry_on(name, before, [])
        with transaction(rehearsal.engine) as session:
            desk = DeskSettings(data=Path("nowhere"))
            who = actor(session, "ppo.northern.1")
            visit = Visit(cast(Any, SimpleNamespace()), rehearsal.engine, desk, actor=who)
            return _found(session, visit, rehearsal.names["it"])

    return at


@pytest.fixture
def everywhere(opened_at: Callable[[str, str | None], Opened]) -> list[Opened]:
    """Considerations in which every move has something to be about."""
    return [with_more(opened_at(*standing)) for standing in STANDINGS]


def with_more(opened: Opened) -> Opened:
    """What no story comes to at once: a hold, a link, letters at every turn, one joined."""
    d, now = opened.dossier, opened.now
    d.holds["live_investigation"] = ("di.northern.1", now)
    d.links["K-2026-00001"] = LinkState("K-2026-00001", "same_child", "R-2026-00001", ("surname",), now)
    d.joined["C-2026-00099"] = JoinedTo("C-2026-00099", now, to_look_at=True)
    for number, (state, delivery) in enumerate((("laid", "post"), ("laid", "hand"), ("unknown", "post"))):
        letter = f"L-2026-0009{number}"
        d.letters[letter] = LetterState(letter, "x", None, "0" * 64, "officer", delivery, now, state=state)
    d.lines["recipient-9"] = Line(
        "recipient-9", "employer", phase=Phase.PROPOSED, proposal={"proposal": "0" * 32, "outcome": "tell"}
    )
    d.lines["recipient-8"] = Line("recipient-8", "community", ratified=False, since=now)
    d.lines["recipient-7"] = Line("recipient-7", "landlord", phase=Phase.UNDERTAKING_REFUSED, since=now)
    return opened


def typed_into(question: Question) -> list[tuple[str, str]]:
    """A right answer to a question, as a browser posts it."""
    match question.kind:
        case "day" | "moment":
            return list(zip(question.posted_as, ("8", "12", "2026", "10:30"), strict=False))
        case "yes_no" | "yes_no_unknown":
            return [(question.name, "yes")]
        case "choice" | "select" | "choices":
            return [(question.name, question.options[0].value)] if question.options else []
        case "time":
            return [(question.name, "10:30")]
        case "number":
            return [(question.name, "1")]
        case "lines":
            return [(question.name, "1 Example Row\nNorthexample\nZZ1 1AA")]
    return [(question.name, "S-0009" if "subject" in question.name else "Words enough to stand as reasons.")]


def filled(form: Form, *, only_needed: bool) -> FormData:
    asked = [question for question in form.questions if not (only_needed and question.optional)]
    return FormData([pair for question in asked for pair in typed_into(question)])


def forms_of(move: str, opened: Opened) -> Iterator[tuple[Form, dict[str, str]]]:
    """Each form the move has here, with what it is about."""
    asked = CATALOGUE[move]
    if asked.which is None:
        yield asked.asks(opened, {}), {}
        return
    for thing in asked.which(opened).things:
        yield asked.asks(opened, thing.address), dict(thing.address)


def test_every_move_people_make_has_a_form_or_a_page_of_its_own() -> None:
    without = [move for move in BY_PEOPLE if move not in CATALOGUE and move not in PAGES_OF_THEIR_OWN]
    assert not without
    assert not [move for move in CATALOGUE if move not in BY_PEOPLE]
    posted = {route.path for route in ROUTES if route.method == "POST"}
    assert set(PAGES_OF_THEIR_OWN.values()) <= posted


def test_every_move_leads_to_a_page_there_is() -> None:
    shown = {route.path for route in ROUTES if route.method == "GET"}
    led_to = {"/considerations/{reference}" + asked.leads_to for asked in CATALOGUE.values()}
    assert led_to <= shown


def test_every_question_of_fact_is_in_one_group() -> None:
    in_groups = [name for group in GROUPS for name in group.questions]
    askable = [
        name for model in (Facts, RecipientFacts) for name in model.model_fields if name not in DERIVED
    ]
    assert sorted(in_groups) == sorted(askable)


def test_every_question_about_a_recipient_is_asked_of_some_kind() -> None:
    for group in GROUPS:
        kinds = [str(kind) for kind in RecipientKind] if group.about_recipient else [None]
        assert {name for kind in kinds for name in asked_of(group, kind)} == set(group.questions)


def test_what_a_form_gives_is_what_its_move_takes(everywhere: list[Opened]) -> None:
    for opened in everywhere:
        for move in sorted(CATALOGUE):
            for form, about in forms_of(move, opened):
                for only_needed in (True, False):
                    if any(each.kind == "select" and not each.options for each in form.questions):
                        continue  # nobody and nothing to choose here, as its hint says
                    entered = read(form, filled(form, only_needed=only_needed))
                    assert not entered.errors, (move, entered.errors)
                    if move in ("answer", "assess_item") or (only_needed and move in ONE_OF_SEVERAL):
                        continue
                    given = CATALOGUE[move].gives(opened, entered.given, about)
                    checked_as(MADE[move].given, given)


def test_every_field_of_a_move_can_be_given(everywhere: list[Opened]) -> None:
    can: dict[str, set[str]] = {move: set() for move in CATALOGUE}
    for opened in everywhere:
        for move in CATALOGUE:
            for form, about in forms_of(move, opened):
                can[move] |= {question.name.split(".")[0] for question in form.questions} | set(about)
                can[move] |= set(CATALOGUE[move].about)
    for move, names in can.items():
        fields = set(MADE[move].given.model_fields)
        assert fields - names == NOT_ASKED.get(move, set()), move


def test_what_stands_in_a_form_at_first_can_be_sent_as_it_is(
    everywhere: list[Opened],
) -> None:
    for opened in everywhere:
        for move in CATALOGUE:
            for form, about in forms_of(move, opened):
                typed = as_typed(form, CATALOGUE[move].shows(opened, about))
                posted: list[tuple[str, Any]] = [
                    (name, each) for name, held in typed.items() for each in _each(held)
                ]
                wrong = read(form, FormData(posted)).errors
                assert not [
                    name for name, words in wrong.items() if "needed" not in words and "choose" not in words
                ], move


def _each(held: Any) -> list[str]:
    return held if isinstance(held, list) else [held]


def test_what_a_refusal_says_is_said_by_the_process(
    everywhere: list[Opened],
) -> None:
    """A question that waits for words nobody says would show its refusals nowhere near it."""
    said = "".join(
        path.read_text()
        for folder in ("steps", "../policy", ".")
        for path in (Path(flows.__path__[0]) / folder).glob("*.py")
    )
    for opened in everywhere:
        for move in CATALOGUE:
            for form, _ in forms_of(move, opened):
                for question in form.questions:
                    assert not [words for words in question.refusals if words not in said], (
                        move,
                        question.name,
                    )


def test_a_move_is_about_nothing_but_what_is_there(
    everywhere: list[Opened],
) -> None:
    opened = everywhere[-1]
    if opened:
        assert narrow(CATALOGUE["tell"], opened, {"recipient": "recipient-9"}) is None
        settled = narrow(CATALOGUE["tell"], opened, {})
        assert settled
        assert settled.about == {"recipient": "recipient-1"}
        several = narrow(CATALOGUE["answer"], opened, {"recipient": "recipient-1"})
        assert several
        assert several.open_between
        assert {thing.address["recipient"] for thing in several.open_between.things} == {"recipient-1"}
