"""Where does a consideration stand on its way? Its stages in order: behind it, here, ahead."""

from dataclasses import dataclass

from desk.forms import plainly
from desk.loading import Opened
from models.dossier import Phase
from policy.stages import Stage

HERE = "here"


@dataclass(frozen=True)
class Step:
    """One stage on the way. `state`: done, here, or ahead."""

    words: str
    state: str


def steps(opened: Opened) -> list[Step]:
    """The stages this one passes through, as far as that is known now."""
    d, now = opened.dossier, opened.stage
    phases = {line.phase for line in d.lines.values()}
    way = [Stage.INITIAL_CHECKS, Stage.INTERVIEW] if d.has_applicant else []
    way += [Stage.ASSESSMENT, Stage.SIGNING]
    if now is Stage.THINKING_AGAIN:
        way.append(Stage.THINKING_AGAIN)
    if now not in (Stage.OUTCOME, Stage.CLOSED) or phases & {Phase.TOLD, Phase.TO_BE_TOLD}:
        way.append(Stage.TELLING)
    way += [Stage.OUTCOME] if d.has_applicant else []
    way.append(Stage.CLOSED)
    if d.not_progressed:
        way = [stage for stage in way if stage in (Stage.INITIAL_CHECKS, Stage.OUTCOME, Stage.CLOSED)]
    here = way.index(now) if now in way else len(way) - 1
    return [
        Step(plainly(stage), HERE if place == here else "done" if place < here else "ahead")
        for place, stage in enumerate(way)
    ]
