"""Parsing what people type about themselves, their sign-in and the posts they fill."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as BaseChangePasswordForm
from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as BaseSetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseSecondFactorAgainForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.accounts.rules import PASSWORD_MIN_LENGTH
from betang.accounts.terms import Post


def _password_hint() -> str:
    return gettext("At least %(count)d characters; a short sentence is easy to remember.") % {"count": PASSWORD_MIN_LENGTH}


PASSWORD_HINT = lazy(_password_hint, str)()


def _plain(field: forms.Field, label: Any, hint: Any = "", **attrs: str) -> None:
    """A field of allauth with our words, and without a placeholder: it vanishes just when one wants to read it."""
    field.label = label
    field.help_text = hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address or number, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self.fields["login"],
            _("E-mail or phone number"),
            _("For example nama@contoh.id or 0812 3456 7890"),
            autocomplete="username",
            autocapitalize="none",
            spellcheck="false",
        )
        _plain(self.fields["password"], _("Password"))


class AskResetForm(ResetPasswordForm):  # type: ignore[misc]
    """Asks for a link by e-mail. It answers alike, and as fast, whether we know the address or not: a job looks it up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("E-mail"), "", autocomplete="email")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        self.users: list[Any] = []
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        from betang.accounts.jobs import send_reset

        email: str = self.cleaned_data["email"]
        send_reset.enqueue(email=email)
        return email


def _new_password(form: forms.Form) -> None:
    """One field is enough where one can look at what one types; the second is a stumbling block on a phone."""
    _plain(form.fields["password1"], _("New password"), PASSWORD_HINT, autocomplete="new-password")
    del form.fields["password2"]


class ResetByKeyForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, behind the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)


class SetPasswordForm(BaseSetPasswordForm):  # type: ignore[misc]
    """A first password, for somebody who has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)


class ChangePasswordForm(BaseChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Present password"))
        _new_password(self)


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that cannot be undone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Password"))


def _code(form: forms.Form, hint: Any) -> None:
    _plain(form.fields["code"], _("Code"), hint, inputmode="numeric", autocomplete="one-time-code", maxlength="12")


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("The six digits in your authenticator app, or one of your recovery codes."))


class SecondFactorAgainForm(BaseSecondFactorAgainForm):  # type: ignore[misc]
    """The same, once more in this session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("The six digits in your authenticator app, or one of your recovery codes."))


class ActivateAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app, which shows that it was set up right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("The six digits that the app shows now."))


class DeactivateAppForm(DeactivateTOTPForm):  # type: ignore[misc]
    """A yes to leaving the app."""


class NewRecoveryCodesForm(GenerateRecoveryCodesForm):  # type: ignore[misc]
    """A yes to new recovery codes."""


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey: it signs in without a password, so the phone must check finger, face or PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("Name of this device"), _("So that you know it later: “My phone”."), maxlength="60")
        self.fields["passwordless"].label = _("Sign in with it without a password")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _("Leave it ticked, unless the key has neither PIN nor fingerprint.")


class NamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("Name of this device"), "", maxlength="60")


class AcceptForm(forms.Form):
    """What somebody new tells of themselves. What is wrong in it is said by the action, field by field."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("With it you can choose a new password yourself if you forget yours."),
    )
    phone = forms.CharField(
        label=_("Phone number"), required=False, max_length=30, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    password = forms.CharField(
        label=_("Choose a password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False)
    )
    consent = forms.BooleanField(label=_("I have read how my data are kept, and I agree."), required=False)


class NewPasswordForm(forms.Form):
    """A new password, behind a link that a coordinator handed out."""

    password = forms.CharField(
        label=_("New password"), strip=False, help_text=PASSWORD_HINT, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


class ProfileForm(forms.Form):
    """What a person may change of themselves. A new e-mail address takes hold only after its own link was opened."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("If you change it, we send a link to the new address; until you open it the old one stays."),
    )
    phone = forms.CharField(
        label=_("Phone number"), required=False, max_length=30, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    language = forms.ChoiceField(label=_("Language of the desk"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class InviteForm(forms.Form):
    """Whom to invite to which post; the posts and places that may be chosen are given by the page."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    post = forms.ChoiceField(label=_("Post"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Where"), required=False)
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("Then the link opens in WhatsApp with the message typed already."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Then we also mail the link."),
    )

    def __init__(self, *args: Any, posts: tuple[Post, ...], places: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [(post.value, Post(post).label) for post in posts]  # type: ignore[attr-defined]
        if len(posts) == 1:
            self.fields["post"].initial = posts[0].value
        if places:
            self.fields["place"].choices = places  # type: ignore[attr-defined]
            self.fields["place"].required = True
        else:
            del self.fields["place"]


class EndForm(forms.Form):
    """From when a post is no longer held, and why."""

    until_on = forms.DateField(
        label=_("Last day in the post"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: at once."),
    )
    reason = forms.CharField(label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class HandOverForm(forms.Form):
    """Who takes a post over: somebody who has an account, or somebody who is invited to it."""

    name = forms.CharField(label=_("Name of the successor"), max_length=120)
    address = forms.CharField(
        label=_("Their e-mail or phone number"),
        max_length=254,
        help_text=_("If they have an account with it, they begin on the day below."),
    )
    from_on = forms.DateField(label=_("Their first day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("By which decision"), required=False, max_length=500)


def say_faults(form: forms.Form, faults: dict[str, str], message: str) -> None:
    """Put an action's refusal where it belongs in the form; what names no field stands above."""
    named = False
    for name, text in faults.items():
        if name in form.fields:
            form.add_error(name, text or message)
            named = True
    if not named:
        form.add_error(None, message or gettext("Something is missing still."))
