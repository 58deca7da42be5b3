"""Every setting of an installation. What an operator may set comes from the environment (`BETANG_…`), with a default
that runs a whole province on one machine. `docs/settings.md` lists them.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "ui", "statutes", "audit", "search", "guard", "regions", "accounts", "notices", "communities",
    "casework", "planning", "hosting", "publishing", "proposals", "market", "growth", "api", "edge", "web",
)  # fmt: skip


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"BETANG_{name}", default)


HOME = Path(env("HOME", str(ROOT.parent / "var"))).resolve()
HOME.mkdir(parents=True, exist_ok=True)
TEMPLATE_CACHE = Path(env("TEMPLATE_CACHE", str(HOME / "templates")))  # compiled templates: each process would compile them again
DEBUG = env("DEBUG") == "1"
PORT = int(env("PORT", "8000"))
PUBLIC_SCHEME = env("SCHEME", "http")
BASE_DOMAIN = env("BASE_DOMAIN", "localhost")
SITES_DOMAIN = env("SITES_DOMAIN", BASE_DOMAIN)
PUBLIC_PORT = env("PUBLIC_PORT", str(PORT) if PUBLIC_SCHEME == "http" else "")
PROVINCE_CODE = env("PROVINCE", "62")
OPERATOR_NAME = env("OPERATOR", "Dinas Komunikasi, Informatika, Persandian dan Statistik Provinsi Kalimantan Tengah")


def _secret() -> str:
    given = env("SECRET_KEY")
    if given:
        return given
    kept = HOME / "secret"
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(50))
        kept.chmod(0o600)
    return kept.read_text().strip()


SECRET_KEY = _secret()
ALLOWED_HOSTS = ["*"]  # edge.middleware decides by host name, before any query on content
USE_X_FORWARDED_HOST = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "betang.kernel",
    *(f"betang.{name}" for name in PACKAGES),
]

MIDDLEWARE = [
    "betang.edge.middleware.Gate",
    "betang.edge.middleware.Errors",
    "betang.edge.middleware.DeskSession",
    "betang.edge.middleware.DeskCsrf",
    "betang.edge.middleware.DeskAuthentication",
    "betang.edge.middleware.DeskMessages",
    "allauth.account.middleware.AccountMiddleware",
    "betang.edge.middleware.DeskActor",
]
ROOT_URLCONF = "betang.config.urls_portal"
SITE_URLCONF = "betang.config.urls_site"
WSGI_APPLICATION = "betang.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / name / "templates" for name in PACKAGES],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "betang.ui.jinja.environment",
            "context_processors": ["betang.web.shell.context"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]


def _database() -> dict[str, Any]:
    url = env("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "betang.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                    "PRAGMA mmap_size=268435456; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
                ),
            },
            "CONN_MAX_AGE": None,
        }
    parts = urlparse(url)
    return {
        "ENGINE": "betang.kernel.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3, **dict(parse_qsl(parts.query))},  # ?fence=transaction behind PgBouncer
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
FENCE_MODEL = "hosting.Site"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "limits",
        "OPTIONS": {"MAX_ENTRIES": 20000},
    }
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", "Asia/Pontianak")
USE_THOUSAND_SEPARATOR = True

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# People: sign-in, second factor, invitations (betang.accounts). There is no open sign-up: people come by invitation.
GROUP_MODEL = "communities.Group"
INVITATION_DAYS = int(env("INVITATION_DAYS", "14"))
ERASURE_WAIT_DAYS = int(env("ERASURE_WAIT_DAYS", "3"))

# Proposals: how long a refusal can be disputed, and how long after its end a proposal's contact is kept (betang.proposals.terms).
PROPOSAL_DISPUTE_WORKDAYS = int(env("PROPOSAL_DISPUTE_WORKDAYS", "10"))
PROPOSAL_CONTACT_DAYS = int(env("PROPOSAL_CONTACT_DAYS", "365"))

# Public forms: how many from one network in an hour are taken without a proof of work (betang.guard.proof). Where a whole town shares
# one address of a mobile network, more.
PROOF_FREE_FORMS = int(env("PROOF_FREE_FORMS", "5"))

# Trainings: how long after one the contacts of who signed up are kept (betang.growth.trainings.terms).
TRAINING_CONTACT_DAYS = int(env("TRAINING_CONTACT_DAYS", "180"))

# Growth: after how many days of silence a group is reminded, helped, its site put to rest, archived; how far two steps lie apart.
GROWTH_QUIET_DAYS = dict(
    zip(("reminded", "tasked", "read_only", "archived"), map(int, env("GROWTH_QUIET_DAYS", "30,90,180,365").split(",")), strict=True)
)
GROWTH_QUIET_GRACE_DAYS = int(env("GROWTH_QUIET_GRACE_DAYS", "14"))

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/meja/"
ACCOUNT_ADAPTER = "betang.accounts.adapters.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/meja/akun/masuk/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email", "password1*"]
SILENCED_SYSTEM_CHECKS = ["account.W001"]  # sign-in and sign-up ask for different things: there is no sign-up
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation or a confirmed change has shown the address already
ACCOUNT_EMAIL_NOTIFICATIONS = False  # accounts.mails tells of changes, in the background
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "betang.accounts.forms.SignInForm",
    "reset_password": "betang.accounts.forms.AskResetForm",
    "reset_password_from_key": "betang.accounts.forms.ResetByKeyForm",
    "change_password": "betang.accounts.forms.ChangePasswordForm",
    "set_password": "betang.accounts.forms.SetPasswordForm",
    "reauthenticate": "betang.accounts.forms.ConfirmForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,6/5m/key",
    "reset_password": "10/h/ip,3/h/key",
    "reset_password_from_key": "20/h/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "signup": "1/h/ip",
}
TRUSTED_PROXIES = tuple(one for one in env("TRUSTED_PROXIES").split(",") if one)  # addresses whose X-Forwarded-For is believed
MFA_ADAPTER = "betang.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # a cheap phone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_SCHEME == "http"
MFA_FORMS = {
    "authenticate": "betang.accounts.forms.SecondFactorForm",
    "reauthenticate": "betang.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "betang.accounts.forms.ActivateAppForm",
    "deactivate_totp": "betang.accounts.forms.DeactivateAppForm",
    "generate_recovery_codes": "betang.accounts.forms.NewRecoveryCodesForm",
    "add_webauthn": "betang.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "betang.accounts.forms.NamePasskeyForm",
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "betang_meja"
SESSION_COOKIE_PATH = "/meja/"  # public pages never even receive it; the desk has no /en/ twin, its language is the person's
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PUBLIC_SCHEME == "https"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_NAME = "betang_csrf"
CSRF_FAILURE_VIEW = "betang.edge.errors.forbidden_form"
CSRF_COOKIE_PATH = "/meja/"
CSRF_COOKIE_SECURE = PUBLIC_SCHEME == "https"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"


def _mailer() -> dict[str, Any]:
    """Where letters go: into the folder `mail/` of the house, or to the server of `BETANG_MAIL_URL`.

    `smtp://user:password@host:587` encrypts with STARTTLS, `smtps://…:465` from the first byte; `smtp://host:25?tls=no` not at all.
    """
    url = env("MAIL_URL")
    if not url:
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(HOME / "mail")}}
    parts = urlparse(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("BETANG_MAIL_URL looks like smtp://user:password@host:587 / berbentuk seperti smtp://user:password@host:587")
    is_smtps = parts.scheme == "smtps"
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if is_smtps else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": is_smtps,
            "use_tls": not is_smtps and dict(parse_qsl(parts.query)).get("tls") != "no",
            "timeout": 20,
        },
    }


MAILERS = {"default": _mailer()}
DEFAULT_FROM_EMAIL = env("MAIL_FROM", f"Betang <betang@{BASE_DOMAIN}>")

STATIC_URL = "/-/s/"
STATIC_ROOT = HOME / "static"
STATICFILES_FINDERS = ["betang.ui.build.BuiltFinder", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
MEDIA_ROOT = HOME / "media"
PRIVATE_ROOT = HOME / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(PRIVATE_ROOT)}},
    "staticfiles": {"BACKEND": "betang.config.assets.Assets"},
}
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_LIMIT_BYTES = 25 * 1024 * 1024
IMPORT_LIMIT_BYTES = 200 * 1024 * 1024
DOCUMENT_LIMIT_BYTES = int(env("DOCUMENT_MB", "60")) * 1024 * 1024  # the PDF of a planning document
EDGE_STATE = HOME / "edge"

# Open data (betang.api.opendata): who may be asked, under which licence, and the prefix that the OC4IDS register gave.
DATA_EMAIL = env("DATA_EMAIL")
DATA_LICENSE = env("DATA_LICENSE", "https://creativecommons.org/licenses/by/4.0/")
DATA_LICENSE_NAME = env("DATA_LICENSE_NAME", "CC-BY-4.0")
OC4IDS_PREFIX = env("OC4IDS_PREFIX", "oc4ids-betang")
LOGGING_CONFIG = None


_DEMO = str(HOME / "demo")


def IS_DEMO() -> bool:
    """Whether this installation holds the demo world: every page then says so."""
    return os.path.exists(_DEMO)  # noqa: PTH110 - asked for every page, and five times as fast as a Path
