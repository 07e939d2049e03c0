"""Evaluates a sign-in against policies, with three values: applies, does not, cannot be known.

``policy`` judges one policy, ``outcome`` all of them together. Each condition has its own module.
"""
