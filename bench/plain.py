"""A site's home as a Django tutorial would write it: model objects, Django's templates, Django's usual middleware. For comparison."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from betang.hosting.models import Site
from betang.kernel import fence
from betang.publishing.models import Article, Page

SITE: dict[str, UUID] = {}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATE = Template("""{% load i18n static %}<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{{ site.title }}</title>
<meta name="description" content="{{ site.group.about|truncatechars:160 }}"><link rel="stylesheet" href="{% static "ui/betang.css" %}"></head><body>
<header><a href="/">{{ site.title }}</a><p>{{ site.group.region }}, {{ site.group.region.parent }}, {{ site.group.region.parent.parent }}</p></header>
<nav>{% if articles %}<a href="/berita/">{% translate "News" %}</a>{% endif %}{% for page in pages %}<a href="/halaman/{{ page.slug }}/">{{ page.title }}</a>{% endfor %}
<a href="/tentang/">{% translate "About us" %}</a></nav><main>
{% for article in articles %}<article>{% if forloop.first and article.lead_picture %}<picture>{% for one in article.lead_picture.variants %}<source
srcset="{{ one.path }}" type="{{ one.media_type }}">{% endfor %}<img alt="{{ article.lead_picture.alt }}"></picture>{% endif %}
<h2><a href="/berita/{{ article.slug }}/">{{ article.title }}</a></h2>{% if forloop.first %}<p>{{ article.summary }}</p>{% endif %}
<p>{{ article.published_at|date:"j F Y" }} {{ article.category.name }} {{ article.byline }}</p></article>{% endfor %}
<section><h2>{% translate "Who we are" %}</h2><p>{{ site.group.about|truncatechars:420 }}</p><dl><dt>{% translate "Kind" %}</dt>
<dd>{{ site.group.get_kind_display }}</dd><dt>{% translate "Members" %}</dt><dd>{{ members }}</dd><dt>{% translate "Register number" %}</dt>
<dd>{{ site.group.register_number }}</dd></dl></section></main><footer>{{ site.group.register_number }}</footer></body></html>""")


def home(request: HttpRequest) -> HttpResponse:
    with fence.open_site(SITE["id"]):
        site = Site.objects.select_related("group__region__parent__parent").get(pk=SITE["id"])
        articles: Any = Article.objects.filter(state="published").select_related("category", "lead_picture").order_by("-published_at")[:6]
        context = {
            "site": site,
            "articles": list(articles),
            "pages": list(Page.objects.filter(is_published=True, in_menu=True)),
            "members": site.group.members.filter(left_on__isnull=True).count(),
            "user": request.user,  # type: ignore[attr-defined]
        }
        return HttpResponse(TEMPLATE.render(Context(context)))


urlpatterns = [path("", home)]
