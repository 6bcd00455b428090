"""Simulates people whose true efficacy is known, to test the estimates. Run with `python -m tests.simulation`."""
