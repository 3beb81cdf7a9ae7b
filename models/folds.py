"""Which function reads which kind of entry? The register that models/folding.py fills."""

from collections.abc import Callable
from typing import Any

from models.dossier import Dossier, Written

Given = dict[str, Any]
Fold = Callable[[Dossier, Written, Given, Given], None]
FOLDS: dict[str, Fold] = {}


def folds(*kinds: str) -> Callable[[Fold], Fold]:
    """Say which kinds of entry a function folds."""

    def keep(function: Fold) -> Fold:
        for kind in kinds:
            FOLDS[kind] = function
        return function

    return keep
