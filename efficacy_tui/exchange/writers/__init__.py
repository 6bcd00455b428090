"""Writers of everything that can be exported: JSON, CSV and Markdown."""
