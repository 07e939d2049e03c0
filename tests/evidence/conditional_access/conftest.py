from __future__ import annotations

import pytest
from ca_builders import SHARED

from wizard.evidence.tables import load_tables


@pytest.fixture(scope="session")
def tables():
    return load_tables()


@pytest.fixture
def shared():
    if not SHARED.is_dir():
        pytest.skip("the shared data is not beside this checkout")
    return SHARED
