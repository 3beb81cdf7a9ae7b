"""Is the sample area the report's in number, nobody's in name, and the same each time?"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from flows.force import Force
from flows.register.assembling import Known
from flows.register.people import Nominal
from flows.register.reading import read_extract
from flows.sample_area import SampleArea, fill, load_people, write
from flows.steps.actor import folded
from models import clock, ledger, schemes
from models.agency import Agency
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer
from models.subject import Subject
from policy.facts import Route
from policy.scheme import outranks_or_equals

FILES = ("register.csv", "register.jsonl", "officers.json", "agencies.json", "force.yaml", "schemes.yaml")


@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> SampleArea:
    return write(tmp_path_factory.mktemp("area"))


@pytest.fixture(scope="module")
def staff(area: SampleArea) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(area.officers.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def people(area: SampleArea, staff: list[dict[str, Any]]) -> dict[str, Nominal]:
    """Everybody, read through the import's own strict reader."""
    agencies = json.loads(area.agencies.read_text(encoding="utf-8"))
    known = Known(
        agencies=frozenset(agency["code"] for agency in agencies),
        units=frozenset({"western", "northern", "eastern"}),
        officers=frozenset(officer["handle"] for officer in staff),
    )
    read = [
        read_extract(path.read_bytes(), format_, known, date(2026, 11, 24))
        for path, format_ in ((area.register, "csv"), (area.register_jsonl, "jsonl"))
    ]
    assert [extract.faults for extract in read] == [[], []]
    assert read[0].people == read[1].people
    return read[0].people


def test_the_counts_are_those_of_the_2006_07_table(people: dict[str, Nominal]) -> None:
    everybody = people.values()
    assert Counter(p.category for p in everybody) == {1: 577, 2: 182, 3: 3}
    assert Counter(p.unit for p in everybody if p.category == 1) == {
        "western": 174,
        "northern": 212,
        "eastern": 191,
    }
    assert Counter((p.category, p.level) for p in everybody) == {
        (1, 3): 6,
        (1, 2): 278,
        (1, 1): 293,
        (2, 3): 10,
        (2, 2): 129,
        (2, 1): 43,
        (3, 2): 3,
    }


def test_the_same_bytes_each_time_in_any_process(area: SampleArea, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        code = "import sys, pathlib, flows.sample_area as s; s.write(pathlib.Path(sys.argv[1]))"
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(tmp_path / seed)], check=True, env=environment)
    for name in FILES:
        digests = {
            hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for folder in (area.folder, tmp_path / "1", tmp_path / "2")
        }
        assert len(digests) == 1, name


def test_nobody_and_no_place_is_real(area: SampleArea, people: dict[str, Nominal]) -> None:
    postcodes = {a.postcode for p in people.values() for a in p.addresses if a.postcode}
    assert len(postcodes) > 500
    assert all(re.fullmatch(r"ZZ[0-9]{1,2} [1-9][A-Z]{2}", postcode) for postcode in postcodes)
    text = " ".join((area.folder / name).read_text(encoding="utf-8") for name in FILES).casefold()
    for word in ("cheshire", "halton", "warrington", "runcorn", "chester", "crewe", "macclesfield", "eagle"):
        assert word not in text.replace("exampleshire", "").replace("rochester", ""), word


def test_names_come_in_many_shapes_and_hardly_repeat(people: dict[str, Nominal]) -> None:
    names = Counter((p.forenames, p.surname) for p in people.values())
    assert [name for name, count in names.items() if count > 1] == [("Owen", "Enghraifft")]
    surnames = {p.surname for p in people.values()}
    assert len(surnames) > 200
    assert sum(1 for name in surnames if not name.isascii()) >= 10
    assert any("'" in name for name in surnames)
    assert any("-" in name for name in surnames)
    assert any(" " in name for name in surnames)


def test_the_story_people_are_who_the_stories_say(people: dict[str, Nominal]) -> None:
    assert (people["S-0001"].unit, people["S-0001"].level, people["S-0001"].category) == ("northern", 2, 1)
    assert people["S-0002"].level == 1
    assert people["S-0003"].level == 3
    born = people["S-0004"].date_of_birth
    assert born is not None
    assert date(2008, 11, 24) < born < date(2009, 11, 24)  # seventeen
    assert people["S-0005"].managed_by_area == "Otherexampleshire"
    one, other = people["S-0006"], people["S-0007"]
    assert (one.forenames, one.surname) == (other.forenames, other.surname)
    assert (one.date_of_birth is None, other.date_of_birth is None) == (False, True)
    assert people["S-0016"].lead_agency == "probation"
    assert people["S-0017"].convictions[0].disposal == "caution"
    assert people["S-0018"].convictions[0].foreign
    assert people["S-0019"].convictions[0].disposal == "insanity_finding"
    assert people["S-0020"].category == 2


