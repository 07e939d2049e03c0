"""The proof of a pack over all answers that it allows; nothing is sampled.

Needs the extra ``proof``. The running wizard never imports this.
"""
