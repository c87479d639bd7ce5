"""The hospital: PostgreSQL, Redis, HTTPS; refuses to start without its secrets."""

import os

from config.environment import broker_options, database, required

# The base settings would otherwise write a key of their own beside the code.
os.environ["ANNOTATOR_SECRET_KEY"] = required("ANNOTATOR_SECRET_KEY")

from config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = required("ANNOTATOR_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": database(required("ANNOTATOR_DATABASE_URL"))}
REDIS_URL = required("ANNOTATOR_REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(REDIS_URL, BROKER_DIR)  # noqa: F405

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": 1}  # noqa: F405
