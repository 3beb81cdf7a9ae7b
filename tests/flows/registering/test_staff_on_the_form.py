"""May somebody on the staff open a registration in which they are named themselves, in whatever part?"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from flows.people import actor
from flows.showing import read
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from models.database import transaction
from models.errors import CannotDo

OTHER = {"name": "Zebedee Quixworth"}


@pytest.mark.parametrize("part", ["mother", "father", "children", "individuals"])
def test_whoever_stands_on_the_form_opens_none_of_it_and_acts_in_none(
    area: Engine, form: Callable[..., dict[str, Any]], part: str
) -> None:
    with transaction(area) as session:
        officer, registrar = (actor(session, each) for each in ("ppo.western.1", "registration.western.1"))
        me = {"name": officer.name}
        given = {"mother": me, "father": me, "children": [{**me, "age": 5}], "individuals": [OTHER, me]}[part]
        filled = form(**{part: given})
        if part == "individuals":
            del filled["individual"]
        taken = register_interest(session, registrar, filled)
    for reference in taken.considerations:
        with pytest.raises(CannotDo, match="No consideration has that reference"):
            read(area, officer, reference, "Curious about it")
        with (
            pytest.raises(CannotDo, match="You are named in this consideration"),
            transaction(area) as session,
        ):
            take(session, reference, "attach", officer, {"words": "Nothing in this is of any note."})
