"""The settings of the kill tests, with the bank that stands still."""

from tests.kill.scene_settings import *  # noqa: F403

BANK_ADAPTER = "tests.payments.hanging.HangingBank"
