"""Reads Conditional Access policies in every shape in which tenants export them.

Import what is needed from the modules: ``reading`` reads files and folders, ``model`` holds
what comes out of it. ``encodings``, ``parsing``, ``shapes`` and ``normalising`` are its steps.
"""
