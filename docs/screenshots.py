"""`python -m docs.screenshots`: take README's pictures of the desk, of a training record made for it.

Needs Debian's Chromium. Each picture is taken as its person sees the page, signed in by password and code.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from desk.children import free_port
from desk.training import PASSWORD

PICTURES = Path(__file__).parent / "pictures"
LOADED_WITHIN_S = 600
SIZE = ViewportSize(width=1200, height=1000)
DISCLOSURE = Path(sys.executable).with_name("disclosure")
# Who sees it, where it is found from their work, the part that is shown, and what it is called.
SHOTS = (
    ("ppo.northern.1", "/considerations/", "", "consideration"),
    ("ppo.western.1", "/considerations/", "/candidates", "candidates"),
    ("di.northern.1", "/packs/", "", "pack"),
)


def main() -> int:
    """Take them all; 1 where there is no browser to take them with."""
    found = shutil.which("chromium")
    if found is None:
        print("Chromium is not here: install Debian's package chromium.", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="ds-", dir="/tmp"))
    with _training_desk(folder) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for handle, leads_to, part, name in SHOTS:
            page = _signed_in(browser, url, handle, folder)
            _go(page, leads_to, part)
            page.screenshot(path=PICTURES / f"{name}.png")
    shutil.rmtree(folder)
    return 0


@contextmanager
def _training_desk(folder: Path) -> Iterator[str]:
    port = free_port()
    command = [DISCLOSURE, "desk", "--folder", folder, "--port", str(port)]
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _await(url, child)
        yield url
    finally:
        child.terminate()
        child.wait(60)


def _await(url: str, child: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + LOADED_WITHIN_S
    while time.monotonic() < until and child.poll() is None:
        try:
            httpx.get(f"{url}/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The training desk did not come up.")


def _signed_in(browser: Browser, url: str, handle: str, folder: Path) -> Page:
    page = browser.new_page(base_url=url, viewport=SIZE)
    page.goto("/sign-in")
    command = [str(DISCLOSURE), "training-code", handle, "--folder", str(folder)]
    code = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    for name, value in {"handle": handle, "password": PASSWORD, "code": code}.items():
        page.fill(f'main [name="{name}"]', value)
    page.click('main button[type="submit"], main button:not([type])')
    page.wait_for_url("**/work")
    return page


def _go(page: Page, leads_to: str, part: str) -> None:
    """Follow the first piece of work that leads there, to the part of it that is shown."""
    link = page.locator(f'main .govuk-task-list a[href*="{leads_to}"]').first
    path = str(link.get_attribute("href"))
    page.goto(path if leads_to == "/packs/" else "/".join(path.split("/")[:3]) + part)
    if page.locator("#reason").count():
        page.fill("#reason", "Settles the candidates today")
        page.click("main form button")


if __name__ == "__main__":
    sys.exit(main())
