"""Run the program as a module: `python -m efficacy_tui`."""

from __future__ import annotations

from efficacy_tui.cli.main import main

if __name__ == "__main__":
    main()
