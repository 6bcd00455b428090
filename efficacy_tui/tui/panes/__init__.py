"""The four panes of the dashboard; none reads another."""
