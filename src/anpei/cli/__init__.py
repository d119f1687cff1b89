"""The command ``anpei``, one module per subject. Django loads inside a command, so ``--help`` is quick."""
