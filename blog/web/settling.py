"""Settles at compile time what a template asks again on every page: plain messages and addresses of static files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer


class SettlingEnvironment(Environment):
    """An environment whose `settled` functions, called with nothing but one constant, are called once.

    Each must give the same text for the same constant as long as the environment lives; the text is HTML already.
    """

    settled: Mapping[str, Callable[[str], str]] = {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _Settler(self.settled).visit(tree)
        return tree


class _Settler(NodeTransformer):
    def __init__(self, settled: Mapping[str, Callable[[str], str]]) -> None:
        self._settled = settled

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:
        self.generic_visit(node, *args, **kwargs)
        said = _only_constant(node)
        if said is None or not isinstance(node.node, nodes.Name) or node.node.name not in self._settled:
            return node
        text = nodes.Const(self._settled[node.node.name](said), lineno=node.lineno)
        return nodes.MarkSafe(text, lineno=node.lineno)


def _only_constant(node: nodes.Call) -> str | None:
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != 1:
        return None
    argument = node.args[0]
    return argument.value if isinstance(argument, nodes.Const) and isinstance(argument.value, str) else None
