"""What a page says to machines: schema.org as JSON-LD in a data block, which a browser never runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_block(value: Mapping[str, Any]) -> Markup:
    """A `<script type="application/ld+json">` block. Nothing in `value` can end the block: `<` never stands in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return Markup('<script type="application/ld+json">') + Markup(text) + Markup("</script>")  # noqa: S704
