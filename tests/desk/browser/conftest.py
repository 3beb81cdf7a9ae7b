"""People at real browsers: what a person does at a page, with a mouse or with the keys alone.

`sit_down(url, record, handle)` signs somebody in through the sign-in page and gives them as a `Person`.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page
from sqlalchemy import Engine
from sqlmodel import select

from desk.rehearsing import telling
from flows.codes import STEP_S
from flows.practice_accounts import code_for, set_up
from models.account import Account
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer

PASSWORD = "three words to come in"
REASON = "Asked by its officer to look at it today"


@dataclass
class Mouse:
    """Goes straight to anything on the page."""

    page: Page

    def press(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()

    def write(self, where: Locator, text: str) -> None:
        where.fill(text)

    def tick(self, what: Locator, *, on: bool = True) -> None:
        what.set_checked(on)

    def choose(self, where: Locator, value: str) -> None:
        where.select_option(value)


@dataclass
class Keys:
    """Has Tab, Enter, Space and the arrows, and gets to nothing that they don't lead to."""

    page: Page

    def press(self, what: Locator) -> None:
        self._reach(what)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, where: Locator, text: str) -> None:
        self._reach(where)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def tick(self, what: Locator, *, on: bool = True) -> None:
        self._reach(what)
        for _ in range(40):
            if what.is_checked() == on:
                return
            there = what.evaluate("each => each === document.activeElement")
            self.page.keyboard.press("Space" if there else "ArrowDown")
        raise AssertionError(f"no key ticks {what}")

    def choose(self, where: Locator, value: str) -> None:
        self._reach(where)
        self.page.keyboard.press("Home")
        for _ in range(200):
            if where.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no key chooses “{value}”")

    def _reach(self, what: Locator) -> None:
        """Press Tab until it has the focus; of several radios, any one: arrows lead to the others."""
        found = what.element_handle()
        for _ in range(400):
            if found.evaluate(
                "(each) => { const on = document.activeElement;"
                " return on === each || (each.type === 'radio' && on.name === each.name) }"
            ):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {what} on {self.page.url}")


@dataclass
class Person:
    """Somebody at the desk with a browser of their own."""

    handle: str
    page: Page
    hands: Mouse | Keys
    record: Engine
    status: int = 200

    def sign_in(self) -> None:
        """Come in by the sign-in page that is shown."""
        self.send(handle=self.handle, password=PASSWORD, code=self.code)
        assert "/sign-in" not in self.page.url, self.said()

    def go(self, path: str) -> None:
        """Open an address; where a reason is asked for first, give one."""
        answer = self.page.goto(path)
        self.status = answer.status if answer else 0
        asked = self.page.locator('form[action$="/reason"]')
        if asked.count():
            self.fill({"reason": REASON})
            self.hands.press(asked.locator("button"))
            self.status = 200

    def follow(self, href: str) -> None:
        """Go where a link of this page leads; `href` is how its address begins."""
        self.hands.press(self.page.locator(f'main a[href^="{href}"]:visible').first)

    def send(self, **fields: Any) -> None:
        """Fill in the page's form and send it."""
        self.fill(fields)
        self.hands.press(
            self.page.locator("main form:not(.desk-inline) button:not([type=button]):visible").first
        )

    def fill(self, fields: Mapping[str, Any]) -> None:
        """Answer questions by the names of their fields, in the order in which they stand on the page."""
        parts = dict(pair for name, value in fields.items() for pair in self._parts(name, value))
        order = self.page.locator("main [name]").evaluate_all("all => all.map(each => each.name)")
        if missing := parts.keys() - set(order):
            raise AssertionError(f"{self.page.url} does not ask for {sorted(missing)}")
        for name in dict.fromkeys(order):
            if name in parts:
                self._answer(name, parts[name])

    def asks(self, name: str) -> bool:
        return self.page.locator(f'main [name="{name}"], main [name="{name}-day"]').count() > 0

    def offers(self, name: str, value: Any) -> bool:
        """Tell whether the page asks for it, and, where it gives answers to choose from, has this one."""
        fields = self.page.locator(f'main select[name="{name}"] option')
        chosen = [each.get_attribute("value") for each in fields.all()]
        return self.asks(name) and (not chosen or value in chosen)

    def said(self) -> str:
        """What stands on the page, in one line."""
        return " ".join(self.page.locator("main").inner_text().split())

    @property
    def code(self) -> str:
        """What this person's phone shows; where that was used, what it shows next."""
        while not (code := self._unused()):
            time.sleep(STEP_S - time.time() % STEP_S)
        return code

    def _unused(self) -> str:
        with transaction(self.record) as session, suppress(CannotDo):
            return code_for(session, self.handle)
        return ""

    def _parts(self, name: str, value: Any) -> Iterator[tuple[str, Any]]:
        """A field as it is posted: a day in its three parts, anything else as it is."""
        if self.page.locator(f'main [name="{name}-day"]').count():
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
            yield from ((f"{name}-day", day.day), (f"{name}-month", day.month), (f"{name}-year", day.year))
        else:
            yield name, value

    def _answer(self, name: str, value: Any) -> None:
        fields = self.page.locator(f'main [name="{name}"]')
        kind = fields.first.evaluate("each => each.type")
        if kind == "radio":
            word = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
            self.hands.tick(self.page.locator(f'main [name="{name}"][value="{word}"]'))
        elif kind == "checkbox":
            for each in fields.all():
                self.hands.tick(each, on=each.get_attribute("value") in value)
        elif kind.startswith("select"):
            self.hands.choose(fields.first, str(value))
        else:
            self.hands.write(fields.first, "\n".join(value) if isinstance(value, list) else str(value))


@pytest.fixture
def sit_down(browser: Browser, quiet_door: None) -> Iterator[Callable[..., Person]]:
    """Sign somebody in at a browser of their own: `javascript=False`, `keys=True`."""
    with ExitStack() as stack:

        def come(
            url: str, record: Engine, handle: str, *, javascript: bool = True, keys: bool = False
        ) -> Person:
            with transaction(record) as session:
                if session.exec(select(Account)).first() is None:
                    set_up(session, session.exec(select(Officer.handle)).all(), PASSWORD)
            context = stack.enter_context(browser.new_context(java_script_enabled=javascript, base_url=url))
            context.set_default_timeout(15_000)
            page = context.new_page()
            person = Person(handle, page, Keys(page) if keys else Mouse(page), record)
            person.go("/sign-in")
            person.sign_in()
            return person

        yield come


@pytest.fixture
def tell(agencies: str) -> Callable[..., None]:
    """Say how the agencies' stand-in is to answer."""
    return telling(agencies)
