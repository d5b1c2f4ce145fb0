"""The program as a WSGI application, which `threads` serves beside the slot."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")

application = get_wsgi_application()
