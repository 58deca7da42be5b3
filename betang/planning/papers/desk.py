"""Documents at the desk: whose they are brings them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.audit import trail
from betang.audit.queries import history
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from betang.planning.models import Document, Version
from betang.planning.papers import actions, forms, policies, queries, rules
from betang.planning.papers.views import send_pdf
from betang.planning.terms import VersionKind
from betang.regions.models import Office
from betang.regions.queries import by_code


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@desk_page(*policies.WRITERS)
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """`/meja/rencana/dokumen/`: what one tends, and where one may bring more."""
    actor = _actor(request)
    return render(
        request,
        "planning/papers/desk_list.html",
        {"documents": list(queries.desk_documents(actor)[:300]), "places": list(enumerate(queries.places_of(actor)))},
    )


def _place(request: HttpRequest) -> queries.Place:
    places = queries.places_of(_actor(request))
    wanted = request.GET.get("tempat", "0")
    if not places:
        raise NotAllowed(gettext("Your post does not bring documents."))
    if not wanted.isdecimal() or len(wanted) > 3 or int(wanted) >= len(places):
        raise NotFound(gettext("This page does not exist."))
    return places[int(wanted)]


@desk_page(*policies.WRITERS)
def bring(request: HttpRequest) -> HttpResponseBase:
    """`…/baru/`: a document with its first version in one form."""
    place = _place(request)
    year = clock.today().year
    problem: DomainError | None = None
    if request.method != "POST":
        form = forms.DocumentForm(place=place, initial={"from_year": year + 1})
        version_form = forms.VersionForm(is_first=True, prefix="v")
    else:
        form = forms.DocumentForm(request.POST, place=place)
        version_form = forms.VersionForm(request.POST, request.FILES, is_first=True, prefix="v")
        if all([form.is_valid(), version_form.is_valid()]):
            try:
                return _bring(request, place, form.cleaned_data, version_form.cleaned_data)
            except DomainError as error:
                if error.status in (403, 404):
                    raise
                problem = error
        else:
            problem = InvalidInput(gettext("Something is not right yet. What you typed is still here."))
    context = {"place": place, "form": form, "version_form": version_form, "problem": problem, "here": request.get_full_path()}
    return render(request, "planning/papers/desk_bring.html", context, status=problem.status if problem else 200)


def _bring(request: HttpRequest, place: queries.Place, data: dict[str, Any], version: dict[str, Any]) -> HttpResponseBase:
    actor = _actor(request)
    with trail.once(request.POST.get("kunci", ""), scope=f"planning.documents.{actor.id}") as once:
        if not once.repeated:
            document = actions.bring_document(
                actor=actor,
                government=by_code(place.code),
                office=Office.objects.filter(pk=data["office"]).first() if data.get("office") else None,
                kind=data["kind"],
                title=data["title"],
                from_year=data["from_year"],
                to_year=data["to_year"],
                status=data["status"],
                at=clock.now(),
            )
            file = version.get("file")
            actions.add_version(
                actor=actor,
                document=document,
                kind=VersionKind.FIRST,
                legal_basis=version["legal_basis"],
                fixed_on=version["fixed_on"],
                file=file or None,
                name=file.name if file else "",
                at=clock.now(),
            )
            once.location = reverse("planning_desk:document", kwargs={"document_id": document.pk})
            messages.success(request, gettext("The document is entered. Its pages are being read; that takes a minute or two."))
    return redirect(once.location)


def _document(request: HttpRequest, document_id: UUID) -> Document:
    found = Document.objects.select_related("government", "office").filter(pk=document_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    policies.may_tend(_actor(request), found).require()
    return found


def _show(request: HttpRequest, document: Document, *, problem: DomainError | None = None, **bound: Form) -> HttpResponse:
    versions = list(document.versions.order_by("-number"))
    first = {"title": document.title, "from_year": document.from_year, "to_year": document.to_year, "status": document.status}
    context = {
        "document": document,
        "is_public": document.status in rules.PUBLIC,
        "versions": [
            (one, queries.held_pages(one) if one.file_path and not one.is_read else [], one.page_count > 0 and one.pages.exists())
            for one in versions
        ],
        "change_form": bound.get("change_form") or forms.ChangeForm(document=document, initial=first),
        "version_form": bound.get("version_form") or forms.VersionForm(is_first=not versions, prefix="v"),
        "reason_form": bound.get("reason_form") or forms.ReasonForm(),
        "history": history(document, public_only=False)[:15],
        "problem": problem,
        "today": clock.today(),
    }
    return render(request, "planning/papers/desk_document.html", context, status=problem.status if problem else 200)


@desk_page(*policies.WRITERS)
@require_safe
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One document at the desk."""
    return _show(request, _document(request, document_id))


