"""What did the file hold before anything was made of it? The same shape for both formats."""

from dataclasses import dataclass, field

from flows.register.columns import Group


@dataclass
class Raw:
    """One person's cells as they stood, and the words in which a fault names a cell."""

    line: int
    typed: bool
    values: dict[str, object] = field(default_factory=dict)
    groups: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def label(self, group: Group, number: int, column: str) -> str:
        """Name a cell of a group the way the file's own format names it; numbers begin at 1."""
        if self.typed:
            return f"{group.plural}[{number}].{column}"
        return f"{group.prefix}_{number}_{column}"
