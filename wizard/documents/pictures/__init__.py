"""The pictures of a case: two layers, risk, dates and the decision path, each as SVG and in words.

What a picture shows is read from the case once, as plain data. The SVG, its alternative text and the pages of the
wizard are made of the same data, so they cannot differ.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.pictures.drawing import Picture


@lru_cache(maxsize=8)  # the page that links a picture and the file that holds it ask for the same one
def decision_pictures(case: Case) -> tuple[Picture, ...]:
    """Return the pictures of the decision page that apply: layers, risk and dates; none where nobody signs."""
    from wizard.documents.people import signers
    from wizard.documents.pictures import dates, layers, risk

    if case.outcome.main is None or not signers(case):
        return ()
    beside = [sketch for sketch in (layers.sketch(case), risk.sketch(case)) if sketch is not None]
    below = dates.sketch(case)
    highest = max(sketch.height for sketch in beside)
    return (*(sketch.picture(highest) for sketch in beside), *((below.picture(),) if below is not None else ()))


@lru_cache(maxsize=8)
def path_picture(case: Case) -> Picture | None:
    """Return how the answers lead to the decision; None while there is no decision."""
    from wizard.documents.pictures import path

    sketch = path.sketch(case)
    return sketch.picture() if sketch is not None else None
