"""For people who change the code: debugging on, the front end served by Vite on its own port."""

from config.settings.base import *  # noqa: F403

DEBUG = True
CSRF_TRUSTED_ORIGINS = ["http://localhost:5173", "http://127.0.0.1:5173"]
