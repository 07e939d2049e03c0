"""Checks of a pack before it is shown: one module a concern, each finding with a stable code.

Codes::

    P1xx  files that cannot be read as a pack      P5xx  words
    P2xx  conditions                               P6xx  letters
    P3xx  ids that lead nowhere, forms of rules    P7xx  checklist, sign-off, risk, organization rules
    P4xx  facts, sources, dates, orphans           P8xx  proofs over all answers
    Wxxx  warnings: valid, but worth a look
"""
