"""Tests of the sentences made from numbers."""
