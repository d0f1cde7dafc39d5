"""How gunicorn serves The-News: `gunicorn --config deploy/gunicorn.conf.py newsportal.wsgi`."""

import os
from pathlib import Path

import environ

# .env counts here as it does in the settings, which are read later.
environ.Env.read_env(os.environ.get("ENV_FILE") or Path(__file__).resolve().parent.parent / ".env")

_host = os.environ.get("HOST") or "127.0.0.1"
_port = os.environ.get("PORT") or "8000"
bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"

# SQLite has one writer at a time, so a second process would only queue for it (and have a cache of its own).
_on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
workers = int(os.environ.get("WEB_CONCURRENCY") or (2 if _on_postgresql else 1))
worker_class = "gthread"
threads = 8

# The code is loaded once, before the workers fork, so nothing may open a database or cache connection at import.
preload_app = True

# A proxy keeps its connections; a browser reading a page asks for the next one within this time.
keepalive = 30
timeout = 30
graceful_timeout = 30

# The workers' sign of life is a file: in memory it cannot be delayed by a busy disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn makes a safe file in it

# gunicorn would open a control socket below the home directory, which a service may not have.
control_socket_disable = True

# Only these may say that a request came by https; Django checks TRUSTED_PROXIES for the visitor's address.
forwarded_allow_ips = "127.0.0.1,::1"

# The proxy in front keeps the access log.
accesslog = None


def post_worker_init(worker):
    """Start the clock in each worker, so that what is due happens when nobody reads, too."""
    from articles import clock  # not before Django is set up

    clock.start()


def worker_exit(server, worker):
    """Count the last reads before a worker stops, and let another keep time."""
    from articles import clock

    clock.stop()
