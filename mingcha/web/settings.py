"""What belongs to the machine: database, secrets, addresses. Rules of the city are data."""

import gc
import json
import os
import shlex
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

# Read when numpy is loaded, which is never before this file. On a busy machine threads of linear
# algebra wait for each other and are slower than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A process of the city loads some hundred thousand things that stay. Looking among them for
# rubbish after every 700 new ones is a tenth of the start.
gc.set_threshold(20_000, 20, 20)

HERE = Path(__file__).resolve().parent.parent
ROOM = Path(os.environ.get("MINGCHA_HOME", HERE.parent / "var"))


def database(address: str) -> dict[str, object]:
    """The settings for a database address: `sqlite:///file` or `postgresql://user@host/name`."""
    if not address.startswith("postgres"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": address.removeprefix("sqlite:///"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA secure_delete=ON;",
            },
            "TEST": {"NAME": None},
        }
    parts = urlsplit(address)
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def databases(address: str) -> dict[str, dict[str, object]]:
    """The city's database and, where that is a file, the ballot box beside it, synced in full."""
    city = {"default": database(address)}
    if address.startswith("postgres"):
        return city
    file = Path(address.removeprefix("sqlite:///"))
    box = database(f"sqlite:///{file.with_name('box.db')}")
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    return {**city, "box": {**box, "OPTIONS": {**_options(box), "init_command": pragmas}}}


def _options(box: dict[str, object]) -> dict[str, object]:
    return dict(box["OPTIONS"])  # type: ignore[call-overload,no-any-return]


def secret() -> str:
    """The installation's own key: from the environment, or made once and kept beside the data."""
    if given := os.environ.get("MINGCHA_SECRET"):
        return given
    kept = ROOM / "secret.txt"
    if not kept.exists():
        ROOM.mkdir(parents=True, exist_ok=True)
        kept.write_text(os.urandom(48).hex())
        kept.chmod(0o600)
    return kept.read_text().strip()


def identity_service() -> dict[str, str] | None:
    """The city's own identity service (OpenID Connect), if the environment names one."""
    if not (address := os.environ.get("MINGCHA_OIDC_URL")):
        return None
    return {
        "url": address,
        "client": os.environ["MINGCHA_OIDC_CLIENT"],
        "secret": os.environ["MINGCHA_OIDC_SECRET"],
        "name": os.environ.get("MINGCHA_OIDC_NAME", "统一身份认证"),
        "claim": os.environ.get("MINGCHA_OIDC_CLAIM", "preferred_username"),
    }


def city() -> dict[str, str]:
    """The city's name in two languages: from the environment, or as `mingcha begin` was told."""
    kept = ROOM / "city.json"
    said = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    name = os.environ.get("MINGCHA_CITY") or said.get("name") or "明州市"
    english = os.environ.get("MINGCHA_CITY_EN") or said.get("name_en")
    return {"name": name, "name_en": english or ("Mingzhou" if name == "明州市" else name)}


DATABASES = databases(os.environ.get("DATABASE_URL", f"sqlite:///{ROOM / 'city.db'}"))
DATABASE_ROUTERS = ["mingcha.foundation.boxes.BoxRouter"]
SECRET_KEY = secret()
DEBUG = os.environ.get("MINGCHA_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("MINGCHA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("MINGCHA_ORIGINS", "").split(",") if o]
CITY = city()
OIDC = identity_service()
DEMO_DAY = date.fromisoformat(day) if (day := os.environ.get("MINGCHA_DEMO_DAY")) else None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "mingcha.foundation.apps.FoundationConfig",
    "mingcha.organs",
    "mingcha.people",
    "mingcha.norms",
    "mingcha.powers",
    "mingcha.evidence",
    "mingcha.draws",
    "mingcha.meetings",
    "mingcha.polls",
    "mingcha.rectification",
    "mingcha.findings",
    "mingcha.visits",
    "mingcha.cases",
    "mingcha.appraisals",
    "mingcha.analytics",
    "mingcha.assessment",
    "mingcha.bulletins",
    "mingcha.ballotbox",
    "mingcha.portal",
    "mingcha.web",
]
if OIDC:
    INSTALLED_APPS += [
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mingcha.web.shield.Shield",
    "mingcha.web.shield.Unnamed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mingcha.web.shield.OwnPassword",
    "mingcha.web.shield.OwnSecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mingcha.foundation.http.RefusalPage",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [HERE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mingcha.web.context.page",
            ],
        },
    },
]
ROOT_URLCONF = "mingcha.web.urls"
ASGI_APPLICATION = "mingcha.web.asgi.application"
WSGI_APPLICATION = "mingcha.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["mingcha.web.signing.Backend"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "mingcha.web.signing.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_no"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, at the latest after a day
# A whole office building may come from one address; one account is tried five times, then rests.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MINGCHA_PROXIES", "0"))
MFA_ADAPTER = "mingcha.web.signing.SecondFactor"
MFA_FORMS = {
    "authenticate": "mingcha.web.signing.CodeForm",
    "reauthenticate": "mingcha.web.signing.CodeAgainForm",
    "activate_totp": "mingcha.web.signing.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
if OIDC:
    SOCIALACCOUNT_ADAPTER = "mingcha.web.identity.CityIdentity"
    SOCIALACCOUNT_LOGIN_ON_GET = True  # a link, not a form: the policy lets no form lead elsewhere
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "city",
                    "name": OIDC["name"],
                    "client_id": OIDC["client"],
                    "secret": OIDC["secret"],
                    "settings": {"server_url": OIDC["url"], "uid_field": "sub"},
                }
            ],
        }
    }
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("MINGCHA_HTTPS") == "1"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "core" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("MINGCHA_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
MEDIA_ROOT = ROOM / "evidence"
FACTS = ROOM / "facts"  # one folder of Parquet for each day's snapshot
ENGINE = os.environ.get("MINGCHA_ENGINE", "duckdb")  # or `spark`, with the extra mingcha[spark]
# MINGCHA_SCANNER: a command that looks at every file before it is kept as evidence, for example
# `clamdscan --fdpass --no-summary`. The path is added at its end; anything but exit code 0 refuses.
SCANNER = shlex.split(os.environ.get("MINGCHA_SCANNER", ""))
# What sends invitations and reminders, one class a channel (mingcha.appraisals.gateway); none is
# set as shipped, so that nothing leaves the house unasked.
SENDERS = {
    "mail": os.environ.get("MINGCHA_MAIL_SENDER", ""),
    "sms": os.environ.get("MINGCHA_SMS_SENDER", ""),
}
EMAIL_HOST = os.environ.get("MINGCHA_MAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("MINGCHA_MAIL_FROM", "mingcha@localhost")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
