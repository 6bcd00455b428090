"""Tests of the statistics: published values, independent oracles and properties."""
