"""The privacy mask: what stays readable, and how everything else is hidden."""
