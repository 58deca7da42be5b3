"""The desk of a site's look and address, the coordinator's list, and the logo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from betang.accounts.desk import desk_page
from betang.accounts.terms import Post
from betang.audit import trail
from betang.audit.queries import history
from betang.hosting import actions, policies, queries, resting
from betang.hosting.desk import site_desk
from betang.hosting.forms import ApprovalForm, LookForm, ReasonForm, RenameForm
from betang.hosting.models import Site
from betang.hosting.resting import READING, note_for
from betang.hosting.terms import Rest, SiteStatus
from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.pages import kept, with_pictures_of_sites


@kept()
def logo(request: HttpRequest, name: str) -> HttpResponse:
    """`/-/logo/<name>` on a site's own host: its present logo, and no other file whatever the name."""
    site_id = fence.current_site_id()
    path = Site.objects.filter(pk=site_id).values_list("logo", flat=True).first() if site_id else None
    if not path or path.rpartition("/")[2] != name or not default_storage.exists(path):
        raise NotFound(_("This page does not exist."))
    with default_storage.open(path) as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@site_desk()
@with_pictures_of_sites
def look(request: HttpRequest, site: Site) -> HttpResponseBase:
    """`/meja/kim/<site>/tampilan/`: name, colour, pattern, logo, order; «look first» shows it without keeping it."""
    actor = request.actor  # type: ignore[attr-defined]
    verdict = policies.may_change_look(actor, site)
    if request.method == "POST":
        verdict.require()
        form = LookForm(site, request.POST, request.FILES)
        if form.is_valid():
            typed = form.cleaned_data
            if "lihat" in request.POST:
                return _look_page(request, site, form, verdict, preview=typed)
            try:
                with trail.once(request.POST.get("kunci", ""), scope=f"look:{actor.id}") as once:
                    if not once.repeated:
                        actions.change_look(
                            actor=actor,
                            site=site,
                            title=typed["title"],
                            hue=typed["hue"],
                            motif=typed["motif"],
                            sections=form.sections(),
                            logo=typed["logo"],
                            removes_logo=typed["removes_logo"],
                            at=clock.now(),
                        )
                messages.success(request, _("Kept. The site shows it already."))
                return redirect("hosting_desk:look", site_slug=site.slug)
            except InvalidInput as error:
                _show(form, error)
        return _look_page(request, site, form, verdict, status=422)
    return _look_page(request, site, LookForm(site), verdict)


def _look_page(
    request: HttpRequest, site: Site, form: LookForm, verdict: Any, *, preview: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    shown = preview or {"title": site.title, "hue": site.hue, "motif": site.motif}
    words = {
        "site": site,
        "card": queries.site_card(site.pk),
        "form": form,
        "shown": shown,
        "is_preview": preview is not None,
        "sections": [form[name] for name in form.fields if name.startswith("section_")],
        "verdict": verdict,
        "chosen_hue": int(form["hue"].value() or 0),
        "chosen_motif": form["motif"].value(),
    }
    return render(request, "hosting/look.html", words, status=status)


def _show(form: forms.Form, error: InvalidInput) -> None:
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, f"{error.message} {error.hint}".strip())


def _site_for(request: HttpRequest, site_slug: str) -> Site:
    """The site, for whoever may see its desk: the group's own people and those who coordinate it. Others learn nothing."""
    site = Site.objects.select_related("group__region").filter(slug=site_slug).first()
    if site is None:
        raise NotFound(_("This page does not exist."))
    policies.may_see_site_desk(request.actor, site).require()  # type: ignore[attr-defined]
    return site


