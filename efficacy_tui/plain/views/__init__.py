"""The pages of the plain UI that are read beside the dashboard."""
