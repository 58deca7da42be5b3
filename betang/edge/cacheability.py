"""Which addresses are kept, made anew, or for one person: the marks of all views as a table (`docs/cacheability.md`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

MARKS = {
    "kept": "kept whole until its house changes",
    "fresh": "public, made anew for each request",
    "private": "for one person, never kept",
}
FOREIGN = ("allauth.",)
"""Views that are not ours carry no mark: all of allauth stands below `/meja/akun/`, behind the desk's session."""


@dataclass(frozen=True, slots=True)
class Line:
    """One address of one host."""

    host: str
    path: str
    name: str
    mark: str
    params: tuple[str, ...]
    with_portal: bool


def lines() -> list[Line]:
    """Every address of both URL roots, in the order of host and path."""
    found = [line for host, root in (("portal", settings.ROOT_URLCONF), ("site", settings.SITE_URLCONF)) for line in _walk(host, root)]
    return sorted(found, key=lambda line: (line.host, line.path, line.name))


def _walk(host: str, root: str) -> Iterator[Line]:
    def down(resolver: URLResolver, path: str, namespace: str) -> Iterator[Line]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from down(one, path + str(one.pattern), f"{namespace}{one.namespace}:" if one.namespace else namespace)
            elif isinstance(one, URLPattern):
                view = one.callback
                is_foreign = str(getattr(view, "__module__", "")).startswith(FOREIGN)
                mark = getattr(view, "page_mark", "private" if is_foreign and path.startswith("/meja/") else "")
                params = tuple(getattr(view, "page_params", ()))
                yield Line(
                    host, path + str(one.pattern), f"{namespace}{one.name}", mark, params, bool(getattr(view, "page_with_portal", False))
                )

    yield from down(get_resolver(root), "/", "")


def render() -> str:
    """The table as Markdown."""
    out = [
        "<!-- Made by `betang docs write`. Do not edit. -->",
        "# What is kept, and what is not",
        "",
        "Each view says one of three things of itself (`kernel.pages`); this table is made from what they say.",
        "",
        *(f"* **{mark}**: {words}" for mark, words in MARKS.items()),
        "",
        "| host | address | mark | query parameters that it reads | falls also with the portal |",
        "|---|---|---|---|---|",
    ]
    for line in lines():
        params = ", ".join(f"`{name}`" for name in line.params)
        out.append(f"| {line.host} | `{line.path}` | {line.mark} | {params} | {'yes' if line.with_portal else ''} |")
    return "\n".join([*out, ""])
