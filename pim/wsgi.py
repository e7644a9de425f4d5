import os

from django.core.wsgi import get_wsgi_application

from pim.access import encryption

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pim.settings")

application = get_wsgi_application()
encryption.refuse_bad_keys()
