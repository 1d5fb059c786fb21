"""All settings, read once from the environment. Knows no rules.

| variable | meaning | default |
|---|---|---|
| DUEPROCESS_VAR | folder of all that is kept: database, files, record, keys | ./var |
| DUEPROCESS_URL | the address people type; https unless it is this machine | http://localhost:8000 |
| DUEPROCESS_HOSTS | further host names, with commas | none |
| DUEPROCESS_ORIGIN | the log's origin; `.invalid` at its end: never a live log | dueprocess.invalid |
| DUEPROCESS_KEYS | folder of the wrapping and index keys, or `env:NAME` | VAR/keys |
| DUEPROCESS_ERASURES | folder of the list of what was erased; best on another disk | VAR/erasures |
| DUEPROCESS_SECRET_KEY | Django's secret | made on first use in VAR/secret-key |
| DUEPROCESS_SECRET_KEY_OLD | earlier secrets that still hold, with spaces | further lines of that file |
| DUEPROCESS_MAIL | smtp://user:password@host:port, smtps://…, or a folder | VAR/mail |
| DUEPROCESS_MAIL_FROM | sender of mail; best the mailbox: bounces are noticed | dueprocess@localhost |
| DUEPROCESS_MAILBOX | address of the mailbox; answers go to `name+dp-…@`, reports to `name+dpr-…@` | none |
| DUEPROCESS_IMAP | read each minute: imaps://user@host:port/FOLDER?done=FOLDER | none |
| DUEPROCESS_IMAP_PASSWORD | file with the password, readable by its owner only | VAR/imap-password |
| DUEPROCESS_MAILDIR | a maildir that is read each minute | none |
| DUEPROCESS_AUTHSERV | your own mail server's name in Authentication-Results | none is believed |
| DUEPROCESS_MESSAGE_LIMIT | bytes of the largest message that is taken in whole | 60000000 |
| DUEPROCESS_SECOND_FACTOR | `always`, or `live`: not asked for where the origin ends in `.invalid` | live |
| DUEPROCESS_LEAVE_TO | where "Leave this page" leads at once | https://www.wikipedia.org/ |
| DUEPROCESS_FILE_LIMIT | bytes of the largest file that anybody may send | 500000000 |
| DUEPROCESS_TESSERACT | the program that reads text from pictures and scans | tesseract |
| DUEPROCESS_OCR | languages that it reads, with commas: en, de, or Tesseract's own names | en |
| DUEPROCESS_PROXIES | how many trusted proxies stand in front (for the caller's address) | 0 |
| DATABASE_URL | sqlite:///path or postgresql://user:password@host/name?sslmode=… | VAR/dueprocess.sqlite3 |
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import to_language

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("DUEPROCESS_VAR", Path.cwd() / "var")).absolute()


def kept_secret(path: Path) -> str:
    """Return the secret in `path`, made on first use; two processes that start together agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # fails where another process was first: then its secret holds
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def whole(name: str, default: int, least: int = 0) -> int:
    """Return a whole number from the environment; anything else, or less, is refused by name."""
    said = os.environ.get(name, "").strip()
    if said and not (said.isascii() and said.isdigit() and int(said) >= least):
        raise ImproperlyConfigured(f"{name} is {said!r}: write a whole number in digits, at least {least}")
    return int(said) if said else default


LIBPQ = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout")
"""What DATABASE_URL may say about a connection to PostgreSQL; `backup` passes it on to pg_dump."""


def translated(folder: Path) -> list[tuple[str, str]]:
    """Return the languages with a compiled catalogue (docs/how-to/translate.md), each under its own name."""
    codes = [to_language(path.parts[-3]) for path in sorted(folder.glob("*/LC_MESSAGES/django.mo"))]
    return [(code, str(LANG_INFO.get(code, {}).get("name_local", code))) for code in codes]


