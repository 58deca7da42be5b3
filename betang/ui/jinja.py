"""The template environment: Jinja2, autoescaped, strict about names that do not exist."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from betang.kernel.money import rupiah
from betang.ui import formats


def environment(**options: Any) -> Environment:
    """Built once by Django; names here are available in every template (see `docs/howto/page.md`)."""
    options.setdefault("undefined", StrictUndefined)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"], **options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(static=static, url=_url, language=translation.get_language)
    env.filters.update(rupiah=rupiah, number=formats.number, day=formats.day, moment=formats.moment, iso=formats.iso)
    return env


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    """`url("publishing:article", slug=…)`: the address in the urlconf of this request."""
    return reverse(name, args=args or None, kwargs=kwargs or None)
