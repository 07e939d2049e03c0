"""Other exports: people, roles, methods, connections, flows, changes in Azure; each file says what it cannot tell."""
