"""Settings, read from the environment. `docs/reference/settings.md` is made from this module.

Every variable begins with HOLDSPACE_. The embedded default needs none of them.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from holdspace.project import secrets


def env(name: str, default: str = "") -> str:
    """The variable HOLDSPACE_<name>, or `default`."""
    return os.environ.get(f"HOLDSPACE_{name}", default)


BASE = Path(env("HOME", str(Path.cwd() / "var")))

#: Where the data lie: the embedded database, and nothing that opens it.
HOLDSPACE_DATA = Path(env("DATA", str(BASE / "data")))
#: Where the root keys lie: outside the data and its backups.
HOLDSPACE_KEYS = Path(env("KEYS", str(BASE / "keys")))
#: The file that remembers who was erased, never part of a backup of the data; empty: beside the keys.
HOLDSPACE_TOMBSTONES = env("TOMBSTONES")
#: The address under which people reach this installation.
HOLDSPACE_BASE_URL = env("BASE_URL", "http://127.0.0.1:8000")
#: Wakes the sockets of other processes at once; without it they look every quarter of a second.
HOLDSPACE_REDIS_URL = env("REDIS_URL")
#: One-click sign-in for the demonstration: works only where the database itself says it is one.
HOLDSPACE_DEMO = env("DEMO") == "1"
#: The neutral name on the page and in mails.
HOLDSPACE_APP_NAME = env("APP_NAME", "Holdspace")
#: A PostgreSQL address; without one, the embedded encrypted database is used.
HOLDSPACE_DATABASE_URL = env("DATABASE_URL")
#: On PostgreSQL, the role that the application works as: it owns no table and passes no row policy.
HOLDSPACE_DATABASE_ROLE = env("DATABASE_ROLE")
#: Content packs of questionnaires that are switched on: their folders, separated by commas.
HOLDSPACE_MEASURE_PACKS = tuple(filter(None, env("MEASURE_PACKS").split(",")))

#: How pictures and sound go in sessions: "mesh" from browser to browser, or "janus" through a media server.
HOLDSPACE_MEDIA = env("MEDIA", "mesh")
#: Where Janus listens, on this machine alone (ws://127.0.0.1:8188); its secret and its admin key.
HOLDSPACE_JANUS_URL = env("JANUS_URL")
HOLDSPACE_JANUS_SECRET = env("JANUS_SECRET")
HOLDSPACE_JANUS_ADMIN_KEY = env("JANUS_ADMIN_KEY")
#: The practice's own relay (coturn), separated by commas: turn:host:3478?transport=udp,turns:host:5349
HOLDSPACE_TURN_URLS = tuple(filter(None, env("TURN_URLS").split(",")))
#: The secret that our server and the relay share (`static-auth-secret` of coturn).
HOLDSPACE_TURN_SECRET = env("TURN_SECRET")
#: With a relay, members' addresses are hidden from each other; "no" lets browsers find the shortest way.
HOLDSPACE_TURN_ONLY = env("TURN_ONLY", "yes") == "yes"

#: A virus scanner for files that are attached: where `clamd` listens, such as 127.0.0.1:3310. Without one,
#: only the test virus is found. While one is named and does not answer, no file is taken.
HOLDSPACE_CLAMD = env("CLAMD")

#: Where browsers' push services listen: the server writes nowhere else, whatever a browser says.
HOLDSPACE_PUSH_SERVICES = tuple(
    env(
        "PUSH_SERVICES",
        "https://fcm.googleapis.com,https://jmt17.google.com,https://updates.push.services.mozilla.com,"
        "https://*.notify.windows.com,https://*.push.apple.com",
    ).split(",")
)

_secure = HOLDSPACE_BASE_URL.startswith("https://")
_host = urlsplit(HOLDSPACE_BASE_URL).hostname or "127.0.0.1"

DEBUG = env("DEBUG") == "1"
SECRET_KEY, *SECRET_KEY_FALLBACKS = secrets.django_secrets(HOLDSPACE_KEYS)
ALLOWED_HOSTS = [_host, *filter(None, env("HOSTS").split(","))]
CSRF_TRUSTED_ORIGINS = [HOLDSPACE_BASE_URL]

INSTALLED_APPS = [
    "holdspace.ui",  # before allauth: our look of its pages comes first
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_cotton",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "holdspace.vault",
    "holdspace.audit",
    "holdspace.accounts",
    "holdspace.practice",
    "holdspace.members",
    "holdspace.groups",
    "holdspace.intake",
    "holdspace.safety",
    "holdspace.sessions",
    "holdspace.agreements",
    "holdspace.measures",
    "holdspace.notes",
    "holdspace.attachments",
    "holdspace.preparation",
    "holdspace.correspondence",
    "holdspace.billing",
    "holdspace.skills",
    "holdspace.endings",
    "holdspace.outcomes",
    "holdspace.circle",
    "holdspace.aftercare",
    "holdspace.feedback",
    "holdspace.forming",
    "holdspace.live",
    "holdspace.fhir",
    "holdspace.release",
    "holdspace.desk",
    "holdspace.demo",
    "holdspace.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "holdspace.project.middleware.SessionLimits",
    "holdspace.project.middleware.WhoActs",
    "holdspace.project.middleware.SecondFactor",
    "holdspace.project.middleware.DefaultDeny",
    "holdspace.project.middleware.Refusals",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "holdspace.project.urls"
WSGI_APPLICATION = "holdspace.project.wsgi.application"
# In the session, not in a cookie: a sentence may name somebody.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "holdspace.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "holdspace.project.context.page",
            ],
        },
    }
]

if HOLDSPACE_DATABASE_URL:
    _url = urlsplit(HOLDSPACE_DATABASE_URL)
    DATABASES = {
        "default": {
            "ENGINE": "holdspace.vault.engines.postgres",
            "NAME": _url.path.lstrip("/"),
            "USER": unquote(_url.username or ""),
            "PASSWORD": unquote(_url.password or ""),
            "HOST": _url.hostname or "",
            "PORT": str(_url.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "ATOMIC_REQUESTS": True,
            "OPTIONS": {},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "holdspace.vault.engines.sqlcipher",
            "NAME": HOLDSPACE_DATA / "holdspace.db",
            "TEST": {"NAME": HOLDSPACE_DATA / "tests.db"},
            "CONN_MAX_AGE": None,
            "ATOMIC_REQUESTS": True,
            "OPTIONS": {
                "key_provider": "holdspace.vault.roots.database_key",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
        }
    }

# --- Sign-in -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "holdspace.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # django-axes counts, in the database
MFA_ADAPTER = "holdspace.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = HOLDSPACE_APP_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _secure
USERSESSIONS_TRACK_ACTIVITY = False

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_LOCKOUT_CALLABLE = "holdspace.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_NEVER_LOCKOUT_GET = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if _secure else "holdspace-session"
SESSION_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if _secure else "holdspace-csrf"
CSRF_COOKIE_SECURE = _secure
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "holdspace.project.pages.form_too_old"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env("BEHIND_PROXY") == "1" else None
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_SSL_REDIRECT = False
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

#: Seconds after which a session that nobody uses ends, and after which any session ends.
HOLDSPACE_IDLE_STAFF = 15 * 60
HOLDSPACE_IDLE_MEMBER = 30 * 60
HOLDSPACE_ABSOLUTE = 12 * 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [NONE],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Words -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("ar", _("Arabic"))]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = BASE / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "holdspace.project.statics.Statics"},
}
FILE_UPLOAD_HANDLERS = [  # in memory: names never lie on a disk
    "holdspace.fhir.web.uploads.RosterUpload",
    "holdspace.intake.web.uploads.ReferralUpload",
    "holdspace.measures.web.uploads.WordingUpload",
    "holdspace.attachments.web.uploads.AttachmentUpload",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FORM_RENDERER = "holdspace.ui.rendering.PageRenderer"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_BACKEND = env("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("EMAIL_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_PASSWORD")
EMAIL_USE_TLS = env("EMAIL_TLS") == "1"
EMAIL_FILE_PATH = BASE / "mail"
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", f"appointments@{_host}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_bodies": {"()": "holdspace.project.logs.WithoutPeople"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_bodies"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # counted per account: a household or a clinic shares one address
]
