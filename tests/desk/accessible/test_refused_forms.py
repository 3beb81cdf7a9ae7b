"""Does every form say what is wrong so that everybody finds it? Sent empty, by a browser with script.

422 and no change; a title that begins with “Error: ”; a summary that has the focus and leads to each field;
the field says the same; axe-core and 320 pixels as on any other page.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import Page

# Clears what a person can fill in and sends it; a day is 99 99 99: refused where it could be left out.
SEND = """(form) => {
  for (const each of form.elements) {
    if (each.type === "hidden" || each.tagName === "BUTTON") continue
    if (each.type === "checkbox" || each.type === "radio") each.checked = false
    else if (/-(day|month|year)$/.test(each.name)) each.value = "99"
    else each.value = ""
  }
  form.requestSubmit()
}"""
FORMS = "main form[method=post]:has(:is(input:not([type=hidden]), textarea, select))"
# What nobody need answer: “not known” is always possible; the record is verified without a checkpoint too.
MAY_BE_EMPTY = re.compile(r"^/registrations/new/\w+/(ask/|at-once)|^/audit/verify$")
DRAWN_BY_ONE_TEMPLATE = re.compile(r"/(do|ask)/")
WIDTHS, NARROW = (1280, 320), (320,)
SUMMARY = ".govuk-error-summary"


def test_every_form_says_what_is_wrong_and_where(walk: Any, faults: Callable[..., Any]) -> None:
    pages = [*walk.kinds(), *walk.moves(), *walk.asked_of_applicants()]
    found, sent = list[str](), 0
    for kind in {each.path: each for each in pages if "<form" in each.text}.values():
        page = walk.browser_of(kind.handle)
        page.goto(kind.path)
        for number in range(page.locator(FORMS).count()):
            sent += 1
            widths = NARROW if DRAWN_BY_ONE_TEMPLATE.search(kind.path) else WIDTHS
            found += refused(page, kind.path, number, faults, widths)
    assert not found, "\n".join(found)
    assert sent > len(walk.moves())


def refused(
    page: Page, path: str, number: int, faults: Callable[..., Any], widths: tuple[int, ...]
) -> Iterator[str]:
    """What is wrong with how a page's form, sent empty, is refused."""
    page.goto(path)
    form = page.locator(FORMS).nth(number)
    action = form.get_attribute("action")
    with page.expect_navigation() as going:
        form.evaluate(SEND)
    answer = going.value
    if answer is not None and answer.status == 200 and MAY_BE_EMPTY.search(path):
        return
    if answer is None or answer.status != 422:
        yield f"{path}: {action}, sent empty, answered {answer.status if answer else 'nothing'}: {page.url}"
        return
    if not page.title().startswith("Error: "):
        yield f"{path}: {action}, sent empty, has the title {page.title()}"
    if not page.evaluate("document.activeElement.matches('.govuk-error-summary')"):
        yield f"{path}: {action}, sent empty, leaves the focus elsewhere than on its summary"
    links = page.locator(f"{SUMMARY} a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    fields = [page.locator(f'[id="{link.removeprefix("#")}"]').count() for link in links]
    if not links or set(fields) != {1}:
        yield f"{path}: {action}, sent empty, has a summary that leads to {links}: {fields}"
    if said := page.locator(".govuk-error-message").count() - len(links):
        yield f"{path}: {action}, sent empty, says {said} more or less at its fields than in its summary"
    yield from faults(page, widths=widths)
