"""Puts what somebody typed back into the form of a page that is already drawn: one place for every form of the desk.

A page whose view takes the stash itself (an article with its versions) comes here with nothing left to put back. Hidden
fields, files, passwords and what was never typed stay as the page has them. Pure: HTML and values in, HTML out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

_NEVER = ("hidden", "file", "password", "submit", "button", "image", "reset")


@dataclass(slots=True)
class _Control:
    """A control as it stands in the page: where its tag begins and ends, and for a text area where its text ends."""

    tag: str
    attributes: dict[str, str | None]
    begin: int
    end: int
    text_end: int = 0

    @property
    def name(self) -> str:
        return self.attributes.get("name") or ""


@dataclass(slots=True)
class _Form:
    begin: int
    controls: list[_Control] = field(default_factory=list)
    folds: list[_Control] = field(default_factory=list)
    acts: set[tuple[str, str]] = field(default_factory=set)


class _Reader(HTMLParser):
    """Finds the forms that are sent by POST, with their controls and the closed folds around and in them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self._starts = [0, *(at + 1 for at, sign in enumerate(html) if sign == "\n")]
        self._form: _Form | None = None
        self._folds: list[_Control] = []
        self._select = ""
        self._area: _Control | None = None
        self.feed(html)

    def _here(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = self._here()
        one = _Control(tag, dict(attrs), here, here + len(self.get_starttag_text() or ""))
        if tag == "details":
            self._folds.append(one)
            if self._form:
                self._form.folds.append(one)
        elif tag == "form":
            is_post = (one.attributes.get("method") or "").lower() == "post"
            self._form = _Form(here, folds=list(self._folds)) if is_post else None
            if self._form:
                self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "select":
            self._select = one.name
        elif tag == "option":
            one.attributes["name"] = self._select
            self._form.controls.append(one)
        elif tag == "textarea":
            self._area = one
            self._form.controls.append(one)
        elif tag == "input":
            self._form.controls.append(one)
        elif tag == "button":
            self._form.acts.add((one.name, one.attributes.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "textarea" and self._area:
            self._area.text_end = self._here()
            self._area = None


def refill(html: str, typed: Mapping[str, Sequence[str]], *, note: str = "") -> str:
    """`html` with `typed` in the form that it fits best, and `note` (HTML) before that form. Unchanged where none fits."""
    forms = [(_fit(form, typed), -at, form) for at, form in enumerate(_Reader(html).forms)]
    if not forms:
        return html
    fit, _turn, form = max(forms, key=lambda one: one[:2])
    if fit <= 0:
        return html
    changes = [(form.begin, form.begin, note)] if note else []
    for fold in form.folds:
        if "open" not in fold.attributes:
            changes.append((fold.end - 1, fold.end - 1, " open"))
    left = {name: list(values) for name, values in typed.items()}
    for control in form.controls:
        change = _change(html, control, typed, left)
        if change:
            changes.append(change)
    for begin, end, text in sorted(changes, reverse=True):
        html = html[:begin] + text + html[end:]
    return html


def _fit(form: _Form, typed: Mapping[str, Sequence[str]]) -> int:
    """How well a form fits: by the button that sent it, by its hidden keys, and by each name that both know."""
    score = 0
    names = set()
    for control in form.controls:
        kind = (control.attributes.get("type") or "text").lower()
        if kind == "hidden" and control.name in typed:
            score += 5 if control.attributes.get("value") in typed[control.name] else -3
        elif kind not in _NEVER:
            names.add(control.name)
    known = names & set(typed)
    if not known:
        return 0
    return score + 100 * len(known) - len(names - known) + 50 * any(value in typed.get(name, ()) for name, value in form.acts if name)


def _change(html: str, control: _Control, typed: Mapping[str, Sequence[str]], left: dict[str, list[str]]) -> tuple[int, int, str] | None:
    name = control.name
    kind = (control.attributes.get("type") or "text").lower() if control.tag == "input" else ""
    if not name or kind in _NEVER or "data-unkept" in control.attributes:
        return None
    if kind in ("checkbox", "radio"):
        is_on = (control.attributes.get("value") or "on") in typed.get(name, ())
        if kind == "radio" and name not in typed:
            return None
        return _flag(html, control, "checked", is_on=is_on)
    if name not in typed:
        return None
    if control.tag == "option":
        return _flag(html, control, "selected", is_on=(control.attributes.get("value") or "") in typed[name])
    if not left[name]:
        return None
    value = left[name].pop(0)
    if control.tag == "textarea":
        return (control.end, control.text_end, "\n" + escape(value)) if control.text_end else None
    return _tag(control, {"value": value})


def _flag(html: str, control: _Control, flag: str, *, is_on: bool) -> tuple[int, int, str] | None:
    if (flag in control.attributes) == is_on:
        return None
    return _tag(control, {flag: ""} if is_on else {flag: None})


def _tag(control: _Control, changed: Mapping[str, str | None]) -> tuple[int, int, str]:
    """The start tag with attributes set, or taken away where their new value is None."""
    attributes: dict[str, str | None] = dict(control.attributes)
    if control.tag == "option":
        attributes.pop("name", None)
    for name, value in changed.items():
        attributes.pop(name, None)
        if value is not None:
            attributes[name] = value
    written = "".join(f" {name}" if value is None or (value == "" and name in ("checked", "selected")) else f' {name}="{escape(value)}"'
                      for name, value in attributes.items())  # fmt: skip
    return control.begin, control.end, f"<{control.tag}{written}>"
