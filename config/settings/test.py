"""The suite: a scratch data folder, fast hashing, tasks only when a test runs them."""

import os
import tempfile

from config.environment import broker_options

os.environ.setdefault("ANNOTATOR_DATA_DIR", tempfile.mkdtemp(prefix="annotator-test-"))

from config.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
FREE_SPACE_RESERVE_BYTES = 0

# Tests run tasks by hand: what is rung goes nowhere, or to the Redis that `make services-test` started.
CELERY_BROKER_URL = os.environ.get("ANNOTATOR_BROKER_URL", "memory://")
CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(CELERY_BROKER_URL, BROKER_DIR)  # noqa: F405
if CELERY_BROKER_URL.startswith("redis"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CELERY_BROKER_URL}}

# The suite must not depend on whether the front end is built.
STATIC_ROOT = DATA_DIR / "static"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # In a file, so that threads have connections of their own that close; durability is tested on a real server.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"  # noqa: F405
