"""Tests of the chart as cells."""
