"""What the commands of the shell answer as JSON: one kind of document a command, each with its JSON Schema."""
