"""Who may come to which page of the desk? Every route, role and relation, as desk/access.py has them."""

from collections import defaultdict
from collections.abc import Iterator

from desk.access import Access, Policy, Relation, Roles
from desk.pages import every  # noqa: F401 - registers the routes
from desk.routes import ROUTES
from flows.steps import every as every_move  # noqa: F401 - registers the moves
from flows.steps.moving import MADE
from flows.steps.roles import EVERYBODY_ACTING, READERS, REGISTRARS

ROLES = tuple(sorted({*READERS, *REGISTRARS, *EVERYBODY_ACTING, "administrator", "auditor", "retention"}))
MARKS = {Access.OPENS: "opens", Access.ASKS_REASON: "reason", Access.ASK_UNIT: "ask unit", Access.HIDDEN: "·"}
HEAD = """# Who may open what

Generated from `desk/access.py` and the routes by `make docs`; CI compares, and
`tests/desk/test_access_matrix.py` asks every route as every role in every relation. Somebody with several
roles gets what their roles together give.

- **opens**: the page, after the entry that says it was shown.
- **reason**: once a reason has been given, which stands until the end of the day.
- **ask unit**: “a record exists, ask the unit”; break-glass reads (never acts) for an hour, reported at once.
- **·**: 404, the same as for what does not exist.

Where a closed consideration differs, what holds once it is closed stands after the stroke. Every move has
roles of its own besides: [moves.md](moves.md).
"""


def access() -> str:
    """The whole page."""
    by_policy: dict[Policy, list[str]] = defaultdict(list)
    for route in ROUTES:
        by_policy[route.policy].append(f"`{route.method} {route.path}`")
    parts = [HEAD]
    for policy in sorted(by_policy, key=lambda each: (each.part is not None, each.name)):
        parts.append("\n".join(_policy(policy, sorted(by_policy[policy]))))
    parts.append("\n".join(_moves()))
    return "\n".join(parts)


def _policy(policy: Policy, routes: list[str]) -> Iterator[str]:
    yield f"\n## {policy.name[:1].upper()}{policy.name[1:]}\n"
    yield f"{policy.words}{' It changes the record.' if policy.acts else ''}\n"
    yield from (f"- {route}" for route in routes)
    yield ""
    if policy.part is None:
        yield f"Roles: {_roles(policy)}."
        return
    yield f"| role | {' | '.join(each.replace('_', ' ') for each in Relation)} |"
    yield f"|---|{'---|' * len(Relation)}"
    for role in ROLES:
        cells = [_cell(policy, frozenset({role}), relation) for relation in Relation]
        yield f"| {role.replace('_', ' ')} | {' | '.join(cells)} |"


def _roles(policy: Policy) -> str:
    if not policy.signed_in:
        return "none needed"
    return ", ".join(sorted(policy.roles)).replace("_", " ") if policy.roles else "everybody signed in"


def _cell(policy: Policy, roles: Roles, relation: Relation) -> str:
    open_now, closed = (MARKS[policy.opens(roles, relation, each)] for each in (False, True))
    return open_now if open_now == closed else f"{open_now} / {closed}"


def _moves() -> Iterator[str]:
    """Which roles make each move, where the page it is made on opens."""
    yield "\n## Moves\n\n| move | roles |\n|---|---|"
    for name, move in sorted(MADE.items()):
        if move.roles:
            yield f"| {name.replace('_', ' ')} | {', '.join(sorted(move.roles)).replace('_', ' ')} |"
    yield ""
