"""The JSON Schema of a record, published beside the model it is made from.

``python -m wizard.documents.schema`` prints it; a test holds the published file to it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from wizard.documents.record import SCHEMA_VERSION, Record

PUBLISHED = Path(__file__).with_name("record.schema.json")


def record_schema() -> bytes:
    """Return the schema as bytes."""
    schema = Record.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"MFA Exception Wizard record, version {SCHEMA_VERSION}"
    return (json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


if __name__ == "__main__":
    sys.stdout.buffer.write(record_schema())
