"""Sweeps: one promise, tried in very many cases.

`python -m tests.sweeps` runs them whole; the tests run a sample of each.
"""
