"""Evaluates a sign-in against policies, with three values: applies, does not, cannot be known.

``policy`` judges one policy, ``outcome`` all of them together. ``users``, ``resources``, ``locations`` and ``conditions`` hold the conditions.
"""
