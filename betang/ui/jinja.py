"""The template environment: Jinja2, autoescaped, strict about names that do not exist."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import translation
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from markupsafe import Markup

from betang.kernel import ids
from betang.kernel.money import rupiah
from betang.ui import formats, hues, icons, pictures
from betang.ui.fragments import Keep


class House(Environment):
    """Jinja2's environment; templates without globals of their own share its dict, where Jinja2 would chain two for each one.

    Each page copies the globals once for every template that it is made of, and a plain dict is copied ten times as fast.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """Built once by Django; names here are available in every template (see `docs/howto/page.md`)."""
    options.setdefault("undefined", StrictUndefined)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    settings.TEMPLATE_CACHE.mkdir(mode=0o700, parents=True, exist_ok=True)
    options.setdefault("bytecode_cache", FileSystemBytecodeCache(str(settings.TEMPLATE_CACHE)))
    # Django's backend passes `autoescape=True` among the options.
    env = House(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols", Keep], **options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        gettext=_said,
        _=_said,
        static=static_url,
        url=_url,
        language=translation.get_language,
        form_key=form_key,
        messages_of=get_messages,
        sign=icons.svg,
        shown_picture=pictures.shown,
    )
    env.filters.update(rupiah=rupiah, number=formats.number, day=formats.day, moment=formats.moment, iso=formats.iso)
    env.filters.update(month=formats.month, hue_step=hues.nearest, accent=hues.accent, widget_kind=_widget_kind, draw=_draw)
    return env


_words: dict[str | None, dict[str, Markup]] = {}
"""What templates said before, by language: catalogues do not change while a process lives."""

WORDS_REMEMBERED = 8192


def _said(text: str, /, **values: Any) -> Markup:
    """`_("…")` in a template, as Jinja's «new style»: named values are escaped and put in, `%%` stands for a percent sign."""
    language = translation.get_language()
    known = _words.setdefault(language, {})
    found = known.get(text)
    if found is None:
        found = Markup(translation.gettext(text))  # noqa: S704 - source texts and catalogues are ours
        if len(known) < WORDS_REMEMBERED:
            known[text] = found
    return found % values if values or "%" in found else found


_static: dict[str, str] = {}


def static_url(name: str) -> str:
    """The hashed address of a static file, remembered; its plain one where nothing has been collected yet (in tests)."""
    found = _static.get(name)
    if found is None:
        try:
            found = static(name)
        except ValueError:
            return f"{settings.STATIC_URL}{name}"
        if not settings.DEBUG:
            _static[name] = found
    return found


def form_key() -> str:
    """A key that makes a form be kept once, however often it is sent (`audit.trail.once`)."""
    return ids.uuid7().hex


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    """`url("publishing:article", slug=…)`: the address in the urlconf of this request."""
    return _reversed(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), name, args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _reversed(urlconf: str, prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, urlconf, args or None, dict(kwargs) or None)  # `prefix` is part of what comes out


def _widget_kind(bound: BoundField) -> str:
    """`check` for one box, `group` for several choices shown at once, else `line`."""
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "group"
    return "check" if isinstance(widget, CheckboxInput) else "line"


def _draw(bound: BoundField, described: str = "") -> str:
    """The control itself, telling assistive technology where its hint and its error stand."""
    attrs: dict[str, str | bool] = {"aria-describedby": described.strip()} if described.strip() else {}
    return bound.as_widget(attrs=attrs)
