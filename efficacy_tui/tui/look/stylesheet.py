"""The style sheet for Textual's own widgets; ours have their styles in `DEFAULT_CSS`."""

from __future__ import annotations

STYLE = """\
* {
    scrollbar-color: $faint;
    scrollbar-color-hover: $quiet;
    scrollbar-color-active: $quiet;
    scrollbar-background: $background;
    scrollbar-background-hover: $background;
    scrollbar-background-active: $background;
    scrollbar-corner-color: $background;
}
CommandPalette {
    background: $background 70%;
    & > Vertical { width: 66; max-width: 100%; margin: 2 0; background: $raised; }
    & #--input { border: none; background: $raised; padding: 0 1; }
    & #--input SearchIcon { display: none; }
    & CommandInput { background: $raised; }
    & CommandList { background: $raised; border: none; max-height: 60vh; }
    & CommandList > .option-list--option-highlighted { color: $background; background: $accent; text-style: bold; }
    & > .command-palette--help-text { text-style: not bold not dim; }
    &:ansi CommandList > .option-list--option-highlighted {
        color: $block-cursor-foreground; background: $block-cursor-background;
    }
}
Input {
    background: $raised; color: $foreground;
    & > .input--placeholder, & > .input--suggestion { color: $quiet; }
}
TextArea { color: $foreground; & .text-area--placeholder { color: $quiet; } }
"""
