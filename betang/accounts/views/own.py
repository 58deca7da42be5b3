"""A person's own pages: profile, sessions, second factor, data."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from betang.accounts import actions, personal, privacy, queries, stash
from betang.accounts.desk import desk_page
from betang.accounts.forms import ProfileForm, say_faults
from betang.accounts.models import Consent, Person
from betang.accounts.phones import normal_phone, shown_phone
from betang.accounts.terms import APPROVING_POSTS
from betang.guard import forms as guard_forms
from betang.kernel import clock
from betang.kernel.errors import InvalidInput


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _own_next(request: HttpRequest) -> str:
    """The page to go on to, if it is one of this host; else the desk."""
    url = request.GET.get("next") or request.POST.get("next") or ""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else "/meja/"


def _changes_address(person: Person, typed: dict[str, Any]) -> bool:
    try:
        phone = normal_phone(typed["phone"]) if typed["phone"].strip() else ""
    except InvalidInput:
        return False
    return typed["email"].strip().lower() != (person.email or "") or phone != (person.phone or "")


@desk_page()
def profile(request: HttpRequest) -> HttpResponse:
    """Name, addresses, language. Whoever changes an address shows the password once more."""
    person = _me(request)
    known = {"name": person.name, "email": person.email or "", "phone": shown_phone(person.phone or ""), "language": person.language}
    kept = stash.take(request)
    form = ProfileForm(request.POST or None, initial={**known, **(kept.dict() if kept is not None else {})})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        if _changes_address(person, typed):
            raise_if_reauthentication_required(request, app="allauth.mfa")
        try:
            waits = actions.change_profile(actor=request.actor, person=person, at=clock.now(), **typed)  # type: ignore[attr-defined]
        except InvalidInput as error:
            say_faults(form, error.fields, error.message)
        else:
            if waits:
                messages.info(request, gettext("We have sent a link to %(email)s. Open it, then the new address holds.") % {"email": waits})
            else:
                messages.success(request, gettext("Saved."))
            return redirect("accounts_desk:profile")
    context = {
        "form": form,
        "posts": queries.posts_of(person.pk, at=clock.now()),
        "has_password": person.has_usable_password(),
        "has_factor": queries.has_factor(person.pk),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@desk_page()
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in."""
    rows = queries.sessions_of(_me(request), current_key=request.session.session_key or "")
    return render(request, "accounts/sessions.html", {"sessions": rows})


@desk_page()
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one session."""
    actions.end_session(actor=request.actor, person=_me(request), session_id=session_id, at=clock.now())  # type: ignore[attr-defined]
    messages.success(request, gettext("This session has ended."))
    return redirect("accounts_desk:sessions")


@desk_page()
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one."""
    actions.end_other_sessions(
        actor=request.actor,  # type: ignore[attr-defined]
        person=_me(request),
        but_key=request.session.session_key or "",
        at=clock.now(),
    )
    messages.success(request, gettext("All other sessions have ended."))
    return redirect("accounts_desk:sessions")


@desk_page()
def second_factor(request: HttpRequest) -> HttpResponse:
    """Leads on to the second factor: to show it, or, where there is none yet, to set one up."""
    from allauth.mfa.models import Authenticator

    onward = _own_next(request)
    if request.actor.has_second_factor:  # type: ignore[attr-defined]
        return redirect(onward)
    types = set(Authenticator.objects.filter(user=_me(request)).values_list("type", flat=True))
    if Authenticator.Type.TOTP in types:
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': onward})}")
    if Authenticator.Type.WEBAUTHN in types:
        return redirect(f"{reverse('mfa_reauthenticate_webauthn')}?{urlencode({'next': onward})}")
    request.session["second_factor_next"] = onward
    is_needed = any(held.post in APPROVING_POSTS for held in request.actor.posts)  # type: ignore[attr-defined]
    return render(request, "accounts/second_factor.html", {"is_needed": is_needed})


@desk_page()
def my_data(request: HttpRequest) -> HttpResponse:
    """What is kept of the person, their consent, and the ways to take it away or have it erased."""
    person = _me(request)
    if request.method == "POST":
        actions.agree(actor=request.actor, person=person, at=clock.now())  # type: ignore[attr-defined]
        messages.success(request, gettext("Thank you. Your consent is kept."))
        return redirect("accounts_desk:my_data")
    context = {
        "person": person,
        "notice": privacy.current_notice(),
        "consents": list(Consent.objects.filter(person=person).order_by("-given_at")),
        "has_current_consent": queries.has_current_consent(person.pk),
        "erasure": queries.open_erasure(person.pk),
    }
    return render(request, "accounts/my_data.html", context)


@desk_page()
@reauthentication_required  # type: ignore[untyped-decorator]
def export(request: HttpRequest) -> HttpResponse:
    """Everything that is kept of the person, as a ZIP. Law: UU 27/2022 art. 7, 13(1), 32"""
    person = _me(request)
    guard_forms.count("accounts.export", str(person.pk), "6/h")
    at = clock.now()
    answer = HttpResponse(personal.export_zip(person, at=at), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="data-saya-{at:%Y-%m-%d}.zip"'
    return answer


@desk_page()
@reauthentication_required  # type: ignore[untyped-decorator]
def erase(request: HttpRequest) -> HttpResponse:
    """Ask for the erasure, or take the consent back, which leads to the same. Law: UU 27/2022 art. 8, 9"""
    person = _me(request)
    if request.method == "POST":
        actions.ask_erasure(
            actor=request.actor,  # type: ignore[attr-defined]
            person=person,
            withdraws_consent=request.POST.get("tarik") == "1",
            at=clock.now(),
        )
        return redirect("accounts_desk:my_data")
    return render(request, "accounts/erase.html", {"person": person, "posts": queries.posts_of(person.pk, at=clock.now())})


@desk_page()
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Change one's mind about the erasure."""
    actions.cancel_erasure(
        actor=request.actor,  # type: ignore[attr-defined]
        person=_me(request),
        has_consented=request.POST.get("setuju") == "1",
        at=clock.now(),
    )
    messages.success(request, gettext("Your account stays."))
    return redirect("accounts_desk:my_data")
