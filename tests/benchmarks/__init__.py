"""Figures of speed and memory, each next to what it is compared with."""

import os

os.environ.pop(
    "PYTHONDONTWRITEBYTECODE", None
)  # an installed wizard does not compile its modules again with every start
