"""How allauth finds, names and tells our people. It keeps its flows; what a person is stays with us."""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from betang.accounts.models import Person
from betang.accounts.phones import normal_phone
from betang.kernel.errors import InvalidInput


class PhoneField(forms.CharField):
    """A phone number in any of the forms that people type; its value is in E.164 form."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normal_phone(text)
        except InvalidInput as error:
            raise forms.ValidationError(error.message)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by e-mail or phone; nobody signs themselves up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("This address and this password do not belong together."),
        "phone_password_mismatch": gettext_lazy("This address and this password do not belong together."),
        "username_password_mismatch": gettext_lazy("This address and this password do not belong together."),
        "invalid_login": gettext_lazy("This address and this password do not belong together."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait five minutes, then try again."),
        "invalid_password_reset": gettext_lazy("This link does not work, or does not work any more."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "rate_limited": gettext_lazy("Too many attempts. Wait a little, then try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """One plain address, for the person's own list of sessions; a proxy's word counts only where it is trusted."""
        address = str(request.META.get("REMOTE_ADDR", ""))
        if address in settings.TRUSTED_PROXIES:
            address = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() or address
        try:
            return str(ipaddress.ip_address(address))
        except ValueError:
            return "0.0.0.0"  # noqa: S104  a socket without an address: nobody listens here

    def reauthenticate(self, user: Person, password: str) -> bool:
        """The password once more, counted like a sign-in; the parent looks for rows that people with a phone do not have."""
        self.pre_authenticate(context.request, email=user.email or user.phone or str(user.pk))
        if not user.check_password(password):
            return False
        self._rollback_login_failed_rl_usage()
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The parent's ways, in our words."""
        words = {
            "reauthenticate": gettext("With the password"),
            "mfa_reauthenticate": gettext("With a code of the app or a recovery code"),
            "mfa_reauthenticate:webauthn": gettext("With a passkey"),
        }
        return [{**one, "description": words.get(one["id"], one["description"])} for one in super().get_reauthentication_methods(user)]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        kwargs.pop("widget", None)
        return PhoneField(**kwargs)

    def get_phone(self, user: Person) -> tuple[str, bool] | None:
        """A number counts as confirmed: an invitation was sent to it, or its holder changed it after signing in."""
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: Person, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: Person, phone: str) -> None:
        user.phone_verified = True
        user.save(update_fields=["phone_verified"])

    def get_user_by_phone(self, phone: str) -> Person | None:
        try:
            return Person.objects.filter(phone=normal_phone(phone)).first()
        except InvalidInput:
            return None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One counter for each address. The parent counts phones together under one empty name: strangers would lock all out."""
        return "sign-in:" + (credentials.get("email") or credentials.get("phone") or credentials.get("username") or "").lower()

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Only what the next page does not show by itself."""
        if message_template and message_template.rpartition("/")[2] in ("logged_in.txt", "logged_out.txt"):
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/meja/"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Names and sentences of the second factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code does not fit, or its time is over. Take the next one."),
    }

    def get_totp_label(self, user: Person) -> str:
        return user.email or user.phone or user.name

    def get_totp_issuer(self) -> str:
        return f"Meja {settings.BASE_DOMAIN}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the portal's name without its port, so that they work on every page of the desk."""
        return {"id": settings.BASE_DOMAIN, "name": "Betang"}

    def encrypt(self, text: str) -> str:
        """Secrets of authenticator apps lie sealed with the installation's secret: a copy of the database has no codes."""
        return str(_fernet().encrypt(text.encode()).decode())

    def decrypt(self, encrypted_text: str) -> str:
        return str(_fernet().decrypt(encrypted_text.encode()).decode())

    def generate_authenticator_name(self, user: Person, type: Any) -> str:
        return gettext("Passkey")


def _fernet() -> Any:
    import base64

    from cryptography.fernet import Fernet
    from django.utils.crypto import salted_hmac

    return Fernet(base64.urlsafe_b64encode(salted_hmac("betang.accounts.mfa", "key", algorithm="sha256").digest()))
