"""May these words be used? Only a few Jinja node types, and only fields that the kind's schema has.

The sandbox limits neither time nor memory (`'a' * 10**9` makes a gigabyte), so what could cost either has
no place here at all: no calls, filters, arithmetic, loops, assignments, includes. What is left takes time
in proportion to the fields. A repeated item is the block format's own, one level deep.
"""

from collections.abc import Iterator
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from letters.blocks import Pattern, parse

# Exact types: a subclass, or a node a later Jinja adds, is refused until somebody reads what it does.
ALLOWED = frozenset({
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.If, nodes.Const,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
})  # fmt: skip
_COMPARED = frozenset({"eq", "ne"})
_OF_ITS_OWN = {"today": str}


def problems(source: str, schema: type[BaseModel], jinja: ImmutableSandboxedEnvironment) -> list[str]:
    """List everything in a file of words that must not be there, each with its line."""
    try:
        blocks = parse(source)
    except ValueError as error:
        return [str(error)]
    return [fault for block in blocks for item in block.items for fault in _item(item, schema, jinja)]


def _item(item: Pattern, schema: type[BaseModel], jinja: ImmutableSandboxedEnvironment) -> list[str]:
    scope: dict[str, Any] = {name: field.annotation for name, field in schema.model_fields.items()}
    scope |= _OF_ITS_OWN
    found: list[str] = []
    if item.each is not None:
        repeated = _entry(_follow(item.each.split("."), scope))
        if repeated is None:
            found.append(f"there is no repeated field {item.each}")
        scope["each"] = repeated
    try:
        tree = jinja.parse(item.text)
    except TemplateSyntaxError as error:
        return [f"line {item.line}: {error.message}"]
    found += dict.fromkeys(_faults(tree, scope))
    return [f"line {item.line}: {fault}" for fault in found]


def _faults(node: nodes.Node, scope: dict[str, Any]) -> Iterator[str]:
    if type(node) not in ALLOWED:
        yield f"{type(node).__name__} is not allowed"
        return
    if isinstance(node, nodes.Name | nodes.Getattr):
        path = _path(node)
        if path is None or _follow(path, scope) is None:
            yield f"there is no field {'.'.join(path or ['?'])}"
        return
    if isinstance(node, nodes.Compare):
        yield from _comparison(node, scope)
    for child in node.iter_child_nodes():
        yield from _faults(child, scope)


def _comparison(node: nodes.Compare, scope: dict[str, Any]) -> Iterator[str]:
    if any(operand.op not in _COMPARED for operand in node.ops):
        yield "only == and != are allowed"
    allowed = _choices(_follow(_path(node.expr) or [], scope))
    for operand in node.ops:
        value = operand.expr
        if not isinstance(value, nodes.Const):
            yield "compare a field with a word in quotes"
        elif allowed and value.value not in allowed:
            yield f"“{value.value}” is not one of {', '.join(sorted(allowed))}"


def _path(node: nodes.Node) -> list[str] | None:
    if isinstance(node, nodes.Name):
        return [node.name] if node.ctx == "load" else None
    if isinstance(node, nodes.Getattr) and (before := _path(node.node)):
        return [*before, node.attr]
    return None


def _follow(path: list[str], scope: dict[str, Any]) -> Any:
    """Give the type a path leads to; None where the schema has no such field."""
    if not path or path[0] not in scope:
        return None
    found = scope[path[0]]
    for step in path[1:]:
        model = _bare(found)
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return None
        fields = {name: field.annotation for name, field in model.model_fields.items()}
        fields |= {name: field.return_type for name, field in model.model_computed_fields.items()}
        if step not in fields:
            return None
        found = fields[step]
    return found


def _bare(kind: Any) -> Any:
    """Strip `Annotated` and `| None`."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, UnionType):
        kinds = [each for each in get_args(kind) if each is not NoneType]
        return _bare(kinds[0]) if len(kinds) == 1 else kind
    return kind


def _entry(kind: Any) -> Any:
    bare = _bare(kind)
    return get_args(bare)[0] if get_origin(bare) is tuple else None


def _choices(kind: Any) -> set[str]:
    bare = _bare(kind)
    if get_origin(bare) is Literal:
        return {str(each) for each in get_args(bare)}
    if isinstance(bare, type) and issubclass(bare, Enum):
        return {str(each.value) for each in bare}
    return set()
