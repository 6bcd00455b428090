"""The views of the plain UI: the dashboard as text, and the pages opened from it."""
