"""The product's settings for the processes that are killed: their data folder is given, the bank and the SMS are slow."""

from anpei.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
BANK_ADAPTER = "tests.kill.slow.SlowBank"
READER = ""
