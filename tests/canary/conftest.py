"""The scanner, as a fixture: tests can't import one another's modules by name."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def load(name: str) -> Any:
    """Load a module that stands beside this file."""
    spec = importlib.util.spec_from_file_location(f"canary_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def scanner() -> Callable[..., Any]:
    """Make a scanner for some words."""
    scanning = load("scanning")
    return lambda *words: scanning.Scanner(words)


@pytest.fixture(scope="session")
def planting() -> Any:
    """The module that plants words."""
    return load("planting")


@pytest.fixture(scope="session")
def bulk() -> Any:
    """The module that writes files of registrations with words planted."""
    return load("bulk")


@pytest.fixture(scope="session")
def scan(scanner: Callable[..., Any], planting: Any) -> Any:
    """A scanner for what is planted."""
    return scanner(*planting.STEMS)
