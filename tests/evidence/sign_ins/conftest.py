from __future__ import annotations

import pytest
from si_builders import SHARED

from wizard.evidence.mappings import load_mappings
from wizard.evidence.sign_ins.aggregate import read_sign_ins


@pytest.fixture(scope="session")
def mappings():
    return load_mappings()


@pytest.fixture
def read(mappings):
    """Read files of sign-ins; everything is closed at the end of the test."""
    opened = []

    def read_files(*paths, **options):
        result = read_sign_ins(paths, mappings, **options)
        opened.append(result)
        return result

    yield read_files
    for result in opened:
        result.close()


@pytest.fixture
def shared():
    if not SHARED.is_dir():
        pytest.skip("the shared data is not beside the checkout")
    return SHARED
