"""Acting for somebody: who may do what for whom, how long, and how it was given."""
