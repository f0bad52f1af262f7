"""The web server's entry: production, unless other settings are named; never the demo's, where doors stand open."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
if settings.DEMO_BAR or settings.DEBUG:
    raise ImproperlyConfigured("DJANGO_SETTINGS_MODULE names settings under which anybody signs in as anybody.")
application = get_wsgi_application()