@site_desk(while_resting=True)
@require_http_methods(["GET", "POST"])
def wake(request: HttpRequest, site: Site) -> HttpResponseBase:
    """`/meja/kim/<site>/bangun/`: one tap, and everything is as before; then back to what one was about to do."""
    actor = request.actor  # type: ignore[attr-defined]
    target = request.POST.get("lanjut", "") or request.GET.get("lanjut", "")
    if not target.startswith("/meja/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("hosting_desk:site", kwargs={"site_slug": site.slug})
    if request.method == "POST":
        actions.wake_site(actor=actor, site=site, at=clock.now())
        messages.success(request, _("Welcome back! The site is awake, and everything can be written again."))
        return redirect(target)
    if site.rest == Rest.AWAKE:
        return redirect(target)
    return render(
        request, "hosting/resting.html", {"site": site, "refusal": None, "note_of_rest": note_for(request, site), "next_url": target}
    )


@desk_page()
@require_safe
def site(request: HttpRequest, site_slug: str) -> HttpResponseBase:
    """`/meja/kim/<site>/situs/`: name, address, whether it answers, who may publish, what happened."""
    return _site_page(request, _site_for(request, site_slug))


def _site_page(request: HttpRequest, found: Site, *, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if policies.may_wake(actor, found):
        request.resting = note_for(request, found)  # type: ignore[attr-defined]
    rename, suspend = policies.may_rename(actor, found), policies.may_suspend(actor, found)
    words = {
        "site": found,
        "card": queries.site_card(found.pk),
        "earlier": queries.earlier_hosts(found.pk),
        "may_rename": bool(rename) or rename.needs_second_factor,
        "may_suspend": bool(suspend) or suspend.needs_second_factor,
        "may_dress": bool(policies.may_change_look(actor, found)),
        "may_change_approval": bool(policies.may_change_approval(actor, found)),
        "approval_form": forms_.get("approval") or ApprovalForm(initial={"needs_approval": found.needs_approval}),
        "rename_form": forms_.get("rename") or RenameForm(),
        "suspend_form": forms_.get("suspend") or ReasonForm(),
        "reopen_form": forms_.get("reopen") or ReasonForm(),
        "is_open": found.status == SiteStatus.OPEN,
        "entries": _steps(found),
    }
    return render(request, "hosting/site.html", words, status=status)


_VERBS: dict[str, Callable[[], str]] = {
    "hosting.site.created": lambda: _("The site was made."),
    "hosting.site.renamed": lambda: _("The address was changed."),
    "hosting.site.suspended": lambda: _("The site was suspended."),
    "hosting.site.reopened": lambda: _("The site was opened again."),
    "hosting.site.rested": lambda: _("The group was silent: the site came to rest."),
    "hosting.site.woken": lambda: _("The site was woken up."),
    "hosting.site.dressed": lambda: _("The look was changed."),
    "hosting.site.approval_changed": lambda: _("The rule for publishing was changed."),
}


def _steps(found: Site) -> list[dict[str, Any]]:
    entries = history(found, public_only=False)[-12:]
    return [
        {"what": _VERBS[one.verb]() if one.verb in _VERBS else one.verb, "who": one.actor_name, "at": one.at, "reason": one.reason}
        for one in reversed(entries)
    ]


def _act(request: HttpRequest, site_slug: str, name: str, form: forms.Form, said: str, act: Callable[[Site], Site]) -> HttpResponseBase:
    """The way of the three buttons on a site's page: parse, act once, come back with a word."""
    found = _site_for(request, site_slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not form.is_valid():
        return _site_page(request, found, status=422, **{name: form})
    actor = request.actor  # type: ignore[attr-defined]
    target = reverse("hosting_desk:site", kwargs={"site_slug": found.slug})
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"{name}:{actor.id}") as once:
            if once.repeated:
                return redirect(once.location or target)
            changed = act(found)
            once.location = reverse("hosting_desk:site", kwargs={"site_slug": changed.slug})
            target = once.location
    except InvalidInput as error:
        _show(form, error)
        return _site_page(request, found, status=422, **{name: form})
    except Refused as error:
        form.add_error(None, f"{error.message} {error.hint}".strip())
        return _site_page(request, found, status=409, **{name: form})
    messages.success(request, said)
    return redirect(target)


@desk_page()
def approval(request: HttpRequest, site_slug: str) -> HttpResponseBase:
    """POST: whether an editor approves."""
    form = ApprovalForm(request.POST)
    actor = request.actor  # type: ignore[attr-defined]
    found = _site_for(request, site_slug)
    if found.rest != Rest.AWAKE and request.method not in READING and policies.may_change_approval(actor, found):
        return resting.answer(request, found)
    return _act(
        request,
        site_slug,
        "approval",
        form,
        _("The rule is kept."),
        lambda found: actions.change_approval(actor=actor, site=found, needs_approval=form.cleaned_data["needs_approval"], at=clock.now()),
    )


@desk_page()
def rename(request: HttpRequest, site_slug: str) -> HttpResponseBase:
    """POST: another address."""
    form = RenameForm(request.POST)
    actor = request.actor  # type: ignore[attr-defined]
    return _act(
        request,
        site_slug,
        "rename",
        form,
        _("The site has its new address. The old one leads there."),
        lambda found: actions.rename_site(
            actor=actor, site=found, slug=form.cleaned_data["slug"], reason=form.cleaned_data["reason"], at=clock.now()
        ),
    )


@desk_page()
def suspend(request: HttpRequest, site_slug: str) -> HttpResponseBase:
    """POST: the site answers with its reason only."""
    form = ReasonForm(request.POST)
    actor = request.actor  # type: ignore[attr-defined]
    return _act(
        request,
        site_slug,
        "suspend",
        form,
        _("The site is suspended. Visitors see the reason."),
        lambda found: actions.suspend_site(actor=actor, site=found, reason=form.cleaned_data["reason"], at=clock.now()),
    )


@desk_page()
def reopen(request: HttpRequest, site_slug: str) -> HttpResponseBase:
    """POST: the site answers again."""
    form = ReasonForm(request.POST)
    actor = request.actor  # type: ignore[attr-defined]
    return _act(
        request,
        site_slug,
        "reopen",
        form,
        _("The site is open again."),
        lambda found: actions.reopen_site(actor=actor, site=found, reason=form.cleaned_data["reason"], at=clock.now()),
    )


@desk_page(Post.COORDINATOR, Post.PROVINCE_ADMIN)
def sites(request: HttpRequest) -> HttpResponse:
    """`/meja/situs/`: the sites in one's regions."""
    words = request.GET.get("q", "").strip()[:80]
    status = request.GET.get("status", "")
    number = request.GET.get("halaman", "1")
    page = queries.sites_over(
        request.actor,  # type: ignore[attr-defined]
        words=words,
        status=status,
        number=int(number) if number.isdecimal() and len(number) < 6 else 1,
    )
    return render(request, "hosting/sites.html", {"page": page, "words": words, "status": status, "statuses": SiteStatus.choices})
