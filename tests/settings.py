"""The lines in which tests differ: no secrets to set, fast hashes, mail and files that leave nothing behind."""

import os
import tempfile

os.environ["ENV_FILE"] = os.devnull  # what suits this machine's newsroom must not change what tests see
os.environ.setdefault("SECRET_KEY", "tests")
os.environ["DEBUG"] = "0"
os.environ["DEMO"] = "0"
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="the-news-tests-"))

from newsportal.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, KNOWN_BROWSER_COOKIE = "sessionid", "csrftoken", "known"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["default"] = CACHES["process"]  # noqa: F405 - emptied before each test; test_guessing.py asks the database's
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
STAFF_SECOND_FACTOR = False  # test_second_factor.py asks for it; the others enter without
