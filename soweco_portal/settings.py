"""One settings file. What differs between a laptop and production comes from the environment, nothing else.

`PORTAL_ENV=production` refuses to start with debug, a default key, a wildcard host or without https: a wrong setting is
a stopped start, not a leak. The database is reached as the role that owns nothing; migrations run as the owner
(`PORTAL_DB_ROLE=owner`).
"""

import importlib.util
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from cases.brp_connections import read as read_connections
from municipalities.providers import read as read_providers
from soweco_portal.places import data_dir

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

PRODUCTION = env("PORTAL_ENV", default="development") == "production"
DEBUG = env.bool("PORTAL_DEBUG", default=False)
DEFAULT_KEY = "alleen-voor-ontwikkeling-en-demo"
SECRET_KEY = env("PORTAL_SECRET_KEY", default=DEFAULT_KEY)
SECRET_KEY_FALLBACKS = env.list("PORTAL_SECRET_KEY_FALLBACKS", default=[])  # what it was before it was replaced
ALLOWED_HOSTS = env.list("PORTAL_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Every link in a mail begins with this, whatever host a request says it came for.
BASE_URL = env("PORTAL_BASE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
SECURITY_CONTACT = env("PORTAL_SECURITY_CONTACT", default="")  # mailto: or https:, for /.well-known/security.txt
# Makes the key that encrypts the BSN and the one of its look-up hash. Apart from SECRET_KEY, so that each can rotate.
# Where a virus scanner (clamd) listens: tcp://host:3310 or unix:///run/clamd.sock. Empty: nothing is scanned.
CLAMD = env("PORTAL_CLAMD", default="")
BSN_KEY = env("PORTAL_BSN_KEY", default=DEFAULT_KEY)
# Encrypts who a line of the processing log is about.
TRACE_KEY = env("PORTAL_TRACE_KEY", default=DEFAULT_KEY)
# Signs what leaves: the editions of reports and their files. Others hold its public half (reports/seal.py).
SIGNING_KEY = env("PORTAL_SIGNING_KEY", default=DEFAULT_KEY)
SIGNING_KEYS_BEFORE = env.list("PORTAL_SIGNING_KEYS_BEFORE", default=[])  # public halves of keys that were replaced
# Where the head of the logs' chain leaves the database. In production a place its administrator cannot write.
TRACE_HEADS = Path(env("PORTAL_TRACE_HEADS", default=str(BASE_DIR / ".data" / "log-heads.jsonl")))
# Says "fictief" on every page and in every file. Off only where real people are registered.
FICTITIOUS = env.bool("PORTAL_FICTITIOUS", default=not PRODUCTION)
# The second step at login. A demo with invented people may do without, and then says so on every page.
SECOND_FACTOR = env.bool("PORTAL_SECOND_FACTOR", default=not FICTITIOUS)

if not FICTITIOUS and not SECOND_FACTOR:
    raise ImproperlyConfigured("PORTAL_SECOND_FACTOR staat uit, en hier staan echte mensen")


def _guessable(url: str) -> bool:
    """No address, or a password that is the name of the role or the database, or one from a manual."""
    parts = urlsplit(url)
    known = {"postgres", "password", "wachtwoord", "geheim", "changeme", "secret", "soweco", "soweco_app"}
    return not url or (parts.password or "").lower() in known | {parts.username, parts.path.strip("/")} - {None}


if PRODUCTION:
    wrong = {
        "PORTAL_DEBUG staat aan": DEBUG,
        "PORTAL_SECRET_KEY ontbreekt": SECRET_KEY in {"", DEFAULT_KEY},
        "PORTAL_BSN_KEY ontbreekt": BSN_KEY in {"", DEFAULT_KEY},
        "PORTAL_TRACE_KEY ontbreekt": TRACE_KEY in {"", DEFAULT_KEY},
        "PORTAL_SIGNING_KEY ontbreekt": SIGNING_KEY in {"", DEFAULT_KEY},
        "PORTAL_ALLOWED_HOSTS is leeg of '*'": not env.list("PORTAL_ALLOWED_HOSTS", default=[])
        or any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS),
        "PORTAL_BASE_URL ontbreekt of begint niet met https://": not BASE_URL.startswith("https://"),
        "PORTAL_SECURITY_CONTACT is geen mailto: of https:": not SECURITY_CONTACT.startswith(("mailto:", "https://")),
        "PORTAL_SSL_REDIRECT staat uit": not env.bool("PORTAL_SSL_REDIRECT", default=True),
        "DATABASE_URL ontbreekt of is te raden": _guessable(env("DATABASE_URL", default="")),
        "PORTAL_EMAIL_URL ontbreekt": not env("PORTAL_EMAIL_URL", default=""),
    }
    if any(wrong.values()):
        raise ImproperlyConfigured("; ".join(reason for reason, so in wrong.items() if so))

INSTALLED_APPS = [
    "soweco_portal",
    "municipalities",
    "cases",
    "reports",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "soweco_portal.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "soweco_portal.watch.WatchMiddleware",
    "municipalities.middleware.LimitsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "municipalities.middleware.AskerMiddleware",
]

ROOT_URLCONF = "soweco_portal.urls"
WSGI_APPLICATION = "soweco_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "soweco_portal.navigation.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Two roles: the app role owns nothing; the owner migrates. manage.py and soweco_portal.services fill these in.
_database = "DATABASE_OWNER_URL" if env("PORTAL_DB_ROLE", default="app") == "owner" else "DATABASE_URL"
DATABASES = {"default": env.db(_database, default="postgres://soweco_app@127.0.0.1:5432/soweco")}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": True,  # pgbouncer in transaction mode stays possible
}
APP_ROLE = env("PORTAL_APP_ROLE", default="soweco_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How often (in seconds) a web process looks whether what goes by itself went (soweco_portal/watch.py); 0 is never.
WATCH_EVERY = env.int("PORTAL_WATCH_EVERY", default=60)
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # the truth is in PostgreSQL; the broker carries the hint
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away makes the hint fail fast; the beat finds the intent in PostgreSQL.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2, "max_retries": 1}
CELERY_TASK_PUBLISH_RETRY = False

