"""Pages of the workbench, one module a place. Views read through access helpers and call actions; no rules here."""
