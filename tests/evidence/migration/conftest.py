from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "connections"


@pytest.fixture
def shared_connections():
    if not SHARED.is_dir():
        pytest.skip("the shared data is not beside the checkout")
    return SHARED
