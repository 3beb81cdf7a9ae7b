"""What does a person see in a browser before the letter goes? The same blocks as HTML, everything escaped.

Semantic and plain, so that a screen reader reads it as the letter is meant: no styles, scripts or links.
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from jinja2.environment import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

LAYOUT = Path(__file__).parent / "layout"


@cache
def _page(name: str) -> Template:
    jinja = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    jinja.globals.clear()
    return jinja.from_string((LAYOUT / name).read_text(encoding="utf-8"))


def preview(name: str, document: dict[str, Any]) -> str:
    """Show a document, in the form the PDF layout reads, as a whole HTML page."""
    return _page(name).render(document)
