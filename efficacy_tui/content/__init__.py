"""Words as data: statements, explanations, and the made-up practice of the demo."""
