"""Every page there is: importing this registers their routes."""

from desk.pages import (  # noqa: F401
    considering,
    health,
    moving,
)