# In a demo mail becomes a file beside the register; PORTAL_EMAIL_URL is smtp+tls://user:password@host:587.
vars().update(env.email_url("PORTAL_EMAIL_URL", default=f"filemail:///{data_dir() / 'mail'}"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("PORTAL_EMAIL_FROM", default="Wsw-portaal <niet-beantwoorden@localhost>")

AUTHENTICATION_BACKENDS = ["municipalities.backends.Backend"]
AUTH_USER_MODEL = "municipalities.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "municipalities.passwords.Long"},
    {"NAME": "municipalities.passwords.NotOneself"},
    {"NAME": "municipalities.passwords.NotKnown"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # a link in a mail, to choose a password with
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
# Of django-allauth: the steps of a login, codes, passkeys, OpenID Connect (docs/decisions/0010-accounts.md).
ACCOUNT_ADAPTER = "municipalities.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # ours are in PostgreSQL: municipalities/throttle.py
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_FORMS = {
    "login": "municipalities.forms.LoginForm",
    "reauthenticate": "municipalities.forms.PasswordProofForm",
    "change_password": "municipalities.forms.ChangePasswordForm",
}
MFA_ADAPTER = "municipalities.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "municipalities.forms.CodeForm",
    "reauthenticate": "municipalities.forms.CodeProofForm",
    "activate_totp": "municipalities.forms.NewAppForm",
    "add_webauthn": "municipalities.forms.NewPasskeyForm",
    "authenticate_webauthn": "municipalities.forms.PasskeyForm",
    "reauthenticate_webauthn": "municipalities.forms.PasskeyProofForm",
}
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is the administrator's to give
MFA_REAUTHENTICATION_REQUIRED = False  # we ask for a proof ourselves: municipalities/stepup.py
SOCIALACCOUNT_ADAPTER = "municipalities.adapters.SocialAccountAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
OIDC = read_providers(env("PORTAL_OIDC", default=""))
BRP = read_connections(env("PORTAL_BRP", default=""))  # who may ask the national register of persons (cases/brp.py)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [each.for_allauth for each in OIDC]}}
# allauth remembers there which code was used: a broker that is away must not let it be used again.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Choices that may be a minute old, in the process itself. Nothing about people with a dossier.
    "choices": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60},
}
TRUSTED_PROXIES = env.int("PORTAL_TRUSTED_PROXIES", default=0)  # how many proxies of our own stand before the portal

SESSION_ENGINE = "municipalities.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # from the login on, however busy somebody is
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_MINUTES = {"people": env.int("PORTAL_IDLE_MINUTES", default=15), "other": 60}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "soweco_portal.errors.csrf_failure"

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

_bootstrap = importlib.util.find_spec("bootstrap")  # the wheel with Bootstrap's own files, byte for byte
STATIC_URL = "/static/"
# Collected for production; elsewhere whitenoise finds them where they are.
STATIC_ROOT = env.path("PORTAL_STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))() if PRODUCTION else None
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *(("bootstrap", folder) for folder in (_bootstrap and _bootstrap.submodule_search_locations) or []),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# A file that somebody uploads stays in memory and never lies in a folder; what is larger is not read at all.
FILE_UPLOAD_HANDLERS = ["municipalities.uploads.KeptInMemory"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024  # ten for the file, and the form around it

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # A browser takes a cookie with this prefix only over https and for this host alone: nobody beside us can plant one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

# No request body, SQL, local variable or words of an exception are ever written: a log line can hold no BSN.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "soweco_portal.logs.Reticent", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.db.backends": {"level": "WARNING"}},
}
