"""How does every page of the desk look? A pytest plugin: keeps a picture of each page that axe sees.

    python -m pytest -p docs.looking tests/desk/accessible

The walk there opens every kind of page at both widths, with something and with nothing on it, and sends every
form empty. The pictures stand in `var/looks`, numbered as they were seen.
"""

import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOKS = Path("var/looks")
_axe = Axe.run


def _seen(self: Axe, page: Page, *args: Any, **more: Any) -> Any:
    """Take the picture, then let axe see the page."""
    LOOKS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    path = re.sub(r"[^A-Za-z0-9]+", "-", page.url.split("/", 3)[-1]).strip("-")[:80]
    number = len(list(LOOKS.glob("*.png")))
    page.screenshot(path=LOOKS / f"{number:04d}-{path or 'first'}-{width}.png", full_page=True)
    return _axe(self, page, *args, **more)


def pytest_configure() -> None:
    Axe.run = _seen
