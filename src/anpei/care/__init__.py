"""Care for people during and after a claim: help that comes to them, and asking how it was."""
