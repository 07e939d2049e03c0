"""Command lines for steps that have one. They are text for a person: nothing here runs them.

Names come from exports, so each is quoted; a name with a control character gets no command line.
``Set-AdminFlowOwnerRole`` is not among them: it makes co-owners, and a service principal cannot be one.
"""

from __future__ import annotations

from wizard.evidence.migration.items import FoundConnection, FoundFlow

_QUOTES = "'‘’‚‛"
"""PowerShell takes each of these for an apostrophe."""


def quoted(text: str) -> str | None:
    """Return text as one word of PowerShell; None where it is empty or has what no name has."""
    if not text or not text.isprintable():
        return None
    return "'" + "".join(letter * 2 if letter in _QUOTES else letter for letter in text) + "'"


def _line(command: str, *options: tuple[str, str]) -> str:
    parts = [(name, quoted(value)) for name, value in options]
    if any(value is None for _, value in parts):
        return ""
    return " ".join((command, *(f"{name} {value}" for name, value in parts)))


def check_shares(connection: FoundConnection) -> str:
    """Return the command that lists with whom a connection is shared."""
    return _line("Get-AdminPowerAppConnectionRoleAssignment", *_of(connection))


def remove_connection(connection: FoundConnection) -> str:
    """Return the command that deletes a connection."""
    return _line("Remove-AdminPowerAppConnection", *_of(connection))


def read_flow(flow: FoundFlow) -> str:
    """Return the command that reads a flow; its ``Internal.properties.workflowEntityId`` is filled in a solution."""
    return _line("Get-AdminFlow", *_of_flow(flow))


def export_flow(flow: FoundFlow) -> str:
    """Return the command that exports a flow as a package."""
    return _line("m365 flow export", ("--name", flow.name), ("--environmentName", flow.environment))


def turn_off(flow: FoundFlow) -> str:
    return _line("Disable-AdminFlow", *_of_flow(flow))


def remove_flow(flow: FoundFlow) -> str:
    """Return the command that deletes a flow."""
    return _line("Remove-AdminFlow", *_of_flow(flow))


def _of(connection: FoundConnection) -> tuple[tuple[str, str], ...]:
    return (
        ("-EnvironmentName", connection.environment),
        ("-ConnectorName", connection.api),
        ("-ConnectionName", connection.name),
    )


def _of_flow(flow: FoundFlow) -> tuple[tuple[str, str], ...]:
    return (("-EnvironmentName", flow.environment), ("-FlowName", flow.name))
