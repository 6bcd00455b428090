"""The Textual face: the dashboard, its panes, and the dialogs that ask a flow's questions."""
