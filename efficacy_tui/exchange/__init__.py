"""Import from other files, and export to them."""
