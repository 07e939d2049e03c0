from __future__ import annotations

from pathlib import Path

import pytest

from wizard.evidence.error_codes import load_error_knowledge
from wizard.evidence.exports.reading import read_export
from wizard.evidence.mappings import load_mappings
from wizard.files.sniff import sniff

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "connections"


@pytest.fixture(scope="session")
def mappings():
    return load_mappings()


@pytest.fixture(scope="session")
def errors():
    return load_error_knowledge()


@pytest.fixture
def read(mappings):
    return lambda path, maps=None: read_export(sniff(path), mappings, maps)


@pytest.fixture
def shared():
    if not SHARED.is_dir():
        pytest.skip("the shared data is not beside the checkout")
    return SHARED
