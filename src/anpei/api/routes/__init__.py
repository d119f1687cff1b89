"""The operations, one module a subject. Each calls one action or query; none holds a rule."""
