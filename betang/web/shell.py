"""What surrounds a page: whose house it is, its menu, its footer. Given to every template as `shell`."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from betang.guard.forms import public_form_fields
from betang.hosting.addresses import portal_url, site_url
from betang.hosting.terms import Rest
from betang.ui.jinja import static_url
from betang.ui.shell import Feed, MenuItem, Shell
from betang.web import faces, lands, seasons
from betang.web.faces import face_of, generation_of


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, and the hidden inputs of public forms."""
    return {"shell": _lazy_shell(request), "public_form_fields": _form_fields}


def _form_fields() -> Markup:
    return public_form_fields(program=static_url("ui/js/proof.js"))


def _lazy_shell(request: HttpRequest) -> Shell:
    made = getattr(request, "_shell", None)
    if made is None:
        made = build(request)
        request._shell = made  # type: ignore[attr-defined]
    return made


REMEMBERED = 1024
"""Shells that one process remembers with their fragments; each is about 6 kB."""

_shells: OrderedDict[tuple[Any, ...], Shell] = OrderedDict()


def build(request: HttpRequest) -> Shell:
    """The shell of this request: at most two queries, none once a process knows the site's present generation."""
    house = getattr(request, "house", None)
    language = translation.get_language() or settings.LANGUAGE_CODE
    if getattr(request, "is_desk", False):
        shell = _desk(request, language)
        return replace(shell, menu=_mark(shell.menu, _current(shell.menu, request.path)))
    shell = _remembered(house, language, request.path)
    other, own = _addresses(request, shell)
    return replace(shell, other_language_url=other, canonical_url=own)


def _remembered(house: Any, language: str, path: str) -> Shell:
    """The shell of a public page without its own two addresses, kept with what was drawn from it under the generation of its house.

    All that a shell is made of stands in the key: the house, its generations (moved in the transaction of each change, and read
    before anything else of the request), language, prefix, whether this is the demo, and which entry of the menu is the present one.
    """
    generations = getattr(house, "generations", None)
    if generations is None or not generations.scope:  # a host that is not ours, a database that does not answer
        shell = _public(house, language)
        return replace(shell, menu=_mark(shell.menu, _current(shell.menu, path)))
    key = (generations.mark(with_portal=False), language, get_script_prefix(), settings.IS_DEMO())
    plain = _shells.get(key)
    if plain is None:
        plain = _remember(key, _public(house, language))
    current = _current(plain.menu, path)
    marked = _shells.get((*key, current))
    if marked is None:
        marked = _remember((*key, current), replace(plain, menu=_mark(plain.menu, current), fragments={}))
    return marked


def _remember(key: tuple[Any, ...], shell: Shell) -> Shell:
    _shells[key] = shell
    while len(_shells) > REMEMBERED:
        _shells.popitem(last=False)
    return shell


def forget() -> None:
    """Forget every face, land and shell: for tests, whose transactions never commit and so never move a generation."""
    _shells.clear()
    faces.forget()
    lands.forget()
    seasons.forget()


def _public(house: Any, language: str) -> Shell:
    site_id: UUID | None = getattr(house, "site_id", None)
    if site_id is None:
        return _portal(language)
    rest = getattr(house, "rest", Rest.AWAKE)
    shell = _site(site_id, generation_of(house), language)
    if rest == Rest.ARCHIVED:
        return replace(shell, is_resting=True, archived_on=house.rested_on, search_url="")
    return replace(shell, is_resting=rest != Rest.AWAKE)


def _current(menu: tuple[MenuItem, ...], path: str) -> str:
    """The address in the menu under which the page lies, or nothing."""
    return max((item.url for item in menu if path.startswith(item.url)), key=len, default="")


def _mark(menu: tuple[MenuItem, ...], current: str) -> tuple[MenuItem, ...]:
    return tuple(replace(item, is_current=item.url == current) for item in menu)


def _addresses(request: HttpRequest, shell: Shell) -> tuple[str, str]:
    """The same page in the other language, and the page's full address: another's, where a view says that this is a copy of it."""
    bare = request.path_info
    query = request.META.get("QUERY_STRING", "")
    other = "" if shell.kind == "desk" else ("/en" + bare if shell.language == "id" else bare)
    host = request.META.get("HTTP_HOST", settings.BASE_DOMAIN).partition(":")[0]
    own = getattr(request, "canonical_url", "") or site_url(host, request.path)
    return other + (f"?{query}" if query and other else ""), own if shell.kind != "desk" else ""