def _act(request: HttpRequest, document: Document, name: str, form: Form, act: Callable[[dict[str, Any]], str]) -> HttpResponseBase:
    """Carry out once what a form asks; show it again with what was typed where it cannot be."""
    here = reverse("planning_desk:document", kwargs={"document_id": document.pk})
    if request.method != "POST":
        return redirect(here)
    if not form.is_valid():
        error = InvalidInput(gettext("Something is not right yet. What you typed is still here."))
        return _show(request, document, problem=error, **{name: form})
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"planning.documents.{_actor(request).id}") as once:
            if not once.repeated:
                said = act(form.cleaned_data)
                once.location = here
                messages.success(request, said)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _show(request, document, problem=error, **{name: form})
    return redirect(here)


@desk_page(*policies.WRITERS)
def change(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Title, years, status."""
    found = _document(request, document_id)
    form = forms.ChangeForm(request.POST, document=found)

    def act(data: dict[str, Any]) -> str:
        actions.change_document(actor=_actor(request), document=found, at=clock.now(), **data)
        return gettext("It is changed.")

    return _act(request, found, "change_form", form, act)


@desk_page(*policies.WRITERS)
def add(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """A revision, or the first version where there is none."""
    found = _document(request, document_id)
    is_first = not found.versions.exists()
    form = forms.VersionForm(request.POST, request.FILES, is_first=is_first, prefix="v")

    def act(data: dict[str, Any]) -> str:
        file = data.get("file")
        actions.add_version(
            actor=_actor(request),
            document=found,
            kind=VersionKind.FIRST if is_first else VersionKind.REVISED,
            legal_basis=data["legal_basis"],
            fixed_on=data["fixed_on"],
            note=data.get("note", ""),
            file=file or None,
            name=file.name if file else "",
            at=clock.now(),
        )
        return gettext("The version is entered. Its pages are being read; that takes a minute or two.")

    return _act(request, found, "version_form", form, act)


def _version(document: Document, number: int) -> Version:
    found = document.versions.filter(number=number).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    found.document = document
    return found


@desk_page(*policies.WRITERS)
def release(request: HttpRequest, document_id: UUID, number: int) -> HttpResponseBase:
    """Let a version be seen that was held back."""
    found = _document(request, document_id)
    version = _version(found, number)

    def act(data: dict[str, Any]) -> str:
        actions.release_version(actor=_actor(request), version=version, reason=data["reason"], at=clock.now())
        return gettext("Everybody can see this version now.")

    return _act(request, found, "reason_form", forms.ReasonForm(request.POST), act)


@desk_page(*policies.WRITERS)
def take_back(request: HttpRequest, document_id: UUID, number: int) -> HttpResponseBase:
    """Remove a version that should not have been brought."""
    found = _document(request, document_id)
    version = _version(found, number)

    def act(data: dict[str, Any]) -> str:
        actions.take_back_version(actor=_actor(request), version=version, reason=data["reason"], at=clock.now())
        return gettext("The version is taken back, and its file is gone.")

    return _act(request, found, "reason_form", forms.ReasonForm(request.POST), act)


@desk_page(*policies.WRITERS)
@require_safe
def file(request: HttpRequest, document_id: UUID, number: int) -> HttpResponseBase:
    """The PDF of a version, whatever its status, for those who tend it."""
    return send_pdf(_version(_document(request, document_id), number), cache="private, no-store")
