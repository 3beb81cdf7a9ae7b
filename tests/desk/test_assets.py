"""What comes with the desk's pages? Little, in the force's colour, and fetched once."""

import gzip
import re

import httpx
import pytest

from desk.assets import STATIC, Assets, assets
from models.errors import CannotDo

COLOUR = "#1d3557"
KB = 1024


@pytest.fixture
def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(assets(COLOUR)), base_url="http://desk.example.org"
    )


async def test_a_file_is_kept_for_good_under_its_own_address_and_never_under_another(
    client: httpx.AsyncClient,
) -> None:
    address = assets(COLOUR).address("desk.css")
    kept = await client.get(address)
    assert kept.status_code == 200
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["content-type"] == "text/css; charset=utf-8"
    assert kept.headers["content-encoding"] == "gzip"
    assert (await client.get("/static/desk.css?v=old")).headers["cache-control"] == "no-cache"
    plain = await client.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == kept.text


@pytest.mark.parametrize(
    "path", ["/static/", "/static/none.css", "/static/../app.py", "/static/%2e%2e/app.py"]
)
async def test_nothing_but_those_files_is_there(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404
    assert (await client.post("/static/desk.css")).status_code == 404


async def test_the_force_s_colour_is_in_the_stylesheet_and_a_change_of_it_changes_the_address(
    client: httpx.AsyncClient,
) -> None:
    sheet = (await client.get(assets(COLOUR).address("desk.css"))).text
    assert sheet.endswith(f":root{{--govuk-brand-colour:{COLOUR}}}")
    assert "var(--govuk-brand-colour" in sheet
    assert Assets("#2d1157").address("desk.css") != assets(COLOUR).address("desk.css")


@pytest.mark.parametrize("colour", ["red", "#fff", "#ffdd00", "#1d3557}body{display:none", "#777777"])
def test_a_colour_that_white_words_can_t_be_read_on_is_refused(colour: str) -> None:
    with pytest.raises(CannotDo, match="colour"):
        Assets(colour)


def test_a_first_visit_costs_less_than_the_40_kb_promised() -> None:
    sent = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.iterdir()}
    assert sent["desk.css"] < 20 * KB
    assert sent["desk.js"] + sent["keep.js"] < 10 * KB


def test_no_typeface_crown_or_logotype_of_the_crown_s_is_shipped() -> None:
    assert {path.name for path in STATIC.iterdir()} == {
        "LICENCES.txt", "desk.css", "desk.js", "keep.js", "mark.svg",
    }  # fmt: skip
    for path in STATIC.glob("desk.*"):
        assert not re.search(r"GDS Transport|@font-face|url\(|govuk-crest|crown", path.read_text("utf-8")), (
            path.name
        )
