"""The dashboard (Textual): its panes, screens, and the dialogs that ask a flow’s questions."""
