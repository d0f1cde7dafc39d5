"""The only settings file. Values come from the environment (see .env.example); every default is safe."""

from pathlib import Path

import environ
from django.conf.global_settings import LANGUAGES as WORLD_LANGUAGES
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from patrons.providers import KNOWN as known_providers

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

# --- Where it runs ---------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text (or DEBUG=1 on your own machine).")
    SECRET_KEY = "only-for-a-machine-of-your-own"  # noqa: S105 - never used outside DEBUG
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])  # networks whose X-Forwarded-For is believed

# --- The newsroom ----------------------------------------------------------------------------------------------------
SITE_NAME = env.str("SITE_NAME", default="The-News")
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")
DEMO = env.bool("DEMO", default=DEBUG)  # a line on every page says that this is a demonstration
EDITIONS = env.list("EDITIONS", default=["en", "uk"])  # the first stands at /, the others at /<code>/
language_names = dict(WORLD_LANGUAGES)
if not EDITIONS or (unknown := [code for code in EDITIONS if code not in language_names]):
    raise ImproperlyConfigured(
        f"EDITIONS names {unknown if EDITIONS else 'nothing'}: it takes codes such as en,uk,pl."
    )
LANGUAGES = [(code, _(language_names[code])) for code in EDITIONS]
LANGUAGE_CODE = EDITIONS[0]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "newsportal.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("NEWSROOM_TIME_ZONE", default="Europe/Kyiv")

# --- Applications ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "newsportal",
    "comments",
    "patrons",
    "articles",
    "accounts",
    "django_prose_editor",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "newsportal.apps.NewsdeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "newsportal.middleware.bodyless_head",
    "django.middleware.security.SecurityMiddleware",
    "newsportal.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsportal.middleware.no_null_characters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsportal.middleware.edition",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.sessions.SessionsEnd",
    "newsportal.middleware.personal_pages",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "newsportal.urls"
WSGI_APPLICATION = "newsportal.wsgi.application"
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
                "newsportal.context.site",
            ],
        },
    }
]

# --- Data ------------------------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing, readers never wait for a writer.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
    )
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# What all processes must know alike (django-allauth counts tries in it), and what each may keep for itself.
CACHES = {
    "default": env.cache_url("CACHE_URL", default="dbcache://shared_cache?max_entries=100000"),
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG  # straight from the source tree while developing, collected otherwise
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["avif", "webp", "jpg", "png", "woff2", "br", "gz", "map"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # an article with many sources and facts

# --- Accounts (django-allauth) ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.PasswordBackend",
    "django.contrib.auth.backends.ModelBackend",  # of sessions made without a password; it is asked for none
]
PASSWORD_HASHERS = ["accounts.hashing.OneAtATime"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "display_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.SiteWordsValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "confirm_login_code": "accounts.forms.CodeForm",
    "signup": "accounts.forms.SignupForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # and the display name, asked for by the form
ACCOUNT_EMAIL_VERIFICATION = "optional"  # the mail goes out, reading and logging in do not wait for the answer
ACCOUNT_PREVENT_ENUMERATION = True  # no page tells whether an address has an account (see SignupForm)
ACCOUNT_CHANGE_EMAIL = True  # one address each; a new one replaces it when confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # the password again before the address is changed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail when password or address were changed
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None  # ask: "Keep me logged in"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_GET = False
# django-allauth's own limits stay on; these keep a stranger from filling somebody's mailbox. Passwords have limits of
# their own (accounts/guessing.py), which do not keep out who shares a network with a guesser.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "signup": "20/m/ip,100/d/ip",
    "reset_password": "20/m/ip,3/h/key",
    "request_login_code": "20/m/ip,5/h/key",
}
# A second factor: required of whoever enters the newsroom (accounts/second_factor.py), open to everybody.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not (DEBUG or DEMO))  # a demo's passwords are public
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # the code before and the one after are right too: clocks of telephones differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_PASSKEY_LOGIN_ENABLED = True  # with a fingerprint, a face or a PIN, so that it is both factors
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.CodeForm",
    "reauthenticate": "accounts.factor_forms.CodeAgainForm",
    "authenticate_webauthn": "accounts.factor_forms.PasskeyAtLogInForm",
    "reauthenticate_webauthn": "accounts.factor_forms.PasskeyAgainForm",
    "activate_totp": "accounts.factor_forms.FirstCodeForm",
    "login_webauthn": "accounts.factor_forms.PasskeyLogInForm",
    "add_webauthn": "accounts.factor_forms.PasskeyForm",
    "edit_webauthn": "accounts.factor_forms.PasskeyNameForm",
}
# Logging in with an account elsewhere: a way is there when the environment holds its keys, and not at all otherwise.
google = env.list("SOCIAL_GOOGLE", default=[])  # client id, secret
facebook = env.list("SOCIAL_FACEBOOK", default=[])  # app id, secret
apple = env.list("SOCIAL_APPLE", default=[])  # services id, key id, team id, file with the key
openid = env.list("SOCIAL_OPENID", default=[])  # name, address of the server, client id, secret
SOCIALACCOUNT_PROVIDERS = {}
social_hosts = []
try:
    if google:
        client, secret = google
        SOCIALACCOUNT_PROVIDERS["google"] = {
            "APPS": [{"client_id": client, "secret": secret}],
            "SCOPE": ["profile", "email"],
            "OAUTH_PKCE_ENABLED": True,
        }
        social_hosts.append("https://accounts.google.com")
    if facebook:
        client, secret = facebook
        SOCIALACCOUNT_PROVIDERS["facebook"] = {
            "APPS": [{"client_id": client, "secret": secret}],
            "METHOD": "oauth2",
            "SCOPE": ["email", "public_profile"],
        }
        social_hosts.append("https://www.facebook.com")
    if apple:
        client, key_id, team, key_file = apple
        app = {"client_id": client, "secret": key_id, "key": team}
        SOCIALACCOUNT_PROVIDERS["apple"] = {
            "APPS": [{**app, "settings": {"certificate_key": Path(key_file).read_text("ascii")}}]
        }
        social_hosts.append("https://appleid.apple.com")
    if openid:
        name, server, client, secret = openid
        app = {"provider_id": "openid", "name": name, "client_id": client, "secret": secret}
        SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
            "APPS": [{**app, "settings": {"server_url": server}}],
            "OAUTH_PKCE_ENABLED": True,
        }
        social_hosts.append("/".join(server.split("/")[:3]))
