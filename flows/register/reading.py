"""What does an extract hold, or what is wrong with it? Bytes in; people, or every fault at once, out."""

from dataclasses import dataclass, replace
from datetime import date

from flows.register.assembling import Known, assemble
from flows.register.columns import MOST_BYTES
from flows.register.csv_rows import read_csv
from flows.register.faults import Fault, Faults
from flows.register.jsonl_rows import read_jsonl
from flows.register.people import Nominal

FORMATS = {"csv": read_csv, "jsonl": read_jsonl}


@dataclass(frozen=True)
class Extract:
    """People by reference, each with the line they stand on; or faults, and then nobody may be applied."""

    people: dict[str, Nominal]
    lines: dict[str, int]
    faults: list[Fault]
    fault_count: int

    @property
    def sound(self) -> bool:
        return self.fault_count == 0 and bool(self.people)

    def with_more(self, faults: Faults) -> "Extract":
        """Add faults found by comparing; the people stay for whoever asks."""
        kept = sorted([*self.faults, *faults.kept], key=lambda fault: fault.line)
        return replace(self, faults=kept, fault_count=self.fault_count + faults.count)


def read_extract(content: bytes, format_: str, known: Known, today: date) -> Extract:
    """Read a whole extract of `format_` csv or jsonl."""
    faults = Faults()
    people: dict[str, Nominal] = {}
    lines: dict[str, int] = {}
    text = decoded(content, faults)
    for raw in FORMATS[format_](text, faults) if text is not None else ():
        reference = raw.values.get("register_reference")
        if isinstance(reference, str) and reference in lines:
            found = f"the reference of line {lines[reference]} again"
            faults.add(raw.line, "register_reference", found, "each person once")
        elif isinstance(reference, str) and reference:
            lines[reference] = raw.line
        if person := assemble(raw, known, today, faults):
            people[person.register_reference] = person
    if not people and not faults.count:
        faults.add(1, "file", "nobody", "at least one person")
    return Extract(people, lines, faults.in_order(), faults.count)


def decoded(content: bytes, faults: Faults) -> str | None:
    """A file's text; None where it is too large or not UTF-8, which goes to `faults`."""
    if len(content) > MOST_BYTES:
        faults.add(1, "file", f"{len(content)} bytes", f"up to {MOST_BYTES} bytes")
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.add(1, "file", "UTF-16", "UTF-8, with or without a byte order mark")
        return None
    if (at := content.find(b"\x00")) >= 0:
        faults.add(_line_of(content, at), "file", "a NUL byte", "text in UTF-8")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = "bytes that are not UTF-8"
        faults.add(_line_of(content, error.start), "file", found, "UTF-8, with or without a byte order mark")
        return None


def _line_of(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1
