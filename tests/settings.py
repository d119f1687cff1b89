"""The product's settings with what only tests may have: a data folder of their own and quick passwords."""

import atexit
import os
import shutil
import tempfile

os.environ["ANPEI_MODE"] = "demo"
os.environ["ANPEI_DATA_DIR"] = folder = tempfile.mkdtemp(prefix="anpei-tests-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)

from anpei.settings import *  # noqa: E402, F403  after the folder is known

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Reading takes seconds a page: tests that are about it say what is read.
READER = ""

# WhiteNoise warns about a missing folder, and a warning fails a test.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
