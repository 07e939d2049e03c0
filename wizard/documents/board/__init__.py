"""The parts of the recommendation: the decision page, and the case behind it."""
