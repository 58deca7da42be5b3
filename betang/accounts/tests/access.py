"""Who gets what at the addresses of people. `ani` holds no post; she has an account all the same."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from tests.access import Row

LATER = datetime(2099, 1, 1, tzinfo=UTC)
KEY = base64.urlsafe_b64encode(b"\0" * 24).decode()


def invitation_of(house):
    from betang.accounts.models import Invitation
    from betang.accounts.terms import Post
    from betang.accounts.tokens import link_token, token_hash
    from betang.kernel.ids import uuid7

    found = Invitation.objects.filter(name="Hana").first()
    if found is None:
        found = Invitation(
            id=uuid7(), name="Hana", post=Post.CHAIR, group_id=house.group.pk, created_at=LATER - timedelta(days=14), expires_at=LATER
        )
        found.token_hash = token_hash(link_token(found.pk, found.serial))
        found.save()
    return found


def appointment_of(house, name="budi"):
    from betang.accounts.models import Appointment

    return Appointment.objects.get(person=house.people[name])


def session_of(house):
    return {"session_id": 4_000_000}


SIGN_IN = {"nobody": 302}
HIDDEN = {"ani": 404, "budi": 404, "citra": 404, "dedi": 404, "fajar": 404}

ROWS = [
    Row("accounts:privacy", shows="UU 27/2022"),
    # links that are handed out
    Row("accounts_desk:invitation", kwargs={"token": KEY}, others=404, hides="Hana"),
    Row("accounts_desk:new_password", kwargs={"token": KEY}, others=404),
    Row("accounts_desk:confirm_email", kwargs={"token": KEY}, others=404),
    # one's own pages
    Row("accounts_desk:profile", answers=SIGN_IN),
    Row("accounts_desk:sessions", answers=SIGN_IN),
    Row("accounts_desk:end_session", method="post", kwargs=session_of, answers=SIGN_IN, others=404),
    Row("accounts_desk:end_other_sessions", method="post", others=302),
    Row("accounts_desk:second_factor", others=302),
    Row("accounts_desk:my_data", answers=SIGN_IN),
    Row("accounts_desk:export", answers=SIGN_IN),  # the cast has no password: nothing to ask once more
    Row("accounts_desk:erase", answers=SIGN_IN),
    Row("accounts_desk:keep", method="post", answers=SIGN_IN, others=409),
    # people and posts
    Row("accounts_desk:people", answers={"nobody": 302, "eka": 302, "gita": 302}, others=403),
    Row("accounts_desk:region_people", kwargs={"code": "62.03"}, answers={**SIGN_IN, **HIDDEN}, hides="Gita"),
    Row("accounts_desk:invite_to_region", kwargs={"code": "62.03"}, answers={**SIGN_IN, **HIDDEN}),
    Row(
        "accounts_desk:issued_invitation",
        kwargs=lambda house: {"invitation_id": invitation_of(house).pk},
        answers={**SIGN_IN, **HIDDEN, "budi": 403, "eka": 403},
        hides="wa.me",
    ),
    Row(
        "accounts_desk:end_appointment",
        kwargs=lambda house: {"appointment_id": appointment_of(house).pk},
        answers={"nobody": 302, "budi": 200, "eka": 403, "gita": 403},
        others=404,
    ),
    Row(
        "accounts_desk:hand_over",
        kwargs=lambda house: {"appointment_id": appointment_of(house, "dedi").pk},
        answers={"nobody": 302, "eka": 200, "gita": 403},
        others=404,
    ),
    Row(
        "accounts_desk:issue_reset",
        method="post",
        kwargs=lambda house: {"person_id": house.dedi.pk},
        answers={"nobody": 302, "eka": 302, "gita": 403, "dedi": 403},
        others=404,
    ),
    # sign-in (allauth)
    Row("account_login", answers={"nobody": 200}, others=302),
    Row("account_logout", answers=SIGN_IN),
    Row("account_inactive"),
    Row("account_reauthenticate", answers=SIGN_IN, others=403),
    Row("account_change_password", others=302),
    Row("account_set_password", answers=SIGN_IN),
    Row("account_reset_password"),
    Row("account_reset_password_done"),
    Row("account_reset_password_from_key", kwargs={"uidb36": "abc", "key": "x-y"}),
    Row("account_reset_password_from_key_done"),
    Row("mfa_index", answers=SIGN_IN),
    Row("mfa_authenticate", others=302),
    Row("mfa_reauthenticate", answers=SIGN_IN, others=403),
    Row("mfa_activate_totp", answers=SIGN_IN),
    Row("mfa_deactivate_totp", answers=SIGN_IN, others=404),
    Row("mfa_view_recovery_codes", answers=SIGN_IN, others=404),
    Row("mfa_generate_recovery_codes", answers=SIGN_IN),
    Row("mfa_list_webauthn", answers=SIGN_IN),
    Row("mfa_add_webauthn", answers=SIGN_IN),
    Row("mfa_reauthenticate_webauthn", answers=SIGN_IN, others=403),
    Row("mfa_login_webauthn", others=302),
    Row("mfa_remove_webauthn", kwargs={"pk": 4_000_000}, answers=SIGN_IN, others=404),
    Row("mfa_edit_webauthn", kwargs={"pk": 4_000_000}, answers=SIGN_IN, others=404),
]
