"""`python -m docs.write`: write the generated documents again; `--check` only says whether they differ."""

import sys
from pathlib import Path

from docs.access import access
from docs.moves import moves
from docs.questions import questions
from docs.traps import traps
from models.sources_page import page as sources
from policy.stages import as_mermaid

HERE = Path(__file__).parent
PROCESS = f"""# Where a consideration can be

Generated from `policy/stages.py` by `make docs`; CI compares. Moves that stay at a stage are left out.

```mermaid
{as_mermaid()}```
"""


def documents() -> dict[str, str]:
    """Each generated document by file name."""
    return {
        "access.md": access(),
        "moves.md": moves(),
        "process.md": PROCESS,
        "questions.md": questions(),
        "sources.md": sources(),
        "traps.md": traps(),
    }


def main() -> int:
    """Write, or with `--check` compare; 1 where something differs."""
    differ = []
    for name, text in documents().items():
        path = HERE / name
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            differ.append(name)
    if differ:
        print(f"Run `make docs`: {', '.join(differ)} differ from the code.", file=sys.stderr)
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
