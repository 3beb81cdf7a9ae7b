"""Where may personal data stand? A word of its own is planted in every such field of extracts and stories."""

import http.server
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from flows.register.people import Nominal
from flows.rehearsal.story import Story
from flows.sample.story_people import STORY_PEOPLE

STEMS = ("Qxkanari", "Žqkanářek")
# What people type into a move; everything else in one is a code, a date, a reference or an answer.
TYPED = frozenset({
    "reasons", "words", "name", "former_names", "aliases", "role", "organisation", "address", "safe_contact",
    "why", "description", "notes", "weight", "where", "withheld", "subject_told_reasons", "safety_plan",
    "place", "reaction", "safety_advice", "risk_assessment", "said", "summary", "answered_by", "in_general",
    "fact", "assessment", "minutes", "telephone", "what", "purpose",
})  # fmt: skip


@dataclass
class Planter:
    """Gives words that nobody writes, each once, and remembers them."""

    planted: list[str] = field(default_factory=list)

    def word(self) -> str:
        number, letters = len(self.planted), ""
        for _ in range(3):
            number, digit = divmod(number, 26)
            letters += chr(ord("a") + digit)
        self.planted.append(f"{STEMS[len(self.planted) % 2]}{letters}")
        return self.planted[-1]

    def into(self, value: Any, name: str = "") -> Any:
        """Put a word beside whatever somebody typed, however deep in a value it stands."""
        if isinstance(value, dict):
            return {key: self.into(held, key) for key, held in value.items()}
        if isinstance(value, (list, tuple)):
            if name == "address" and value:
                return [f"{value[0]} {self.word()}", *value[1:]]
            return [self.into(each, name) for each in value]
        return f"{value} {self.word()}" if isinstance(value, str) and name in TYPED else value

    def into_story(self, story: Story) -> Story:
        """The same story, with words planted in everything its people type and its agencies answer."""
        steps = [
            step.model_copy(update={"given": self.into(step.given), "agencies": self.into(step.agencies)})
            for step in story.moves
        ]
        return story.model_copy(update={"moves": steps, "agencies": self.into(story.agencies)})

    def into_register(self, references: set[str]) -> list[Nominal]:
        """Some of the sample area's people, with words planted in all that is said of them."""
        return [self._nominal(each) for each in STORY_PEOPLE if each.register_reference in references]

    def _nominal(self, who: Nominal) -> Nominal:
        return replace(
            who,
            surname=f"{who.surname} {self.word()}",
            forenames=f"{who.forenames} {self.word()}",
            aliases=(f"Alias {self.word()}",),
            former_names=(f"Former {self.word()}",),
            addresses=tuple(
                replace(a, lines=(f"{a.lines[0]} {self.word()}", *a.lines[1:])) for a in who.addresses
            ),
            orders=tuple(replace(order, text=f"{order.text} {self.word()}") for order in who.orders),
            convictions=tuple(
                replace(
                    each,
                    offence=f"{each.offence} {self.word()}",
                    court=f"{each.court} {self.word()}",
                    assessment=f"Assessed as {self.word()}",
                )
                for each in who.convictions
            ),
        )


@contextmanager
def rubbish(planter: Planter) -> Iterator[str]:
    """An agency's system on loopback that answers each question with other rubbish, words planted in it."""
    kinds = itertools.count()

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            word, kind = planter.word(), next(kinds) % 6
            body = f'{{"result": "{word}", "summary": "{word}", "request_id": "{word}"}}'.encode()
            if kind == 5:
                self.wfile.write(f"HTTP/1.1 {word} {word}\r\n\r\n".encode())
                return
            self.send_response([500, 403, 307, 200, 200][kind], word.encode("ascii", "replace").decode())
            self.send_header("content-type", "application/json" if kind == 3 else "text/plain")
            self.send_header("location", f"http://127.0.0.1:9/{word.encode().hex()}")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing: this log is not the product's."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        serving.join()
