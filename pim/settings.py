"""Every setting of the service. What differs between places comes from the environment."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env("PIM_VAR", default=str(BASE_DIR / "var")))

# --- Secrets -------------------------------------------------------------------------------
SECRET_KEY = env("SECRET_KEY")
FIELD_KEYS = env.list("PIM_FIELD_KEYS")  # newest first; the older ones only decrypt

INDEX_KEY = env("PIM_INDEX_KEY", default="")  # to take out the oldest of them
# Keep this file away from the database, and back it up by itself: it erases again after a restore.
# How long what is kept (pim/retention.py): given here, the organisation has confirmed it.
KEEP_MONTHS = {
    key: int(months)
    for key in ("case", "concern", "volunteer", "applicant", "links")
    if (months := env(f"PIM_KEEP_{key.upper()}_MONTHS", default=""))
}
ERASURES_FILE = env("PIM_ERASURES_FILE", default=str(VAR_DIR / "erasures"))
# An address outside that keeps the newest hash of the trail, to hold against it later.
AUDIT_WITNESS = env("PIM_AUDIT_WITNESS", default="")

# --- Where we are --------------------------------------------------------------------------
DEMO = env.bool("PIM_DEMO", default=False)
BASE_URL = env("PIM_BASE_URL", default=f"http://localhost:{env('PORT', default='8000')}")
CLOCK_OFFSET = timedelta(seconds=env.int("PIM_CLOCK_OFFSET", default=0))
DEBUG = False
ALLOWED_HOSTS = env.list("PIM_ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "pim",
    "referrals",
    "volunteers",
    "outcomes",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # the templates of widgets, which FORM_RENDERER looks for among ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "phonenumber_field",
    "pgtrigger",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pim.help_page.HelpFirstMiddleware",
    "pim.access.headers.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pim.access.sessions.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pim.access.second_factor.SecondFactorMiddleware",
    "pim.access.reach.ReachMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
# Whoever keeps it up asks /metrics with this; without it nothing is counted and nothing is there.
METRICS_TOKEN = env("PIM_METRICS_TOKEN", default="")
VERSION = env("PIM_VERSION", default="unknown")
if METRICS_TOKEN:
    MIDDLEWARE.insert(0, "pim.metrics.requests.CountingMiddleware")

ROOT_URLCONF = "pim.urls"
WSGI_APPLICATION = "pim.wsgi.application"

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
                "pim.context.service",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["pim"]
CRISPY_TEMPLATE_PACK = "pim"

# --- Database, cache, broker ---------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 300,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": DATABASES["default"].get("OPTIONS", {})  # ?host=/socket/folder and the like
    | {"options": "-c lock_timeout=10s -c statement_timeout=60s -c jit=off", "connect_timeout": 5},
}
WEB_ROLE = env("PIM_WEB_ROLE", default="")
# Throttles and used second-factor codes live here: a flushed broker must not forget them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # past that a third is forgotten, throttles too
    }
}
REDIS_URL = env("REDIS_URL")

# --- People who sign in --------------------------------------------------------------------
AUTH_USER_MODEL = "pim.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "pim.access.passwords.SmallServerArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_ADAPTER = "pim.access.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation link has already proved the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
# A passkey stands beside a password, never for it: whoever can unlock her phone is not yet she.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Parents in Mind"
MFA_ADAPTER = "pim.access.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "pim.access.forms.CodeForm",
    "reauthenticate": "pim.access.forms.CodeAgainForm",
    "activate_totp": "pim.access.forms.EnrolForm",
    "add_webauthn": "pim.access.forms.AddPasskeyForm",
    "edit_webauthn": "pim.access.forms.NamePasskeyForm",
    "authenticate_webauthn": "pim.access.forms.PasskeyForm",
    "reauthenticate_webauthn": "pim.access.forms.PasskeyAgainForm",
    "generate_recovery_codes": "pim.access.forms.NewRecoveryCodesForm",
}
ACCOUNT_FORMS = {
    "login": "pim.access.forms.SignInForm",
    "reauthenticate": "pim.access.forms.PasswordAgainForm",
    "change_password": "pim.access.forms.ChangePasswordForm",
}
# Throttles count by address: say how many proxies of our own stand in front.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PIM_TRUSTED_PROXIES", default=0)

SESSION_ENGINE = "pim.access.session_store"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_LIMIT = timedelta(minutes=15)
SESSION_ABSOLUTE_LIMIT = timedelta(hours=8)
CSRF_COOKIE_NAME = "csrf"
CSRF_FAILURE_VIEW = "pim.views.csrf_failure"

# --- Transport security --------------------------------------------------------------------
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from beside, without the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# Nobody else ever learns an address of ours. Not "no-referrer": browsers then send
# "Origin: null" with every form, which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # data: for the QR code of a new second factor
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    name: [] for name in ("camera", "microphone", "geolocation", "interest-cohort", "payment")
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Words, time, place --------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
PHONENUMBER_DEFAULT_REGION = "GB"

# --- Files ---------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Mail ----------------------------------------------------------------------------------
vars().update(env.email_url("PIM_EMAIL_URL"))
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":  # noqa: F821
    EMAIL_BACKEND = "pim.messages.mail_line.Backend"  # ends a conversation in time
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("PIM_FROM_EMAIL", default="hello@pim.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Whom to tell of a hole in the service: mailto: or https:
SECURITY_CONTACT = env("PIM_SECURITY_CONTACT", default="") or f"mailto:{DEFAULT_FROM_EMAIL}"
# Shared with the mail server that hands in what comes back; without it no reply is expected.
MAIL_KEY = env("PIM_MAIL_KEY", default="")

# --- Text messages -------------------------------------------------------------------------
# https://account:secret@provider/path?from=+44...; without it nobody is sent a text.
SMS_URL = env("PIM_SMS_URL", default="")

LOGGING_CONFIG = "pim.logs.configure"
LOGGING = {"version": 1}  # an empty one would not be handed over
