"""Behind the links that we hand out: an invitation, a new password, a new address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from betang.accounts import actions, privacy, stash
from betang.accounts.actions.inviting import where_of
from betang.accounts.credentials import password_rules
from betang.accounts.forms import AcceptForm, NewPasswordForm, say_faults
from betang.accounts.models import Invitation, Person
from betang.accounts.phones import shown_phone
from betang.accounts.terms import Post, Purpose
from betang.accounts.tokens import token_hash
from betang.guard import forms as guard_forms
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound
from betang.kernel.pages import private

OPENED_RATE = "300/h"
"""Links opened from one connection: a training of forty people in one office stays far below."""
MISSED_RATE = "20/h"
"""Links that did not work, from one connection: who guesses is stopped. A token has 192 bits besides."""


def _open(request: HttpRequest, token: str, purpose: Purpose) -> Invitation:
    address = guard_forms.client_address(request)
    guard_forms.count("accounts.link", address, OPENED_RATE)
    try:
        return actions.open_invitation(token, purpose, clock.now())
    except NotFound:
        guard_forms.count("accounts.link.missed", address, MISSED_RATE)
        raise


def _signed_in(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


@sensitive_post_parameters("password")
@private
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: as who is signed in, or as somebody new."""
    person = _signed_in(request)
    if person is not None and Invitation.objects.filter(token_hash=token_hash(token), accepted_at__isnull=False, person=person).exists():
        return redirect("/meja/")
    found = _open(request, token, Purpose.JOIN)
    if person is not None:
        if request.method == "POST":
            actions.accept_invitation(token=token, person=person, at=clock.now())
            messages.success(request, gettext("Welcome. Your post begins today."))
            return redirect("/meja/")
        return render(request, "accounts/accept.html", {**_about(found), "person": person})
    form = AcceptForm(request.POST or None, initial=_prefilled(found, stash.take(request)))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            person, _made = actions.accept_invitation(
                token=token,
                name=typed["name"],
                email=typed["email"],
                phone=typed["phone"],
                password=typed["password"],
                has_consented=typed["consent"],
                language=request.LANGUAGE_CODE,
                at=clock.now(),
            )
        except InvalidInput as error:
            say_faults(form, error.fields, error.message)
        else:
            return _begin_session(request, person)
    sign_in_url = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    return render(
        request,
        "accounts/invitation.html",
        {**_about(found), "form": form, "notice": privacy.current_notice(), "rules": password_rules(), "sign_in_url": sign_in_url},
        status=422 if form.errors else 200,
    )


def _prefilled(found: Invitation, kept: Any) -> dict[str, Any]:
    known = {"name": found.name, "email": found.email, "phone": shown_phone(found.phone) if found.phone else ""}
    return {**known, **(kept.dict() if kept is not None else {})}


def _about(found: Invitation) -> dict[str, Any]:
    return {"invitation": found, "post": Post(found.post).label, "where": where_of(found)}


def _begin_session(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign in who has just chosen a password here: allauth keeps the session and its record."""
    from allauth.account.internal.flows.login import perform_login, record_authentication
    from allauth.account.models import Login

    record_authentication(request, person, method="password", reauthenticated=True)
    messages.success(request, gettext("Welcome. Your post begins today."))
    answer: HttpResponse = perform_login(request, Login(user=person, redirect_url="/meja/"))
    return answer


@sensitive_variables("password")
@sensitive_post_parameters("password")
@private
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password behind a link from the coordinator; then sign in with it."""
    found = _open(request, token, Purpose.RESET)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.use_reset(token=token, password=form.cleaned_data["password"], at=clock.now())
        except InvalidInput as error:
            say_faults(form, error.fields, error.message)
        else:
            messages.success(request, gettext("Your new password holds. Sign in with it."))
            return redirect("account_login")
    return render(
        request,
        "accounts/new_password.html",
        {"form": form, "invitation": found, "rules": password_rules()},
        status=422 if form.errors else 200,
    )


@private
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a new address. A button, because mail programs open links by themselves."""
    guard_forms.count("accounts.link", guard_forms.client_address(request), OPENED_RATE)
    person, email = actions.read_email_link(token)
    if request.method == "POST":
        actions.confirm_email(token=token, at=clock.now())
        messages.success(request, gettext("The new address holds: %(email)s") % {"email": email})
        return redirect("accounts_desk:profile" if _signed_in(request) else "account_login")
    return render(request, "accounts/confirm_email.html", {"name": person.name, "email": email})
