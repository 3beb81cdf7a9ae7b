"""Does each kind say only what it may? The catalogue, and the schemas walked field by field."""

import datetime
from collections.abc import Callable, Iterator
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from annotated_types import MaxLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from letters.catalogue import CATALOGUE, Delivery, LetterKind, Release
from letters.checking import kind_named
from letters.kinds import Condition, NotProgressedReason, Sharer
from letters.letter import Letter
from models.errors import CannotDo

POSTED = [kind for kind in CATALOGUE.values() if kind.delivery is Delivery.POST]
SILENT = [kind for kind in CATALOGUE.values() if not kind.names_subject]
Made = Callable[..., Letter]
Fields = Callable[..., dict[str, Any]]


def leaves(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, Any, list[Any]]]:
    """Every field below a schema that is not itself a part: path, bare type, what limits it."""
    for name, field in model.model_fields.items():
        yield from _below(f"{path}.{name}".lstrip("."), field.annotation, _limits(field))


def _limits(field: FieldInfo) -> list[Any]:
    return list(field.metadata)


def _below(path: str, kind: Any, limits: list[Any]) -> Iterator[tuple[str, Any, list[Any]]]:
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        yield from _below(path, inner, [*limits, *more])
    elif get_origin(kind) in (Union, UnionType):
        for each in get_args(kind):
            if each is not NoneType:
                yield from _below(path, each, limits)
    elif get_origin(kind) is tuple:
        yield from _below(path, get_args(kind)[0], [])
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from leaves(kind, path)
    else:
        yield path, kind, limits


def longest(limits: list[Any]) -> int | None:
    found = [each.max_length for each in limits if isinstance(each, StringConstraints | MaxLen)]
    return next((each for each in found if each is not None), None)


def test_the_catalogue_says_who_releases_each_kind_and_how_it_leaves() -> None:
    assert {name: (str(kind.release), str(kind.delivery)) for name, kind in CATALOGUE.items()} == {
        "registration_acknowledgement": ("automatic", "post"),
        "not_progressed": ("officer", "post"),
        "interview_invitation": ("officer", "post"),
        "recipient_appointment": ("decision", "post"),
        "outcome_appointment": ("decision", "post"),
        "no_information_outcome": ("decision", "post"),
        "third_party_outcome": ("decision", "post"),
        "confidentiality_undertaking": ("decision", "hand"),
        "disclosure_script": ("decision", "police-held"),
        "recipient_conditions_notice": ("decision", "hand"),
        "representations_invitation": ("officer", "hand"),
    }


def test_only_an_acknowledgement_goes_of_itself() -> None:
    assert [kind.name for kind in CATALOGUE.values() if kind.release is Release.AUTOMATIC] == [
        "registration_acknowledgement"
    ]


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.name)
def test_each_kind_renders_in_each_of_its_wordings(kind: LetterKind, make: Made) -> None:
    for variant in kind.variants or (None,):
        letter = make(kind.name, variant=variant) if variant else make(kind.name)
        assert letter.pdf.startswith(b"%PDF-")
        assert 1 <= letter.pages <= 2


@pytest.mark.parametrize("kind", SILENT, ids=lambda kind: f"trap-01 {kind.name} has no field for an offence")
def test_a_kind_that_may_not_name_the_subject_has_no_field_for_it(kind: LetterKind) -> None:
    telling = ("subject", "offen", "convict", "crime", "victim", "child", "risk", "outcome", "nominal",
               "finding", "result", "intelligence", "exact_words", "withheld", "suspect")  # fmt: skip
    for path, _, _ in leaves(kind.schema):
        assert not [word for word in telling if word in path], path


@pytest.mark.parametrize(
    "name", ["subject", "offence", "convictions", "outcome", "child", "minutes", "notes"]
)
@pytest.mark.parametrize("kind", SILENT, ids=lambda kind: f"trap-01 {kind.name} refuses more")
def test_a_field_that_a_kind_has_no_place_for_is_refused(kind: LetterKind, name: str, make: Made) -> None:
    with pytest.raises(CannotDo, match="has no place for it") as refused:
        make(kind.name, **{name: "Dale Example"})
    assert "Dale" not in str(refused.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("unit", {"name": "Sex Offender Management Unit"}, id="trap-01 the letterhead"),
        pytest.param("unit", {"hours": "Ask for the MAPPA office"}, id="trap-01 the telephone hours"),
        pytest.param("signatory", {"role": "Offender manager"}, id="trap-01 the signatory's role"),
        pytest.param("signatory", {"unit": "ViSOR team"}, id="trap-01 the signatory's unit"),
    ],
)
def test_no_posted_letter_speaks_of_an_offence_in_passing(
    field: str, value: dict[str, str], fields_of: Fields, make: Made
) -> None:
    for kind in POSTED:
        changed = fields_of(kind.name)[field] | value
        with pytest.raises(CannotDo, match="something of an offence"):
            make(kind.name, **{field: changed})


