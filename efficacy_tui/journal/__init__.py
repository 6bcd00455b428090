"""The practice itself: the journal (the one door to the data) and what can be said from it."""
