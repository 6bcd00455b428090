"""What is recorded: one strict struct per record."""