def test_everybody_is_adult_but_a_few_of_seventeen(people: dict[str, Nominal]) -> None:
    born = [p.date_of_birth for p in people.values() if p.date_of_birth]
    minors = [day for day in born if day > date(2008, 11, 24)]
    assert len(minors) == 4
    assert all(day < date(2009, 11, 24) for day in minors)


def test_nobody_on_the_staff_has_a_name_on_the_register(
    people: dict[str, Nominal], staff: list[dict[str, Any]]
) -> None:
    registered = {folded(f"{p.forenames} {p.surname}") for p in people.values()}
    assert registered & {folded(officer["name"]) for officer in staff} == set()


def test_each_signature_any_scheme_asks_for_can_be_given(
    area: SampleArea, staff: list[dict[str, Any]]
) -> None:
    active = [officer for officer in staff if not officer["revoked_at"]]
    loaded = schemes.load(area.schemes)
    asked = {
        signatory
        for scheme in loaded.editions.values()
        for row in scheme.sign_off.values()
        for lead in ("police", "probation")
        for signatory in (s.for_lead(lead) for s in (row.decider, *row.concurrences, row.escalation))
    }
    for signatory in asked:
        able = {
            officer["person_key"]
            for officer in active
            if officer["agency"] == signatory.agency
            and outranks_or_equals(signatory.agency, officer["rank"], signatory.rank)
        }
        assert len(able) >= (1 if signatory.rank in ("chief_officer", "director") else 2), signatory


def test_one_person_has_two_accounts_and_one_account_has_ended(staff: list[dict[str, Any]]) -> None:
    keys = Counter(officer["person_key"] for officer in staff)
    assert [key for key, count in keys.items() if count > 1] == [
        next(o["person_key"] for o in staff if o["handle"] == "ppo.northern.1")
    ]
    assert [o["handle"] for o in staff if o["revoked_at"]] == ["ppo.western.9"]


def test_the_settings_put_the_pilot_in_force(area: SampleArea) -> None:
    loaded = schemes.load(area.schemes)
    assert loaded.live[Route.PILOT_REGISTRATION] == "pilot-registration-2007/2007"
    force = Force.model_validate(yaml.safe_load(area.force.read_text(encoding="utf-8")))
    assert set(force.units) == {"western", "northern", "eastern"}


def test_people_are_loaded_once_however_often(session: Session, area: SampleArea) -> None:
    load_people(session, area.folder)
    load_people(session, area.folder, system_url="http://127.0.0.1:9999")
    officers = session.exec(select(Officer)).all()
    assert len(officers) == len(json.loads(area.officers.read_text(encoding="utf-8")))
    urls = {agency.code: agency.system_url for agency in session.exec(select(Agency))}
    assert (urls["probation"], urls["health"]) == ("http://127.0.0.1:9999", None)


def test_filling_a_record_brings_the_whole_register_by_two_hands(application: Engine, tmp_path: Path) -> None:
    for _ in range(2):
        fill(application, "http://127.0.0.1:9999", originals=tmp_path / "originals")
    with transaction(application) as session:
        assert session.exec(select(func.count()).select_from(Subject)).one() == 762
        written = ledger.entries(session, kinds=["RegisterUploaded", "RegisterApplied"])
    assert [entry.kind for entry in written] == ["RegisterUploaded", "RegisterApplied"]
    assert all(one.by != other.by for one, other in pairwise(written))


def test_a_clock_before_the_extracts_day_is_said_so(application: Engine, tmp_path: Path) -> None:
    with transaction(application) as session:
        clock.set_clock(session, datetime(2026, 1, 5, tzinfo=UTC))
    with pytest.raises(CannotDo, match="was made on 2 November 2026"):
        fill(application, originals=tmp_path / "originals")


def test_what_can_not_be_written_or_read_is_said_so(session: Session, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(CannotDo, match="can't be written"):
        write(tmp_path / "file")
    with pytest.raises(CannotDo, match=r"agencies.json can't be read"):
        load_people(session, tmp_path)
