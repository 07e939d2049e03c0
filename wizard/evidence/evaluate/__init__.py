"""Evaluates a sign-in against policies, with three values: applies, does not, cannot be known.

``policy`` judges one policy, ``outcome`` all of them together. The conditions are in ``users``, ``resources``,
``locations`` and ``conditions``.
"""
