"""The public application: begun without an account, kept at a secret link, sent when it is whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext

from betang.accounts.tokens import full_url, whatsapp_url
from betang.communities import actions, links, queries
from betang.communities.files import send_private
from betang.communities.forms import PARTS, STEPS, ContactPart, Part, PlacePart, part_of
from betang.communities.models import Application
from betang.communities.terms import WORDS, ApplicationStatus, FilePurpose
from betang.guard.forms import public_form
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound, Refused
from betang.kernel.pages import fresh, private
from betang.regions.queries import place_line

EDITABLE = (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)


@fresh
@public_form(rate="20/h")
def begin(request: HttpRequest) -> HttpResponse:
    """`/kim/daftar/`: what is asked, what it takes, and the first field. Sending it makes a draft and its link."""
    asked = queries.requirements_of(settings.PROVINCE_CODE)
    name = ""
    error = ""
    if request.method == "POST":
        name = " ".join(request.POST.get("name", "").split())
        if name:
            _application, token = actions.start_application(
                key=request.POST.get("kunci", "")[:64], typed={"name": name[:120]}, language=get_language() or "id", at=clock.now()
            )
            return redirect("communities:application", token=token)
        error = gettext("Type the name of the group; you can change it later.")
    return render(request, "communities/begin.html", {"asked": asked, "name": name, "error": error}, status=422 if error else 200)


@private
def application(request: HttpRequest, token: str) -> HttpResponse:
    """`/kim/daftar/<token>/`: where the application stands; for a draft, the link to keep and the parts still to fill."""
    found = queries.application_by_token(token)
    link = full_url(reverse("communities:application", kwargs={"token": token}))
    text = gettext("My link to the application of %(name)s as a KIM: %(link)s") % {"name": found.name or "KIM", "link": link}
    context: dict[str, Any] = {
        "application": found,
        "token": token,
        "link": link,
        "whatsapp_url": whatsapp_url(text),
        "mail_url": "mailto:?"
        + urlencode({"subject": gettext("Application of %(name)s") % {"name": found.name}, "body": text}).replace("+", "%20"),
        "is_editable": found.status in EDITABLE,
        "steps": list(found.steps.all()),
        "titles": {part.step: part.title for part in PARTS},
    }
    if found.status in EDITABLE:
        done = queries.parts_done(found)
        context["parts"] = [(part.step, part.title, done[part.step]) for part in PARTS]
        context["next_step"] = next((step for step in STEPS if not done[step]), STEPS[-1])
        context["asked_for"] = found.steps.filter(status=ApplicationStatus.RETURNED).last()
    else:
        context["place"] = place_line(found.region_code)
        site = links.sites_of([found.group_id]).get(found.group_id) if found.group_id else None
        context["site_url"] = site.url if site else ""
        context["decision"] = found.steps.exclude(status=ApplicationStatus.SUBMITTED).last()
    return render(request, "communities/application.html", context)


@private
@public_form(rate="150/h", shortest_s=0)
def part(request: HttpRequest, token: str, step: str) -> HttpResponseBase:
    """`/kim/daftar/<token>/<part>/`: one part of the form. Whatever button is pressed, what was typed is kept first."""
    if step not in STEPS:
        raise NotFound(gettext("This page does not exist."))
    found = queries.application_by_token(token)
    if found.status not in EDITABLE:
        return redirect("communities:application", token=token)
    kind = part_of(step)
    file_errors: dict[str, str] = {}
    problem = ""
    unready: list[tuple[str, Any]] = []
    if request.method == "POST":
        found, file_errors = _keep(request, found, kind)
        act = request.POST.get("aksi", "lanjut")
        if act == "kembali" and not file_errors:
            return _go(token, STEPS[max(0, STEPS.index(step) - 1)])
        if act.startswith("hapus-"):
            actions.remove_file(application=found, purpose=act.removeprefix("hapus-"), at=clock.now())
            return _go(token, step)
        form = _form(kind, found, bound=True)
        is_just_opened = isinstance(form, PlacePart) and form.needs_more and _offers_more(form, request)
        if act == "periksa" or is_just_opened:
            form = _form(kind, found, bound=act == "periksa")
            return _show(request, token, found, form, {}, checked=act == "periksa")
        is_ready = form.is_valid() and not file_errors and not _missing_files(form, found, file_errors)
        if is_ready and step != ContactPart.step:
            return _go(token, STEPS[STEPS.index(step) + 1])
        if is_ready:
            try:
                actions.submit_application(application=found, at=clock.now())
                return redirect("communities:application", token=token)
            except InvalidInput as error:
                problem = error.message
                unready = [(part.step, part.title) for part in PARTS if part.step in error.fields]
                found = queries.application_by_token(token)
        return _show(request, token, found, form, file_errors, problem=problem, unready=unready, status=422)
    form = _form(kind, found, bound="periksa" in request.GET)
    return _show(request, token, found, form, {})


def _keep(request: HttpRequest, found: Application, kind: type[Part]) -> tuple[Application, dict[str, str]]:
    """Keep everything that this sending carries: fields right or wrong, and each file that is sound."""
    typed: dict[str, Any] = {name: request.POST[name] for name in kind.base_fields if name in request.POST}
    for name, field in kind.base_fields.items():
        if isinstance(field, BooleanField) and name not in request.POST:
            typed[name] = ""
    if kind is PlacePart:
        _forget_narrower(found, typed)
    found = actions.save_draft(application=found, typed=typed, at=clock.now())
    file_errors: dict[str, str] = {}
    for purpose in kind.uploads:
        upload = request.FILES.get(purpose)
        if upload is None:
            continue
        try:
            actions.attach_file(application=found, purpose=purpose, upload=upload, at=clock.now())
        except (InvalidInput, Refused) as error:
            file_errors[purpose] = f"{error.message} {error.hint}".strip()
    return found, file_errors


def _forget_narrower(found: Application, typed: dict[str, Any]) -> None:
    """Another kabupaten leaves no kecamatan behind, another kecamatan no desa."""
    for wide, narrow in (("regency", "district"), ("district", "village")):
        value = typed.get(wide, found.typed.get(wide, ""))
        below = typed.get(narrow, found.typed.get(narrow, ""))
        if below and not str(below).startswith(f"{value}."):
            typed[narrow] = ""


def _offers_more(form: PlacePart, request: HttpRequest) -> bool:
    """A list that was not on the page that was sent is on the one to come: nobody has failed to choose from it yet."""
    return any(name in form.fields and name not in request.POST for name in ("district", "village"))


def _missing_files(form: Part, found: Application, file_errors: dict[str, str]) -> bool:
    if "decree" not in form.uploads:
        return False
    there = queries.current_files(found)
    asked = form.asked
    if (asked.decree_required or found.typed.get("decree_number")) and FilePurpose.DECREE not in there:
        file_errors["decree"] = gettext("Add a photo or PDF of the decree.")
    if asked.statutes_required and FilePurpose.STATUTES not in there:
        file_errors["statutes"] = gettext("Add a photo or PDF of the statutes.")
    return bool(file_errors)


def _form(kind: type[Part], found: Application, *, bound: bool) -> Part:
    asked = queries.requirements_of(str(found.typed.get("regency", "")) or settings.PROVINCE_CODE)
    if bound:
        return kind(found.typed, asked=asked, application=found)
    return kind(asked=asked, application=found, initial=found.typed)


def _go(token: str, step: str) -> HttpResponse:
    return redirect("communities:application_part", token=token, step=step)


def _show(
    request: HttpRequest,
    token: str,
    found: Application,
    form: Part,
    file_errors: dict[str, str],
    *,
    problem: str = "",
    unready: list[tuple[str, Any]] | None = None,
    checked: bool = False,
    status: int = 200,
) -> HttpResponse:
    at = STEPS.index(form.step)
    wished = str(form.values.get("wished_name", ""))
    context: dict[str, Any] = {
        **WORDS,
        "application": found,
        "token": token,
        "form": form,
        "step": form.step,
        "number": at + 1,
        "count": len(STEPS),
        "previous": STEPS[at - 1] if at else "",
        "files": queries.current_files(found),
        "file_errors": file_errors,
        "problem": problem,
        "unready": unready or [],
        "asked": form.asked,
        "returned": found.steps.filter(status=ApplicationStatus.RETURNED).last() if found.status == ApplicationStatus.RETURNED else None,
        "name_state": queries.name_state(wished, region_code=_place_code(found), apart_from=found.pk)
        if form.step == "situs" and wished
        else None,
        "sites_domain": settings.SITES_DOMAIN,
        "checked": checked,
    }
    if form.step == ContactPart.step:
        done = queries.parts_done(found)
        context["facts"] = queries.facts_of(found)
        context["place"] = place_line(context["facts"].region_code)
        context["parts"] = [(part.step, part.title, done[part.step]) for part in PARTS if part.step != ContactPart.step]
    if form.step == "situs" and not wished:
        context["ideas"] = queries.name_state(found.name or "kim", region_code=_place_code(found), apart_from=found.pk)
    return render(request, f"communities/part_{form.step}.html", context, status=status)


def _place_code(found: Application) -> str:
    """The narrowest place typed so far."""
    return str(found.typed.get("village") or found.typed.get("district") or found.typed.get("regency") or "")


@private
@public_form(rate="900/h", shortest_s=0)
def autosave(request: HttpRequest, token: str) -> HttpResponseBase:
    """Keeps what is typed while it is typed. Answers in JSON with the moment; a draft that was sent answers 409."""
    if request.method != "POST":
        return redirect("communities:application", token=token)
    try:
        found = queries.application_by_token(token)
        saved = actions.save_draft(
            application=found, typed={name: value for name, value in request.POST.items() if name != "consent"}, at=clock.now()
        )
    except DomainError as error:
        return JsonResponse({"message": error.message}, status=error.status)
    return JsonResponse({"saved_at": saved.saved_at.isoformat()})


@private
def name_check(request: HttpRequest, token: str) -> HttpResponse:
    """A fragment that says whether a name is free, asked while it is typed."""
    found = queries.application_by_token(token)
    state = queries.name_state(request.GET.get("wished_name", "")[:80], region_code=_place_code(found), apart_from=found.pk)
    return render(request, "communities/name_state.html", {"state": state, "sites_domain": settings.SITES_DOMAIN})


@private
def file(request: HttpRequest, token: str, purpose: str) -> HttpResponseBase:
    """The applicant looks at a file that they sent."""
    there = queries.current_files(queries.application_by_token(token))
    if purpose not in there:
        raise NotFound(gettext("This page does not exist."))
    return send_private(there[FilePurpose(purpose)])
