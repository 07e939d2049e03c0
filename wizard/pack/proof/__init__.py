"""The proof of a pack over all answers that it allows; nothing is sampled.

Needs the extra ``proof``. The running wizard never imports this.

Why a SAT solver: there are too many sets of answers to try them one by one, and a sample misses
the rare combination, which is the one that matters. The compiled conditions are a formula
already, so the solver proves what runs, and where a claim fails it has the answers that show it.
"""
