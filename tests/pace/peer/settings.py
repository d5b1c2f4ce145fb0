"""The least that plain Django needs."""

import os

from mingcha.web.settings import database

SECRET_KEY = "for-the-benchmark-only"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["tests.pace.peer"]
DATABASES = {"default": {**database(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.pace.peer.views"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]  # it says how long an answer is
USE_I18N = False
