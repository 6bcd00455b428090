"""The line face: every flow as questions and answers in plain text."""
