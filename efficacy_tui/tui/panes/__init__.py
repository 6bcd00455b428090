"""The four panes of the dashboard; none depends on another."""
