"""How is this force reached, and what does it print? Its name, units and marking: one file, read once.

The file is DISCLOSURE_FORCE, or force.yaml in the data folder; without one, the sample area's is used.
Schemes, editions in force and closures are the force's other file: see models/schemes.py.
"""

import os
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.database import settings
from models.errors import CannotDo

SAMPLE = Path(__file__).parent / "sample_force.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unit(_Part):
    """How a unit is reached: never one person's own telephone."""

    name: str
    address: tuple[str, ...] = Field(min_length=3, max_length=6)
    telephone: str
    email: str
    hours: str


class Force(_Part):
    """A force's own settings beside its schemes."""

    name: str
    area: str
    marking: str = "OFFICIAL-SENSITIVE"
    complaints: str = Field(description="Where a person may complain, as letters say it")
    units: dict[str, Unit]
    colour: str = Field("#1d3557", description="The desk's own colour: # and six hex digits, dark")
    import_stop_percent: int = Field(20, ge=0, le=100)


def path() -> Path:
    """Where the settings are read from."""
    if given := os.environ.get("DISCLOSURE_FORCE"):
        return Path(given)
    own = settings().data / "force.yaml"
    return own if own.exists() else SAMPLE


@cache
def force() -> Force:
    """Read the force's settings. Raise CannotDo with every fault."""
    where = path()
    try:
        return Force.model_validate(yaml.safe_load(where.read_text(encoding="utf-8")))
    except ValidationError as error:
        faults = [f"{where.name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    except (OSError, yaml.YAMLError):
        faults = [f"{where} can't be read as a YAML file."]
    raise CannotDo(*faults)
