"""The HTML report: one self-contained file with pictures as SVG, without scripts and without requests."""