except (ValueError, OSError) as error:
    raise ImproperlyConfigured(f"SOCIAL_…: each takes what .env.example says, with commas ({error}).") from error
INSTALLED_APPS += [f"allauth.socialaccount.providers.{name}" for name in SOCIALACCOUNT_PROVIDERS]
SOCIALACCOUNT_ADAPTER = "accounts.social.SocialAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.social.SocialSignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False  # the name that others will see is asked for
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # the same address is no proof (accounts/social.py)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "articles:home"
LOGOUT_REDIRECT_URL = "articles:home"

# --- Mail ------------------------------------------------------------------------------------------------------------
# Whoever writes a letter puts it into the outbox, a table; a thread hands it on to the server of EMAIL_URL.
delivery = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
DELIVERY_BACKEND = delivery.pop("EMAIL_BACKEND")
vars().update(delivery)
EMAIL_BACKEND = "accounts.letters.Outbox"
EMAIL_TIMEOUT = 10  # seconds for each word of the mail server
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="The-News <desk@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Comments --------------------------------------------------------------------------------------------------------
COMMENT_CHECKS = env.list("COMMENT_CHECKS", default=[])  # functions that ask a service outside: docs/comment-checks.md

# --- Patrons ---------------------------------------------------------------------------------------------------------
# Providers, the preselected one first: docs/patrons.md.
PAYMENTS = env.list("PAYMENTS", default=["demo", "manual"] if DEMO else ["manual"])
RECEIPT_PREFIX = env.str("RECEIPT_PREFIX", default="TN")  # TN-2026-000123
DEMO_PAYMENT_SECRETS = env.list("DEMO_PAYMENT_SECRETS", default=None)  # not set: one made of SECRET_KEY
if DEMO_PAYMENT_SECRETS is not None and not all(secret.strip() for secret in DEMO_PAYMENT_SECRETS or [""]):
    raise ImproperlyConfigured("DEMO_PAYMENT_SECRETS holds an empty secret, with which anybody could sign.")
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS", default=[])  # the old and the new one, while they change
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="")  # empty: Stripe's own; tests have another
MONOBANK_TOKEN = env.str("MONOBANK_TOKEN", default="")
MONOBANK_SAVES_CARDS = env.bool("MONOBANK_SAVES_CARDS", default=False)  # the bank allows it on request
MONOBANK_CURRENCIES = env.list("MONOBANK_CURRENCIES", default=["UAH"])
MONOBANK_API_BASE = env.str("MONOBANK_API_BASE", default="https://api.monobank.ua")
if unknown := [name for name in PAYMENTS if name not in known_providers]:
    raise ImproperlyConfigured(f"PAYMENTS names {unknown}: it takes {', '.join(known_providers)}.")
if "demo" in PAYMENTS and not DEMO:
    raise ImproperlyConfigured("PAYMENTS names demo, whose money is invented: it is for DEMO=1 alone.")
if "stripe" in PAYMENTS and not (STRIPE_SECRET_KEY.strip() and STRIPE_WEBHOOK_SECRETS):
    raise ImproperlyConfigured("PAYMENTS names stripe: set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRETS.")
if any(not secret.strip() for secret in STRIPE_WEBHOOK_SECRETS):
    raise ImproperlyConfigured("STRIPE_WEBHOOK_SECRETS holds an empty secret, with which anybody could sign.")
if "monobank" in PAYMENTS and not MONOBANK_TOKEN.strip():
    raise ImproperlyConfigured("PAYMENTS names monobank: set MONOBANK_TOKEN.")
payment_hosts = []  # where the form of the confirm page leads on to
if STRIPE_SECRET_KEY:
    payment_hosts += ["https://checkout.stripe.com", "https://billing.stripe.com"]
    payment_hosts += [STRIPE_API_BASE] if STRIPE_API_BASE else []
if MONOBANK_TOKEN:
    payment_hosts += ["https://pay.monobank.ua", "https://pay.mbnk.biz"]

# --- Safety ----------------------------------------------------------------------------------------------------------
# Same name and shape as the setting of Django 6, so that the middleware can be dropped with the upgrade.
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'", *social_hosts, *payment_hosts],  # the buttons lead on to them
    "frame-ancestors": ["'none'"],
}
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if DEBUG else 31_536_000)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # asked by machines beside this one, without the proxy that ends https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SILENCED_SYSTEM_CHECKS = [
    "security.W005",
    "security.W021",
]  # subdomains and preload lists are the operator's to promise
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
# Browsers take a cookie of such a name from this very host alone, and by https.
cookie_prefix = "" if DEBUG else "__Host-"
SESSION_COOKIE_NAME = f"{cookie_prefix}sessionid"
CSRF_COOKIE_NAME = f"{cookie_prefix}csrftoken"
KNOWN_BROWSER_COOKIE = f"{cookie_prefix}known"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # of those who want to stay logged in (accounts/sessions.py)
CSRF_FAILURE_VIEW = "newsportal.views.form_expired"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # a page that does not exist is the visitor's business
    },
}
