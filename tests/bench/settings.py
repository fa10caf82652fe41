"""The portal's settings with the Django admin beside it. The portal itself has none."""

from soweco_portal.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]  # noqa: F405
ROOT_URLCONF = "tests.bench.urls"
WHITENOISE_AUTOREFRESH = False
