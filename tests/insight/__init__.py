"""Tests of the pure numbers: the papers' values, independent oracles, and properties."""
