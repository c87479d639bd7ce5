"""The embedded default: one machine, SQLite, a broker of plain files, secure from the first start."""

import logging
import os
from pathlib import Path
from typing import Any

from config.environment import VISIBILITY_TIMEOUT_SECONDS, broker_options, database, secret_key_of

ROOT = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("ANNOTATOR_DATA_DIR", ROOT / "var")).resolve()
MEDIA_DIR = DATA_DIR / "media"
# Files of face detectors; nothing is ever fetched into it.
WEIGHTS_DIR = Path(os.environ.get("ANNOTATOR_WEIGHTS_DIR", DATA_DIR / "weights")).resolve()
FRONTEND_DIR = ROOT / "frontend" / "dist"

DEBUG = False
SECRET_KEY = os.environ.get("ANNOTATOR_SECRET_KEY") or secret_key_of(DATA_DIR / "secret_key")
ALLOWED_HOSTS = os.environ.get("ANNOTATOR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("it", "Italiano")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "csp",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "annotator.core",
    "annotator.accounts",
    "annotator.audit",
    "annotator.studies",
    "annotator.jobs",
    "annotator.recordings",
    "annotator.scoring",
    "annotator.agreement",
    "annotator.frames",
    "annotator.faces",
    "annotator.labelling",
    "annotator.datasets",
    "annotator.experiments",
    "annotator.supervision",
    "annotator.reports",
    "annotator.withdrawals",
    "annotator.backups",
    "demo",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "annotator.core.middleware.PrivateResponses",
    "annotator.core.middleware.BoundedBodies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(os.environ.get("ANNOTATOR_DATABASE_URL", f"sqlite://{DATA_DIR / 'annotator.sqlite3'}"))
}
CACHES: dict[str, dict[str, Any]] = {
    # Rate limits and sign-in throttles count here; the embedded server is one process.
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- files -------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = FRONTEND_DIR  # the built front end is all there is
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2  # JSON bodies; videos are streamed past this limit by the upload view
# By the name of an address: JSON bodies that hold a whole file. They are read only after the person may send them.
LARGER_BODIES = {"coding-file": 16 * 1024**2, "label-import-start": 16 * 1024**2}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 0
UPLOAD_MAX_BYTES = int(os.environ.get("ANNOTATOR_UPLOAD_MAX_BYTES", 20 * 1024**3))
UPLOAD_CHUNK_BYTES = 64 * 1024**2  # what the browser sends in one request
UPLOAD_EXPIRES_HOURS = 72
UPLOAD_MAX_OPEN = 50  # unfinished uploads of one person
FREE_SPACE_RESERVE_BYTES = 512 * 1024**2  # kept free so that scores and labels can always be saved
ACCEL_PREFIX = os.environ.get("ANNOTATOR_ACCEL_PREFIX", "")  # e.g. "/protected/" behind nginx; "" = Django streams

# --- people ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["annotator.accounts.sessions.Backend"]
SESSION_ENGINE = "annotator.accounts.sessions"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "annotator.accounts.adapter.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is vouched for by the admin who invited it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "change_password": "5/m/user"}
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {"account_signup": "/sign-in", "account_reset_password_from_key": "/sign-in"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Infant pain annotator"
LOGIN_URL = "/sign-in"
INVITATION_EXPIRES_DAYS = 7

# --- what the browser is told ------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "annotator.core.answers.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- the API -----------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotator.accounts.authentication.TokenAuthentication",
        "annotator.accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "6000/min", "invitation": "10/min"},
    "EXCEPTION_HANDLER": "annotator.core.answers.answer",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "NUM_PROXIES": 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Infant pain annotator",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_description.complete_answers",
    ],
    "ENUM_NAME_OVERRIDES": {
        "SheetStateEnum": "annotator.scoring.models.SheetState",
        "VerificationEnum": "annotator.scoring.scale_shape.VERIFICATIONS",
        "TotalMethodEnum": "annotator.scoring.scale_shape.METHODS",
        "ConsensusStateEnum": "annotator.agreement.consensus.STATES",
        "ConsensusRuleEnum": "annotator.studies.protocol_shape.CONSENSUS_RULES",
        "DerivationRuleEnum": "annotator.scoring.derive.RULES",
        "DisagreementReasonEnum": "annotator.agreement.models.Reason",
        "TurnPolicyEnum": "annotator.faces.models.TurnPolicy",
        "FaceVerdictEnum": "annotator.faces.models.Verdict",
        "CoverReasonEnum": "annotator.faces.models.CoverReason",
        "LabelFileKindEnum": "annotator.labelling.files_api.KINDS",
        "LabelValueEnum": "annotator.labelling.models.LabelValue",
        "FinalValueEnum": "annotator.supervision.shapes.VALUES",
        "ReviewReasonEnum": "annotator.supervision.valuing.REASONS",
        "LagSourceEnum": "annotator.scoring.tasks_api.LAG_SOURCES",
        "LabelSourceEnum": "annotator.labelling.models.LabelSource",
        "ExclusionEnum": "annotator.frames.planning.EXCLUSIONS",
        "DatasetExclusionEnum": "annotator.datasets.shapes.REASONS",
        "DatasetOriginEnum": "annotator.datasets.models.Origin",
        "ExportKindEnum": "annotator.datasets.models.ExportKind",
        "ExportAudienceEnum": "annotator.datasets.models.Audience",
        "RaterAgreementEnum": "annotator.datasets.shapes.AGREEMENTS",
        "LabelChoiceEnum": "annotator.datasets.shapes.LABEL_CHOICES",
        "VideoExclusionEnum": "annotator.datasets.shapes.VIDEO_REASONS",
        "JobStateEnum": "annotator.jobs.models.JobState",
        "VideoStateEnum": "annotator.recordings.models.VideoState",
        "InvitationStateEnum": "annotator.studies.models.InvitationState",
        "RoleEnum": "annotator.studies.models.Role",
        "PresetEnum": "annotator.studies.models.Preset",
        "VerdictEnum": "annotator.recordings.models.Verdict",
        "ReportLanguageEnum": "annotator.reports.models.Language",
    },
}