def test_a_lane_or_a_surname_may_be_called_anything(make: Made, pages: Callable[[bytes], list[str]]) -> None:
    address = {"envelope_name": "Mr Cain Offender", "lines": ["1 Assault Lane", "Exampleton", "ZZ1 1AA"]}
    letter = make("outcome_appointment", recipient="Cain Offender", address=address)
    assert "Dear Cain Offender" in pages(letter.pdf)[0]


OUTCOMES: list[dict[str, Any]] = [
    {"outcome": "tell"},
    {"appointment": {"on": "2026-12-03", "with_whom": [{"name": "A B", "role": "PC"}] * 2}},
    {"variant": "nothing"},
]


@pytest.mark.parametrize(
    "told_apart", OUTCOMES, ids=lambda d: f"trap-02 no {next(iter(d))} to tell them apart"
)
def test_an_outcome_appointment_has_no_field_that_could_differ_with_the_outcome(
    told_apart: dict[str, Any], make: Made
) -> None:
    with pytest.raises(CannotDo, match="has no place for it"):
        make("outcome_appointment", **told_apart)


@pytest.mark.parametrize(
    "made", [pytest.param("registration", id="trap-02 identical bytes whatever the outcome")]
)
def test_outcome_appointments_of_two_considerations_are_the_same_letter(made: str, make: Made) -> None:
    # The two considerations end differently; nothing of that can reach the letter, so it is one letter.
    told, not_told = (make("outcome_appointment", made=made) for _ in range(2))
    assert told.pdf == not_told.pdf
    assert told.html == not_told.html
    assert [path for path, _, _ in leaves(CATALOGUE["outcome_appointment"].schema) if "." not in path] == [
        "reference", "marking", "recipient", "safe_to_post", "safe_to_post_attested_by", "made",
        "received_on", "call_by",
    ]  # fmt: skip


@pytest.mark.parametrize("said", [None, False, "true", 1])
@pytest.mark.parametrize("kind", POSTED, ids=lambda kind: f"trap-07 {kind.name} needs a safe address")
def test_nothing_is_posted_unless_somebody_said_that_it_is_safe(
    kind: LetterKind, said: object, make: Made
) -> None:
    with pytest.raises(CannotDo, match="Safe to post: "):
        make(kind.name, safe_to_post=said)


@pytest.mark.parametrize("kind", POSTED, ids=lambda kind: f"trap-07 {kind.name} names who said so")
def test_who_said_that_it_is_safe_is_named(kind: LetterKind, make: Made) -> None:
    with pytest.raises(CannotDo, match="Safe to post attested by: is needed"):
        make(kind.name, safe_to_post_attested_by=None)


def test_a_no_information_letter_needs_agreement_beforehand(make: Made) -> None:
    with pytest.raises(CannotDo, match="Agreed to letter: "):
        make("no_information_outcome", agreed_to_letter=False)


HANDED = [kind for kind in CATALOGUE.values() if kind.delivery is not Delivery.POST]


@pytest.mark.parametrize("kind", HANDED, ids=lambda kind: kind.name)
def test_what_is_not_posted_has_no_address(kind: LetterKind, make: Made) -> None:
    assert "address" not in kind.schema.model_fields
    with pytest.raises(CannotDo, match="Address: this kind of letter has no place for it"):
        make(kind.name, address={"envelope_name": "A B", "lines": ["1 Road", "Town", "ZZ1 1AA"]})


