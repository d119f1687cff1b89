import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anpei.settings")
application = get_wsgi_application()

# After set-up, because the guards look into the database; an unsafe production never answers a request.
from anpei.accounts.checks import refuse_unsafe_start  # noqa: E402

refuse_unsafe_start()
