"""What is asked of an item of information? Fact apart from opinion (DPA 2018 s.38), and whose it is."""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Question, named_options, plainly
from desk.loading import Opened
from desk.moves.catalogue import About, Which, move_form
from desk.moves.choosing import agencies, unless_new, with_new
from models.errors import CannotDo
from policy.facts import Item, ItemKind


def _shown(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    """What a corrected item says. Whoever corrects it has not thereby verified it."""
    held = dict(opened.dossier.items.get(about["item_id"], {}))
    return {name: value for name, value in held.items() if not name.startswith("verified")}


def _new_or_listed(opened: Opened) -> Which:
    known = [(key, item.get("fact") or "erased") for key, item in opened.dossier.items.items()]
    return with_new("Which item of information?", "Something not listed yet", "item_id", known)


def _asked(name: str, hint: str = "", kind: str = "yes_no_unknown") -> Question:
    """A question of policy/facts.py about an item, in its own words."""
    label = Item.model_fields[name].description or name
    return Question(name, label, "yes_no" if kind == "yes_no" else "yes_no_unknown", hint, optional=True)


UNCHANGED = "Nothing is assessed otherwise than it is recorded. Change an answer, or go back."
VICTIM = "A name, an address, a school, a workplace, a picture; or what a family member would recognise."


@move_form(
    "list_item",
    about=("item_id",),
    which=_new_or_listed,
    shows=_shown,
    gives=unless_new,
    leads_to="/items",
)
def list_item(opened: Opened, about: Mapping[str, str]) -> Form:
    known = about["item_id"] in opened.dossier.items
    return Form(
        "Correct an item of information" if known else "List an item of information",
        (
            Question("kind", "What is it?", "select",
                     "Only the first six can be “relevant previous convictions” (s.327B(5)); anything else "
                     "is weighed under the common law.",
                     named_options([str(each) for each in ItemKind])),
            Question("fact", "The fact", "words", "As its source says it. No opinion here.", rows=3),
            Question("source", "Source", hint="For example: PNC print of 3 November 2026.", optional=True),
            Question("owner_agency", "Whose information is it?", "select",
                     "Nothing of another agency is told without its word.", agencies(opened)),
            Question("assessment", "What somebody makes of it", "words",
                     "Opinion stands apart from fact (DPA 2018 s.38).", optional=True, rows=3,
                     heading="What is made of it"),
            _asked("schedule_34a"),
            _asked("foreign", kind="yes_no"),
            _asked("foreign_equivalent"),
            _asked("spent"),
            _asked("identifies_victim", VICTIM),
            _asked("verified", "Yes: you have. Corrected, an item is to be verified again." if known else ""),
            Question("verified_on", "Verified on", "day", optional=True),
        ),
        submit="Save item",
    )  # fmt: skip


def _which(opened: Opened) -> Which:
    things = [
        About(f"{plainly(item.get('kind') or 'item')}: {item.get('fact') or 'erased'}", {"item": key})
        for key, item in opened.dossier.information.items()
    ]
    return Which("Which item is assessed?", things, "No item of information is listed yet. List one first.")


def _opinions(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    return dict(opened.dossier.information[about["item"]])


def _otherwise(opened: Opened, given: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    """Only what is assessed otherwise than before: nobody verifies anew by leaving an answer as it was."""
    held = opened.dossier.information[about["item"]]
    reasons = given.pop("reasons")
    changed = {name: value for name, value in given.items() if value != held.get(name)}
    if not changed:
        raise CannotDo(UNCHANGED)
    return {**about, **changed, "reasons": reasons}


@move_form("assess_item", about=("item",), which=_which, shows=_opinions, gives=_otherwise, leads_to="/items")
def assess_item(opened: Opened, about: Mapping[str, str]) -> Form:
    item = opened.dossier.information[about["item"]]
    return Form(
        "Assess an item of information",
        (
            _asked("identifies_victim", VICTIM, "yes_no"),
            _asked("schedule_34a", kind="yes_no"),
            _asked("foreign_equivalent", kind="yes_no"),
            _asked("verified", "Yes: you have seen it at its source today.", "yes_no"),
            Question("reasons", "Reasons", "words"),
        ),
        intro=(f"{about['item']}: {item.get('fact') or 'its words were erased'}",),
        submit="Save assessment",
    )  # fmt: skip
