"""The read-only script that exports what is missing of a tenant, in the shapes that every command reads."""
