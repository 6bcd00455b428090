"""How the program looks: theme, stylesheet, glyphs, and what the terminal can show."""
