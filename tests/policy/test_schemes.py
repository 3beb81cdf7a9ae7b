"""Are schemes read, checked and kept to the force's own? Every error, each with its line."""

from datetime import date
from pathlib import Path

import pytest

from models import sources_page
from models.errors import CannotDo
from models.schemes import FORCE_FILE, SAMPLE_FORCE, SCHEME_FOLDER, Schemes, build, load, schemes
from models.yaml_lines import LARGEST, read
from policy.facts import Route
from policy.scheme import OWN_TO_SET, Scheme
from policy.sources import SOURCES


def refused(text: str) -> list[str]:
    with pytest.raises(CannotDo) as caught:
        build(read(text))
    return caught.value.obstacles


def test_the_sample_area_has_the_pilot_edition_in_force(installed: Schemes) -> None:
    live = installed.in_force(Route.PILOT_REGISTRATION, date(2026, 11, 24))
    assert live.name == "pilot-registration-2007/2007"
    assert live.presumption == "pilot"


def test_without_a_forces_own_file_the_pilot_is_not_in_force() -> None:
    plain = load()
    assert plain.in_force(Route.MAPPA_S327A, date(2026, 11, 24)).name == "mappa/2025"
    with pytest.raises(CannotDo, match="No edition is live for the route pilot_registration"):
        plain.in_force(Route.PILOT_REGISTRATION, date(2026, 11, 24))


def test_an_edition_is_not_in_force_before_its_day(installed: Schemes) -> None:
    assert installed.in_force(Route.MAPPA_S327A, date(2008, 7, 14)).in_force_from == date(2008, 7, 14)
    with pytest.raises(CannotDo, match="not in force on 13 July 2008"):
        installed.in_force(Route.MAPPA_S327A, date(2008, 7, 13))


def test_an_edition_is_not_in_force_after_its_last_day(mappa: Scheme) -> None:
    ended = mappa.in_force.model_copy(update={"until": date(2026, 1, 31)})
    scheme = mappa.model_copy(update={"in_force": ended})
    assert scheme.in_force_on(date(2026, 1, 31))
    assert not scheme.in_force_on(date(2026, 2, 1))
    assert scheme.in_force_to == date(2026, 1, 31)


def test_an_edition_nobody_installed_is_said_with_those_that_are(installed: Schemes) -> None:
    with pytest.raises(CannotDo, match="No scheme mappa/1999 is installed; installed are: csods-2023/2023"):
        installed.get("mappa", "1999")


def test_a_force_may_set_its_own_values_and_they_are_marked_as_its_own() -> None:
    found = build(
        read(
            "force: Elsewhere\n"
            "schemes:\n"
            "  mappa/2025:\n"
            "    sign_off: {employer: {decider: {agency: police, rank: dci}}}\n"
            "    clocks: {decision: {amount: 20, unit: working_days, note: ours}}\n"
            "    every_case: {weeks_by_level: {1: 26, 2: 12, 3: 6}}\n"
        )
    )
    scheme = found.get("mappa", "2025")
    assert scheme.sign_off["employer"].decider.rank == "dci"
    assert (scheme.clocks["decision"].amount, scheme.clocks["decision"].unit) == (20, "working_days")
    assert scheme.clocks["decision"].rests_on.key == "force-policy"
    assert scheme.every_case.weeks_by_level[1] == 26
    assert scheme.clocks["agency_answer"].source == "design"
    assert found.force == "Elsewhere"


