"""The sections of the recommendation, each a function that adds to a page."""