# --- work in the background --------------------------------------------------------------------------------------
JOB_LEASE_SECONDS = 45
JOB_HEARTBEAT_SECONDS = 15
JOB_SWEEP_SECONDS = 10
JOB_RING_AGAIN_SECONDS = 30
JOB_MAX_ATTEMPTS = 3
TRAININGS_AT_ONCE = int(os.environ.get("ANNOTATOR_TRAININGS_AT_ONCE", 1))
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = os.environ.get("ANNOTATOR_BROKER_URL", "filesystem://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(CELERY_BROKER_URL, BROKER_DIR)
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT_SECONDS
CELERY_TASK_DEFAULT_QUEUE = "io"
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
# Late acknowledgement rings again at once when a child dies; the Job row's attempt counter keeps a task that kills
# its worker every time from looping, and its lease refuses a message delivered twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The default scheduler keeps its state in a pickle; ours has none worth keeping.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {
        "task": "jobs.sweep",
        "schedule": JOB_SWEEP_SECONDS,
        "options": {"expires": JOB_SWEEP_SECONDS},
    },
    "tidy-uploads": {"task": "recordings.tidy_uploads", "schedule": 600, "options": {"expires": 600}},
    "start-waiting-trainings": {
        "task": "experiments.start_waiting",
        "schedule": 30,
        "options": {"expires": 30, "queue": "io"},
    },
    "check-detectors": {"task": "faces.check_detectors", "schedule": 60, "options": {"expires": 60, "queue": "vision"}},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "annotator.core.logs.line_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    # A refused request is no fault of ours; the one line of django_structlog tells it at level INFO.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ANNOTATOR_LOG_LEVEL", "WARNING")},
}
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
