"""What is asked, in which order, what answers are accepted, and what finishing does: the same for every face."""