def test_every_error_is_found_at_once_each_with_its_line() -> None:
    assert refused(
        "force: X\n"
        "schemes:\n"
        "  mappa/2025:\n"
        "    sign_off:\n"
        "      employer:\n"
        "        decider: {agency: police, rank: sgt}\n"
        "      shopkeeper: {decider: {agency: police, rank: di}}\n"
        "    clocks:\n"
        "      decision: {amount: twenty}\n"
        "      agency_answer: {unit: moons, tag: S}\n"
        "    in_force: {since: 2000-01-01}\n"
        "    title: Ours\n"
        "  other/1: {}\n"
        "live_editions: {pilot_registration: mappa/2025}\n"
        "closures: [{on: 2026-13-41, why: shut}]\n"
    ) == [
        "line 6: schemes.mappa/2025.sign_off.employer.decider.rank: found 'sgt'; "
        "allowed: pc, ds, di, dci, det_supt, acc",
        "line 7: schemes.mappa/2025.sign_off.shopkeeper: can't be set; what can: community, urgent, "
        "employer, employer_level_3, head_teacher, head_teacher_level_3, victim_or_family, "
        "other_third_party, tell_level_1, tell_level_2, tell_level_3, not_tell_level_1, "
        "not_tell_level_2, not_tell_level_3",
        "line 9: schemes.mappa/2025.clocks.decision.amount: found 'twenty'; "
        "Input should be a valid integer, unable to parse string as an integer",
        "line 10: schemes.mappa/2025.clocks.agency_answer.tag: "
        "the source of a value is not the force's to set",
        "line 10: schemes.mappa/2025.clocks.agency_answer.unit: found 'moons'; "
        "allowed: 'hours', 'calendar_days', 'working_days' or 'weeks'",
        "line 11: schemes.mappa/2025.in_force.since: rests on a source tagged [M], "
        "so a force can't set it otherwise",
        "line 12: schemes.mappa/2025.title: can't be set; what can: in_force, who_may_register, access, "
        "checks, clocks, sign_off, joint, representations, recipients, letters, form, every_case",
        "line 13: schemes.other/1: no such scheme; "
        "allowed: csods-2023/2023, mappa/2025, pilot-registration-2007/2007",
        "line 14: live_editions.pilot_registration: found 'mappa/2025'; "
        "allowed: pilot-registration-2007/2007",
        "line 15: closures.0.on: found '2026-13-41'; not a value of that kind",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "line 1: file: found None", id="an empty file"),
        pytest.param("[1, 2]", "line 1: file: found list", id="a list"),
        pytest.param("force: [", "line 1: file: not YAML", id="not YAML"),
        pytest.param("force: X\nforce: Y", "line 2: force: stands here twice", id="a key twice"),
        pytest.param("force: X\n? [a]\n: 1", "line 2: a key must be a plain word", id="a key that is a list"),
        pytest.param("force: X\ncolour: red", "line 2: colour: not a setting known here", id="unknown key"),
        pytest.param("schemes: {}", "line 1: force: missing", id="no name"),
        pytest.param("force: X\nschemes: all", "line 2: schemes: found 'all'", id="schemes not a table"),
        pytest.param(
            "force: X\nschemes: {mappa/2025: all}",
            "schemes.mappa/2025: found 'all'",
            id="a scheme not a table",
        ),
        pytest.param("force: &a [x]\nschemes: *a", "line 1: schemes: an alias", id="an alias"),
        pytest.param(
            "force: X\nschemes:\n mappa/2025:\n"
            "  sign_off: {employer: {escalation: {agency: shop, rank: di}}}",
            "line 4: schemes.mappa/2025.sign_off.employer.escalation.agency: found 'shop'; allowed: police",
            id="an agency nobody knows",
        ),
        pytest.param(
            "force: X\nschemes:\n mappa/2025:\n  joint: {ranks_by_level: {2: [], 3: []}}",
            "ranks_by_level: found dict; level 2 must give a rank each for police, probation and prison",
            id="trap-18 a force can't leave an agency of the authority out",
        ),
        pytest.param(
            "force: X\nschemes:\n mappa/2025:\n  clocks: all",
            "schemes.mappa/2025.clocks: found 'all'",
            id="clocks not a table",
        ),
        pytest.param(
            "force: X\nschemes:\n mappa/2025:\n  clocks: {decision: soon}",
            "schemes.mappa/2025.clocks.decision: found 'soon'",
            id="a clock not a table",
        ),
        pytest.param(
            "force: X\nschemes:\n mappa/2025:\n  sign_off: {employer: {source: hearsay}}",
            "the source of a value is not the force's to set",
            id="a source of its own",
        ),
        pytest.param("#" * (LARGEST + 1), "line 1: file: longer than", id="a giant file"),
        pytest.param(
            "force: X\nclosures: [{on: 2026-01-02, why: !!python/name:os.system }]",
            "line 2: closures.0.why: found ''; not a value of that kind",
            id="a tag that would run something",
        ),
    ],
)
def test_a_wrong_file_is_refused(text: str, words: str) -> None:
    found = refused(text)
    assert any(words in problem for problem in found), found


