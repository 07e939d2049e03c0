"""All shapes of sign-in exports, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wizard.evidence.sign_ins import (
    diagnostic,
    graph_json,
    kql_result,
    log_analytics,
    portal_csv,
    service_principal_csv,
)
from wizard.evidence.sign_ins.shape import Shape
from wizard.files.sniff import Sniffed

_RECOGNISERS: tuple[Callable[[Sniffed], Shape | None], ...] = (
    kql_result.recognise,
    service_principal_csv.recognise,
    portal_csv.recognise,
    diagnostic.recognise,
    log_analytics.recognise,
    graph_json.recognise,
)


def fit(sniffed: Sniffed) -> Shape | None:
    """Return the shape that a file has, or None when it holds no sign-ins.

    Raises:
        EvidenceError: It holds sign-ins, but its headings were changed.
    """
    if sniffed.kind == "excel":
        return None
    shape = _recognised(sniffed)
    return shape if shape is not None or sniffed.kind == "csv" else _wrapped(sniffed)


def _recognised(sniffed: Sniffed) -> Shape | None:
    for recognise in _RECOGNISERS:
        shape = recognise(sniffed)
        if shape is not None:
            return shape
    return None


def _wrapped(sniffed: Sniffed) -> Shape | None:
    """Return the shape of records that a collector put under one key, such as ``event``."""
    for key in dict.fromkeys(key for row in sniffed.objects for key, value in row.items() if isinstance(value, dict)):
        inner = tuple(value for row in sniffed.objects if isinstance(value := row.get(key), dict))
        shape = _recognised(replace(sniffed, objects=inner))
        if shape is not None:
            return replace(shape, wrapper=key)
    return None
