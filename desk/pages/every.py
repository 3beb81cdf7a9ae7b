"""Every page there is: importing this registers their routes."""

from desk.pages import (  # noqa: F401
    account,
    considering,
    drafts,
    health,
    letters,
    moving,
    script,
    signing_in,
)
