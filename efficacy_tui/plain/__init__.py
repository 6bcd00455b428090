"""The plain UI: every flow as questions and answers in plain text."""
