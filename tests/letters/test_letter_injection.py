"""What if a parent's name is an attack? It is printed as it stands, reaches nothing, and reads no file."""

import socket
import threading
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import pytest

from letters.catalogue import CATALOGUE
from letters.letter import Letter

Made = Callable[..., Letter]
SECRET = "a-secret-that-no-letter-holds"


class Listener:
    """A loopback port that counts who calls."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.hits = 0
        self.open = True
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _listen(self) -> None:
        while self.open:
            try:
                connection, _ = self.socket.accept()
            except TimeoutError:
                continue
            self.hits += 1
            connection.close()

    def close(self) -> None:
        self.open = False
        self.thread.join()
        self.socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def payloads(listener: Listener, tmp_path: Path) -> list[str]:
    (tmp_path / "secret.txt").write_text(SECRET)
    url, file = f"http://127.0.0.1:{listener.port}/x", tmp_path / "secret.txt"
    return [
        f'<img src="{url}">', f"<script src={url}></script>", f'<link rel="stylesheet" href="{url}">',
        f'<iframe src="{url}"></iframe>',
        f'<style>@import "{url}"</style>', f'<object data="{url}"></object>',
        f'#read("{file}")', '#read("/fonts/OFL.txt")', f'#image("{url}")', '#import "@preview/x:0.1.0": *',
        '#eval("1 + 1")',
        "#sys.inputs", "#panic()", "$x^2$", "*bold* _it_ `raw`", "= Heading", "#pagebreak()",
        '#link("javascript:x")', "\\u{0041}", "</article></main>", "@x <label>", "[[]]", "//comment /*",
        "{{ 7 * 7 }}", "{% include 'x' %}", "{{ self.__class__ }}", "{# gone #}", "{{ recipient }}",
        "'; DROP TABLE letter; --", "${7*7}", "%s %(x)s {0}", "Robert \"Bob\" O'Neil", "&lt;b&gt; &amp;",
    ]  # fmt: skip


def test_a_hostile_name_is_printed_as_it_stands(
    payloads: list[str], listener: Listener, make: Made, pages: Callable[[bytes], list[str]]
) -> None:
    for payload in payloads:
        letter = make("outcome_appointment", recipient=payload)
        text = pages(letter.pdf)[0].replace(" ", "")
        assert f"Dear{payload}".replace(" ", "") in text, payload
        assert SECRET not in text
        assert escape(payload, quote=False).replace("'", "&#39;").replace('"', "&#34;") in letter.html
        assert letter.pages <= 2
    assert listener.hits == 0


def test_the_listener_does_count(listener: Listener) -> None:
    socket.create_connection(("127.0.0.1", listener.port)).close()
    for _ in range(50):
        if listener.hits:
            break
        threading.Event().wait(0.05)
    assert listener.hits == 1


def test_hostile_text_does_no_more_in_any_other_field(
    payloads: list[str], listener: Listener, make: Made, fields_of: Callable[..., dict[str, object]]
) -> None:
    for name in CATALOGUE:
        for payload in payloads[::4]:
            unit = {"hours": payload, "email": payload}
            signatory = {"name": payload, "role": payload}
            fields = fields_of(name)
            letter = make(
                name,
                unit=fields["unit"] | unit,  # type: ignore[operator]
                signatory=fields["signatory"] | signatory,  # type: ignore[operator]
            )
            assert SECRET.encode() not in letter.pdf
            assert "<script" not in letter.html
            assert "<img" not in letter.html
    assert listener.hits == 0


def test_the_preview_has_no_script_style_or_link(make: Made) -> None:
    for name in CATALOGUE:
        html = make(name).html
        assert html.startswith("<!doctype html>")
        assert '<html lang="en-GB">' in html
        assert not [tag for tag in ("<script", "<style", "style=", "<a ", "src=", "onload") if tag in html]
