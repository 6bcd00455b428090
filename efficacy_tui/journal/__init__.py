"""The journal, the only access to the data, and the reports computed from its records."""