@pytest.mark.parametrize(
    "word", [pytest.param(w, id=f"trap-10 no {w} field")
             for w in ("applicant", "child", "family", "recipient", "made", "received_on", "address")]
)  # fmt: skip
def test_an_invitation_to_the_subject_has_no_field_for_who_asked(word: str) -> None:
    paths = [path for path, _, _ in leaves(CATALOGUE["representations_invitation"].schema)]
    assert not [path for path in paths if word in path.replace("unit.address", "")]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Whether your niece's mother should be told.", id="trap-10 a relative"),
        pytest.param("Whether Little Example Primary School should be told.", id="trap-10 a school"),
        pytest.param("Whether a boy's carer should be told.", id="trap-10 a boy"),
        pytest.param("Whether the people in Exampleton should be told.", id="trap-10 a place"),
    ],
)
def test_what_is_considered_is_said_in_general_only(said: str, make: Made) -> None:
    with pytest.raises(CannotDo, match="must not learn who asked") as refused:
        make("representations_invitation", in_general=said)
    assert "Example" not in str(refused.value)


@pytest.mark.parametrize(
    "kind", CATALOGUE.values(), ids=lambda kind: f"trap-34 {kind.name} can't hold minutes"
)
def test_no_field_could_hold_the_minutes_of_a_meeting(kind: LetterKind) -> None:
    for path, bare, limits in leaves(kind.schema):
        if bare is not str or path in ("address.envelope_name", "address.lines", "reference"):
            ok = bare in (str, bool, datetime.date, datetime.time) or get_origin(bare) is Literal
            assert ok or issubclass(bare, Enum), path
            continue
        cap = longest(limits)
        spoken = path in ("exact_words", "withheld", "safety_advice")
        prose = path in ("in_general", "questions.asked", "questions.answer", "safe_to_post_attested_by")
        assert cap is not None, path
        assert cap <= (4000 if spoken else 600 if prose else 200), path


TYPED = {
    "reference", "recipient", "organisation", "complaints", "safe_to_post_attested_by", "holder.name",
    "holder.role", "address.envelope_name", "address.lines", "unit.organisation", "unit.name", "unit.address",
    "unit.telephone", "unit.email", "unit.hours", "signatory.name", "signatory.role", "signatory.unit",
    "appointment.place", "appointment.with_whom.name", "appointment.with_whom.role",
}  # fmt: skip


@pytest.mark.parametrize("kind", SILENT, ids=lambda kind: f"trap-34 {kind.name} takes reasons from a list")
def test_what_a_person_may_type_into_a_letter_is_names_and_places_only(kind: LetterKind) -> None:
    assert {path for path, bare, _ in leaves(kind.schema) if bare is str} <= TYPED


@pytest.mark.parametrize("kind", SILENT, ids=lambda kind: f"trap-34 {kind.name} takes one line at a time")
def test_a_page_of_minutes_is_refused_wherever_it_is_put(
    kind: LetterKind, make: Made, fields_of: Fields
) -> None:
    minutes = "\n".join(f"{n}. The meeting discussed the matter at length." for n in range(40))
    for changes in (
        {"unit": fields_of(kind.name)["unit"] | {"hours": minutes}},
        {"signatory": fields_of(kind.name)["signatory"] | {"role": minutes}},
        {"recipient": minutes},
    ):
        with pytest.raises(CannotDo) as refused:
            make(kind.name, **changes)
        assert "discussed" not in str(refused.value)


@pytest.mark.parametrize("reason", NotProgressedReason)
def test_each_reason_not_to_progress_has_words(
    reason: NotProgressedReason, make: Made, pages: Callable[[bytes], list[str]]
) -> None:
    [why] = [" ".join(pages(make("not_progressed", reason=reason).pdf)).split(" Why ")[1]]
    assert len(why.split("What this letter does not mean")[0]) > 40


def test_each_condition_and_each_sharer_has_words(make: Made) -> None:
    letter = make("recipient_conditions_notice", conditions=list(Condition), may_share_with=list(Sharer))
    lists = letter.html.split("<ul>")
    assert [part.count("<li>") for part in lists[1:3]] == [len(Condition), len(Sharer)]


def test_every_obstacle_comes_at_once_and_none_repeats_what_was_entered(make: Made) -> None:
    with pytest.raises(CannotDo) as refused:
        make(
            "not_progressed",
            reason="because",
            recipient="漢 Secretname",
            address={"envelope_name": "Secretname", "lines": ["@1 Secret Road", "Nowhere"]},
            safe_to_post=False,
            received_on="yesterday",
            marking="SECRET",
            secretname="x y",
        )
    assert len(refused.value.obstacles) >= 8
    assert "ecretname" not in "".join(refused.value.obstacles).replace("Secretname: this kind", "")
    assert "Secret Road" not in str(refused.value)
    assert "Received on: must be a date." in refused.value.obstacles


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(CannotDo, match="outcome_appointment"):
        kind_named("leaflet")
