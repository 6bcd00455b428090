"""The records of the journal, and the time, text, key and locale rules that every layer shares."""
