"""How fast, in ratios measured in one run."""
