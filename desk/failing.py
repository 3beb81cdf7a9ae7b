"""What went wrong on our side? The log gets where, under a number; nobody gets what was in it."""

import logging
import traceback
from uuid import uuid4

log = logging.getLogger("desk")


def note(error: Exception) -> str:
    """Log where an error happened, not its words: they may hold anything. Give the number it goes by."""
    number = uuid4().hex[:8]
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("failure %s: %s at %s", number, type(error).__name__, " < ".join(reversed(places[-6:])))
    return number
