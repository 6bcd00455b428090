"""Flows: the questions in their order, the valid answers, and what finishing does, the same for every UI."""