def test_trap_9_a_force_can_shorten_the_list_of_reasons_but_the_code_keeps_it_closed() -> None:
    text = "force: X\nschemes:\n mappa/2025:\n  representations: {skip_reasons: [emergency]}\n"
    scheme = build(read(text)).get("mappa", "2025")
    assert scheme.representations.skip_reasons == {"emergency"}


def test_a_file_that_is_not_there_or_not_text_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="can't be read"):
        load(tmp_path / "absent.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CannotDo, match="can't be read"):
        load(tmp_path / "binary.yaml")


def test_the_settings_file_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FORCE_FILE, str(SAMPLE_FORCE))
    assert schemes().force == "Sample area"
    monkeypatch.delenv(FORCE_FILE)
    assert schemes().force == "not set"
    assert schemes() is schemes()


def test_a_spoilt_scheme_file_is_refused_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models import schemes as module

    text = (SCHEME_FOLDER / "mappa.yaml").read_text("utf-8").replace("source: s325", "source: hearsay")
    (tmp_path / "mappa.yaml").write_text(
        text.replace("  victim_or_family:\n    gateways", "  x:\n    gateways")
    )
    monkeypatch.setattr(module, "SCHEME_FOLDER", tmp_path)
    module._base.cache_clear()
    try:
        with pytest.raises(CannotDo) as caught:
            load()
    finally:
        monkeypatch.undo()
        module._base.cache_clear()
    assert any("mappa.yaml: line" in words and "hearsay" in words for words in caught.value.obstacles)


def test_a_scheme_gives_a_row_for_every_kind_of_recipient(mappa: Scheme) -> None:
    rows = mappa.model_dump(mode="json")
    del rows["recipients"]["landlord"]
    with pytest.raises(ValueError, match="no row for: landlord"):
        Scheme.model_validate(rows)


def test_every_value_has_a_listed_source_and_only_uncertain_ones_are_a_forces_to_set(
    mappa: Scheme, pilot: Scheme, csods: Scheme
) -> None:
    for scheme in (mappa, pilot, csods):
        values = dict(sources_page._values(scheme))
        assert len(values) > 30
        assert all(value.source in SOURCES for value in values.values())
        assert values["in_force"].tag not in OWN_TO_SET or scheme is pilot


def test_the_clocks_are_those_of_the_published_scheme(csods: Scheme) -> None:
    found = {name: (c.amount, c.unit, c.tag) for name, c in csods.clocks.items()}
    assert found["initial_checks"] == (24, "hours", "S")
    assert found["interview"] == (10, "calendar_days", "S")
    assert found["decision"] == (28, "calendar_days", "m")


def test_docs_sources_is_what_the_code_would_print(capsys: pytest.CaptureFixture[str]) -> None:
    committed = Path(__file__).parents[2] / "docs" / "sources.md"
    assert committed.read_text("utf-8") == sources_page.page()


def test_the_sources_page_is_printed_on_request_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["models.schemes", "sources"])
    sources_page.main()
    assert capsys.readouterr().out == sources_page.page()
    monkeypatch.setattr("sys.argv", ["models.schemes"])
    with pytest.raises(SystemExit, match="usage"):
        sources_page.main()
