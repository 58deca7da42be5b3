"""`{% keep store, "name" %}…{% endkeep %}`: a part of a page that is drawn once and then stands ready, for as long as its store lives.

There is nothing to expire here. A store belongs to one value (a `Shell`, which `web.shell` makes anew for each generation of its
house and each language), and what stands inside the tag may be drawn from that value and from constants alone. When the
value is replaced, its fragments go with it, so that a stale one cannot be shown. Without a store the part is drawn each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

Store = dict[str, str]


class Keep(Extension):
    """The tag. Its words are the store and the name of the part, which is unique within the store."""

    tags = {"keep"}

    def parse(self, parser: Parser) -> nodes.Node:
        """Turn the tag into a call of `_kept` with its body as the caller."""
        line = next(parser.stream).lineno
        store = parser.parse_expression()
        parser.stream.expect("comma")
        name = parser.parse_expression()
        body = parser.parse_statements(("name:endkeep",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_kept", [store, name]), [], [], body).set_lineno(line)

    def _kept(self, store: Store | None, name: str, caller: Callable[[], Any]) -> str:
        if store is None:
            return str(caller())
        found = store.get(name)
        if found is None:
            found = store[name] = caller()
        return found