def database(url: str) -> dict[str, Any]:
    """Turn `sqlite:///path` or `postgresql://user:password@host:port/name` into Django's form.

    `sqlite:////var/x` and `sqlite:///var/x` mean the same absolute path. A PostgreSQL socket folder is
    written as the host, percent-encoded. After a question mark PostgreSQL's own options of `LIBPQ` may stand;
    anything else is refused, so that no wish (`sslmode`) is dropped in silence.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    known = LIBPQ if parts.scheme in {"postgresql", "postgres"} else ()
    if unknown := sorted(options.keys() - set(known)):
        raise ImproperlyConfigured(
            f"DATABASE_URL asks for {unknown[0]!r}, which is not known here; known are {', '.join(LIBPQ)}"
        )
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "/" + unquote(parts.path).lstrip("/"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                    "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"
                ),
            },
            "CONN_MAX_AGE": 60,
        }
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {parts.scheme!r}: write sqlite:///path or postgresql://user@host/name"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "OPTIONS": {"prepare_threshold": 2, **options},  # for kit.prepared; other statements come as they are
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.netloc.rpartition("@")[2].split(":")[0]),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


# The organisation's own names for itself, its log and its keys.
DUEPROCESS_VAR = VAR
DUEPROCESS_ORIGIN = os.environ.get("DUEPROCESS_ORIGIN", "dueprocess.invalid")
DUEPROCESS_KEYS = os.environ.get("DUEPROCESS_KEYS", str(VAR / "keys"))
DUEPROCESS_ERASURES = os.environ.get("DUEPROCESS_ERASURES", "")
DUEPROCESS_URL = os.environ.get("DUEPROCESS_URL", "http://localhost:8000").rstrip("/")
DUEPROCESS_LEAVE_TO = os.environ.get("DUEPROCESS_LEAVE_TO", "https://www.wikipedia.org/")
DUEPROCESS_FILE_LIMIT = whole("DUEPROCESS_FILE_LIMIT", 500_000_000, least=1)  # bytes of one file
DUEPROCESS_SECOND_FACTOR = os.environ.get("DUEPROCESS_SECOND_FACTOR", "live")

_address = urlsplit(DUEPROCESS_URL)
_this_machine = _address.hostname in {"localhost", "127.0.0.1", "::1"}
if _address.scheme != "https" and not _this_machine:
    raise ImproperlyConfigured(
        f"DUEPROCESS_URL is {DUEPROCESS_URL!r}: write it with https://, or logins would travel in the clear"
    )

DEBUG = False
_SECRETS = (
    [os.environ["DUEPROCESS_SECRET_KEY"], *os.environ.get("DUEPROCESS_SECRET_KEY_OLD", "").split()]
    if os.environ.get("DUEPROCESS_SECRET_KEY")
    else kept_secret(VAR / "secret-key").split()
)
SECRET_KEY, *SECRET_KEY_FALLBACKS = _SECRETS
ALLOWED_HOSTS = [
    _address.hostname or "localhost",
    *filter(None, os.environ.get("DUEPROCESS_HOSTS", "").split(",")),
]

# `kit` stands before allauth so that our templates are found first.
INSTALLED_APPS = [
    "dueprocess.kit",
    "dueprocess.ledger",
    "dueprocess.people",
    "dueprocess.rules",
    "dueprocess.docket",
    "dueprocess.training",
    "dueprocess.standing",
    "dueprocess.cases",
    "dueprocess.desk",
    "dueprocess.portal",
    "dueprocess.public",
    "dueprocess.demo",
    "dueprocess.conf",
    "django_cotton.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "dueprocess.kit.http.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dueprocess.conf.house.InHouse",
    "dueprocess.kit.signin.SecondFactor",
    "dueprocess.kit.http.Answers",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dueprocess.kit.components.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "dueprocess.kit.templatetags.page",
            ],
        },
    }
]
FORM_RENDERER = "dueprocess.kit.fields.Renderer"

ROOT_URLCONF = "dueprocess.conf.urls"
WSGI_APPLICATION = "dueprocess.conf.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'dueprocess.sqlite3'}")}

# Words and times: stored in UTC, shown in the organisation's zone.
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGES = [("en-gb", "English"), *translated(PACKAGE / "locale")]

# Assets: built once into the package (and so into the wheel), served from there with hashed names.
STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("DUEPROCESS_STATIC_ROOT", PACKAGE / "static" / "built"))
STATICFILES_DIRS = [
    folder for folder in (os.environ.get("DUEPROCESS_ASSETS"),) if folder
]  # only while `dev.py assets` builds
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "dueprocess.conf.assets.Assets"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Jobs are rows of this database, made in the transaction of the act that causes them.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": [], "ENQUEUE_ON_COMMIT": False}}

# Logging in: email and password or passkey, then a second factor. Nobody signs up: offices make logins.
AUTH_USER_MODEL = "people.Login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "dueprocess.kit.signin.AccountAdapter"
ACCOUNT_FORMS = {"login": "dueprocess.kit.signin.LoginForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an office makes each login, with an address that the office knows
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts failures, in the database and so for all processes
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _address.scheme
MFA_ADAPTER = "dueprocess.kit.signin.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "dueprocess.kit.signin.ActivateAppForm",
    "add_webauthn": "dueprocess.kit.signin.AddPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _address.hostname == "localhost"
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey alone signs in, so it must be two factors
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Dueprocess"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
ALLAUTH_TRUSTED_PROXY_COUNT = whole("DUEPROCESS_PROXIES", 0)

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["username"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "dueprocess.kit.signin.tag_of_attempt"  # no address is stored in the clear
AXES_CLIENT_IP_CALLABLE = "dueprocess.kit.signin.tag_of_caller"
AXES_LOCKOUT_CALLABLE = "dueprocess.kit.signin.locked_out"
AXES_SENSITIVE_PARAMETERS = ["login", "password", "username", "ip_address"]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Cookies and transport.
SESSION_COOKIE_NAME = "dueprocess"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _address.scheme == "https"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "dueprocess.kit.http.csrf_failure"
CSRF_TRUSTED_ORIGINS = [DUEPROCESS_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 31_536_000 if _address.scheme == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_REFERRER_POLICY = "same-origin"  # `no-referrer` would turn the Origin header to null and fail CSRF
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # form fields, files not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = None  # the first handler counts them, so that the form itself can answer
FILE_UPLOAD_HANDLERS = [
    "dueprocess.kit.receiving.Counted",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "dueprocess.kit.receiving.Veiling",
]

# Mail goes to a folder until a server is named.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DUEPROCESS_MAIL_FROM", "dueprocess@localhost")
_mail = urlsplit(os.environ.get("DUEPROCESS_MAIL", ""))
if _mail.scheme in {"smtp", "smtps"}:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp" and EMAIL_HOST not in {"localhost", "127.0.0.1"}
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = _mail.path or str(VAR / "mail")

# The complaints mailbox (docs/how-to/mailbox.md). The password stands in a file, never in the environment.
DUEPROCESS_MAILBOX = os.environ.get("DUEPROCESS_MAILBOX", "").strip().lower()
DUEPROCESS_IMAP = os.environ.get("DUEPROCESS_IMAP", "")
DUEPROCESS_IMAP_PASSWORD = os.environ.get("DUEPROCESS_IMAP_PASSWORD", str(VAR / "imap-password"))
DUEPROCESS_MAILDIR = os.environ.get("DUEPROCESS_MAILDIR", "")
DUEPROCESS_AUTHSERV = os.environ.get("DUEPROCESS_AUTHSERV", "")
DUEPROCESS_MESSAGE_LIMIT = int(os.environ.get("DUEPROCESS_MESSAGE_LIMIT", "60000000"))

# Reading text from pictures and scans (docs/how-to/evidence.md).
DUEPROCESS_TESSERACT = os.environ.get("DUEPROCESS_TESSERACT", "tesseract")
DUEPROCESS_OCR = tuple(
    filter(None, (each.strip() for each in os.environ.get("DUEPROCESS_OCR", "en").split(",")))
)

# Logs say what happened, never to whom: see kit.logs.PlainFormatter.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "dueprocess.kit.logs.PlainFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "pikepdf": {"level": "WARNING"},  # says at each start that it has started
    },
}
