"""Texts as data (TOML): statements, explanations and the demo's sample journal, with the code that reads them."""
