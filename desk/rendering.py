"""How does a page come to be? One Jinja environment, a few filters in officers' words, render().

A template sees the visit and what its page hands it. Everything is escaped; a value that is not there shows
as nothing, because GOV.UK's macros ask for options nobody gave.
"""

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader
from starlette.responses import HTMLResponse

from desk.asking import asked, macro_of, questions_in_words
from desk.assets import assets
from desk.forms import plainly
from desk.navigation import navigation
from desk.visiting import Visit
from flows.clocks import end_of
from flows.force import force
from models.clock import LONDON
from policy.titles import title


def render(visit: Visit, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Draw one page for one visit. Titles and addresses hold references, never names."""
    page = environment().get_template(template)
    return HTMLResponse(
        page.render(
            visit=visit,
            asset=assets(visit.settings.colour).address,
            places=_places(visit),
            session_ends_s=visit.web.lasts_s if visit.web else 0,
            force_name=force().name,
            **values,
        ),
        status_code=status,
    )


def _places(visit: Visit) -> list[dict[str, Any]]:
    """The navigation as its macro wants it, with the place one is in marked."""
    return [
        {"text": place.words, "href": place.path, "active": f"{visit.path}/".startswith(f"{place.path}/")}
        for place in navigation(visit.actor)
    ]


@cache
def environment() -> Environment:
    """Make the environment once a process: templates are compiled at first use and never looked at again."""
    loader = ChoiceLoader(
        [
            PackageLoader("desk", "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters |= {
        "day": day,
        "moment": moment,
        "due": due,
        "plain": plain,
        "sentence": plainly,
        "rank": title,
    }
    made.filters["opening"] = opening
    made.globals |= {"asked": asked, "macro_of": macro_of, "new_once": lambda: uuid4().hex}
    made.globals["questions_in_words"] = questions_in_words
    return made


def compile_all() -> list[str]:
    """Compile every template: a fault shows at the start, and the first page comes as fast as the next."""
    names = environment().list_templates(extensions=["html"])
    for name in names:
        environment().get_template(name)
    return names


def day(value: date | datetime | str | None) -> str:
    """Say a day: 24 November 2026, in London. Nothing where there is none."""
    if not value:
        return ""
    found = _read(value)
    if isinstance(found, datetime):
        found = found.astimezone(LONDON).date()
    return f"{found.day} {found:%B %Y}"


def due(value: datetime) -> str:
    """A deadline: its day; where it runs out within that day, its hour too."""
    return day(value) if value == end_of(value.astimezone(LONDON).date()) else moment(value)


def moment(value: datetime | str | None) -> str:
    """Say a moment: 24 November 2026, 9:05am, in London. A day alone is said as a day."""
    if not value:
        return ""
    found = _read(value)
    if not isinstance(found, datetime):
        return day(found)
    here = found.astimezone(LONDON)
    return f"{day(found)}, {here.hour % 12 or 12}:{here:%M}{'am' if here.hour < 12 else 'pm'}"


def plain(code: object) -> str:
    """Say a code: new_on_register as new on register, True as yes, None as not known."""
    match code:
        case True:
            return "yes"
        case False:
            return "no"
        case None:
            return "not known"
        case list() | tuple() | set() | frozenset():
            return ", ".join(plain(each) for each in code)
    return title(str(code))


def opening(words: str) -> str:
    """Begin with a capital, unless it is somebody's handle. What somebody wrote is not changed otherwise."""
    return words if "." in words.split(" ")[0][:-1] else words[:1].upper() + words[1:]


def _read(value: date | datetime | str) -> date | datetime:
    """Read what the ledger writes; a time without a zone would be somebody's guess, so it is refused."""
    if isinstance(value, str):
        found = (
            date.fromisoformat(value) if len(value) == len("2026-11-24") else datetime.fromisoformat(value)
        )
    else:
        found = value
    if isinstance(found, datetime) and found.tzinfo is None:
        raise ValueError("a time without a time zone can't be shown")
    return found
