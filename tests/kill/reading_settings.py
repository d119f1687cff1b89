"""As ``scene_settings``, with a reader that notes what it reads and takes long enough to be interrupted."""

from tests.kill.scene_settings import *  # noqa: F403

READER = "tests.kill.slow.SlowReader"