def _portal(language: str) -> Shell:
    return Shell(
        kind="portal",
        name="Betang",
        place=_("One house for the news and the plans of the villages of Central Kalimantan"),
        language=language,
        hue=165,
        motif="anyam",
        home_url=get_script_prefix(),
        portal_url=get_script_prefix(),
        search_url=reverse("web:search"),
        menu=(
            MenuItem(label=_("News"), url=reverse("publishing:news")),
            MenuItem(label=_("Groups of the province"), url=reverse("communities:register")),
            MenuItem(label=_("Products"), url=reverse("market:catalogue")),
            MenuItem(label=_("Prices"), url=reverse("market:price_board")),
            MenuItem(label=_("Plans"), url=reverse("planning:explorer")),
            MenuItem(label=_("Proposals"), url=reverse("proposals:list")),
            MenuItem(label=_("Regions"), url=reverse("web:regions")),
            MenuItem(label=_("Start a group"), url=reverse("communities:begin")),
            MenuItem(label=_("Sign in"), url=reverse("web_desk:home")),
        ),
        footer=(settings.OPERATOR_NAME,),
        footer_links=(
            MenuItem(label=_("About this house"), url=reverse("web:this_house")),
            MenuItem(label=_("Privacy"), url=reverse("accounts:privacy")),
            MenuItem(label=_("Published trail"), url=reverse("web:trail")),
            MenuItem(label=_("Open data"), url=reverse("api:data")),
            MenuItem(label=_("Trainings"), url=reverse("growth:trainings")),
            MenuItem(label=_("Learn"), url=reverse("growth:courses")),
            MenuItem(label=_("Contests"), url=reverse("growth:contests")),
            MenuItem(label=_("Where a group is missing"), url=reverse("growth:spread")),
        ),
        feeds=_feeds(),
        is_demo=settings.IS_DEMO(),
    )


def _site(site_id: UUID, generation: tuple[int, ...], language: str) -> Shell:
    face = face_of(site_id, generation)
    menu = [MenuItem(label=label, url=path) for label, path in face.menu]
    menu.append(MenuItem(label=_("Plan"), url=reverse("web:plan", urlconf=settings.SITE_URLCONF)))
    menu.append(MenuItem(label=_("Proposals"), url=reverse("proposals:list", urlconf=settings.SITE_URLCONF)))
    menu.append(MenuItem(label=_("About us"), url=reverse("web:about", urlconf=settings.SITE_URLCONF)))
    number = _("Registered group %(number)s") % {"number": face.register_number} if face.register_number else ""
    return Shell(
        kind="site",
        name=face.title,
        place=face.place,
        language=language,
        hue=face.hue,
        motif=face.motif,
        logo_url=f"/-/berkas/{face.logo}" if face.logo else "",
        home_url=get_script_prefix(),
        portal_url=portal_url(get_script_prefix()),
        search_url=reverse("web:search", urlconf=settings.SITE_URLCONF),
        menu=tuple(menu),
        footer=(number,) if number else (),
        footer_links=(
            MenuItem(label=_("Part of Betang, the house of information of Central Kalimantan"), url=portal_url(get_script_prefix())),
        ),
        feeds=_feeds(),
        is_demo=settings.IS_DEMO(),
    )


def _feeds() -> tuple[Feed, ...]:
    prefix = get_script_prefix()
    return (
        Feed(title="Atom", url=f"{prefix}umpan/atom.xml", media_type="application/atom+xml"),
        Feed(title="RSS", url=f"{prefix}umpan/rss.xml", media_type="application/rss+xml"),
        Feed(title="JSON Feed", url=f"{prefix}umpan/feed.json", media_type="application/feed+json"),
    )


def _desk(request: HttpRequest, language: str) -> Shell:
    from betang.web.desk import menu_for

    actor = request.actor  # type: ignore[attr-defined]
    return Shell(
        kind="desk",
        name="Betang",
        place=_("Desk"),
        language=language,
        home_url=reverse("web_desk:home"),
        portal_url="/",
        search_url="/cari/",
        menu=menu_for(actor),
        person_name=actor.name,
        person_url=reverse("accounts_desk:profile") if actor.is_known else "",
        is_demo=settings.IS_DEMO(),
    )
