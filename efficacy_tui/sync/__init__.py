"""One journal on several machines: git moves it and keeps its versions, and the program merges it."""
