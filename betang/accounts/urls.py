"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, URLResolver, path, re_path

from betang.accounts.views import links, own, people, public
from betang.kernel.pages import private

portal: list[URLPattern | URLResolver] = [
    path("privasi/", public.notice, name="privacy"),
]
site: list[URLPattern | URLResolver] = []
desk: list[URLPattern | URLResolver] = [
    path("undangan/<str:token>/", links.invitation, name="invitation"),
    path("sandi-baru/<str:token>/", links.new_password, name="new_password"),
    path("saya/", own.profile, name="profile"),
    path("saya/surel/<str:token>/", links.confirm_email, name="confirm_email"),
    path("saya/sesi/", own.sessions, name="sessions"),
    path("saya/sesi/lain/akhiri/", own.end_other_sessions, name="end_other_sessions"),
    path("saya/sesi/<int:session_id>/akhiri/", own.end_session, name="end_session"),
    path("saya/pengaman/", own.second_factor, name="second_factor"),
    path("saya/data/", own.my_data, name="my_data"),
    path("saya/data/unduh/", own.export, name="export"),
    path("saya/data/hapus/", own.erase, name="erase"),
    path("saya/data/simpan/", own.keep, name="keep"),
    path("orang/", people.people, name="people"),
    path("orang/undangan/<uuid:invitation_id>/", people.issued_invitation, name="issued_invitation"),
    path("orang/jabatan/<uuid:appointment_id>/akhiri/", people.end_appointment, name="end_appointment"),
    path("orang/jabatan/<uuid:appointment_id>/serahkan/", people.hand_over, name="hand_over"),
    path("orang/<uuid:person_id>/sandi/", people.issue_reset, name="issue_reset"),
    path("orang/<str:code>/", people.region_people, name="region_people"),
    path("orang/<str:code>/undang/", people.invite_to_region, name="invite_to_region"),
]


def _page(route: str, view: Any, name: str) -> URLPattern:
    """One of allauth's views, marked as ours are. What is not listed here is not reachable: there is no open sign-up."""
    return path(route, private(view), name=name)


sign_in: list[URLPattern | URLResolver] = [
    _page("masuk/", account.login, "account_login"),
    _page("keluar/", account.logout, "account_logout"),
    _page("tutup/", account.account_inactive, "account_inactive"),
    _page("ulangi/", account.reauthenticate, "account_reauthenticate"),
    _page("sandi/", account.password_change, "account_change_password"),
    _page("sandi/pertama/", account.password_set, "account_set_password"),
    _page("sandi/lupa/", account.password_reset, "account_reset_password"),
    _page("sandi/lupa/terkirim/", account.password_reset_done, "account_reset_password_done"),
    re_path(
        r"^sandi/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        private(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    _page("sandi/lupa/selesai/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    _page("pengaman/", mfa.index, "mfa_index"),
    _page("pengaman/masuk/", mfa.authenticate, "mfa_authenticate"),
    _page("pengaman/ulangi/", mfa.reauthenticate, "mfa_reauthenticate"),
    _page("pengaman/aplikasi/", totp.activate_totp, "mfa_activate_totp"),
    _page("pengaman/aplikasi/lepas/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _page("pengaman/kode/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _page("pengaman/kode/baru/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _page("pengaman/passkey/", webauthn.list_webauthn, "mfa_list_webauthn"),
    _page("pengaman/passkey/tambah/", webauthn.add_webauthn, "mfa_add_webauthn"),
    _page("pengaman/passkey/ulangi/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _page("pengaman/passkey/masuk/", webauthn.login_webauthn, "mfa_login_webauthn"),
    _page("pengaman/passkey/<int:pk>/hapus/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    _page("pengaman/passkey/<int:pk>/nama/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
]
"""allauth's own addresses, under `/meja/akun/`; their names carry no namespace because allauth reverses them bare."""
