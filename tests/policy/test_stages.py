"""Does the table of stages answer an officer, and does the drawing show what it says?"""

import pytest

from policy.stages import MOVES, Stage, as_mermaid, obstacle_to_move


def test_a_move_made_too_early_is_told_when_it_can_be_made() -> None:
    said = obstacle_to_move(Stage.ASSESSMENT, "tell")
    assert said is not None
    assert "“tell”" in said
    assert "telling" in said


def test_a_move_of_the_stage_meets_no_obstacle() -> None:
    assert obstacle_to_move(Stage.TELLING, "tell") is None


def test_a_move_that_does_not_exist_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="no such move"):
        obstacle_to_move(Stage.ASSESSMENT, "publish")


def test_nobody_is_told_before_signing_and_nothing_leads_there_but_a_signature_or_a_second_thought() -> None:
    into_telling = {
        move
        for stage, moves in MOVES.items()
        if stage is not Stage.TELLING
        for move, to in moves.items()
        if Stage.TELLING in to
    }
    assert {stage for stage, moves in MOVES.items() if "tell" in moves} == {Stage.TELLING}
    assert {"sign_off", "think_again"} <= into_telling
    assert not into_telling & {"propose", "progress", "record_interview", "reopen", "ratify"}


def test_the_drawing_has_an_arrow_for_each_way_from_stage_to_stage() -> None:
    drawn = as_mermaid()
    for stage, moves in MOVES.items():
        for move, to in moves.items():
            for target in to - {stage}:
                line = next(each for each in drawn.splitlines() if f"{stage} --> {target}:" in each)
                assert move.replace("_", " ") in line
