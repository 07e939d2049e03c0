"""Writes exports and looks at what came out of reading them."""

from __future__ import annotations

import json


def write(folder, name, content, encoding="utf-8"):
    file = folder / name
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content, indent=2, ensure_ascii=False)
        file.write_bytes(text.encode(encoding))
    return file


def names(result):
    return [policy.name for policy in result.policies]


def codes(result):
    return [problem.code for problem in result.problems]
