"""The two themes. Every text that is drawn has a contrast of at least 7 to its ground; a test measures it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.theme import Theme

DARK = "wizard-dark"
LIGHT = "wizard-light"
NAMES = (DARK, LIGHT)


def _theme(name: str, c: Mapping[str, str], heat: Sequence[str], *, dark: bool) -> Theme:
    """Return a theme of colors by what they are for; ``heat`` are those of a map, from cold to hot."""
    variables = {
        "text": c["text"],
        "text-muted": c["quiet"],
        "hint": c["hint"],
        "text-disabled": c["quiet"],
        "text-primary": c["head"],
        "text-secondary": c["quiet"],
        "text-accent": c["key"],
        "text-success": c["good"],
        "text-warning": c["warn"],
        "text-error": c["bad"],
        "foreground-muted": c["quiet"],
        "foreground-disabled": c["quiet"],
        "block-cursor-foreground": c["cursor_text"],
        "block-cursor-background": c["cursor"],
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": c["text"],
        "block-cursor-blurred-background": c["panel"],
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": c["panel"],
        "border": c["head"],
        "border-blurred": c["line"],
        "line": c["line"],
        **{f"heat-{level}": color for level, color in enumerate(heat)},
        "scrollbar": c["line"],
        "scrollbar-hover": c["quiet"],
        "scrollbar-active": c["head"],
        "scrollbar-background": c["surface"],
        "scrollbar-background-hover": c["surface"],
        "scrollbar-background-active": c["surface"],
        "scrollbar-corner-color": c["surface"],
        "link-color": c["text"],
        "link-color-hover": c["cursor_text"],
        "link-background-hover": c["cursor"],
        "link-style": "none",
        "link-style-hover": "bold",
        "input-cursor-background": c["text"],
        "input-cursor-foreground": c["ground"],
        "input-cursor-text-style": "none",
        "input-selection-background": c["cursor"],
        "input-selection-foreground": c["cursor_text"],
        "screen-selection-background": c["cursor"],
        "screen-selection-foreground": c["cursor_text"],
    }
    return Theme(
        name=name,
        dark=dark,
        primary=c["head"],
        secondary=c["quiet"],
        accent=c["key"],
        success=c["good"],
        warning=c["warn"],
        error=c["bad"],
        foreground=c["text"],
        background=c["ground"],
        surface=c["surface"],
        panel=c["panel"],
        variables=variables,
    )


def themes() -> tuple[Theme, Theme]:
    """Return the dark and the light theme."""
    return (
        _theme(
            DARK,
            {
                "ground": "#0f141a",
                "surface": "#151c25",
                "panel": "#233040",
                "text": "#eef2f6",
                "quiet": "#c3cedb",
                "hint": "#9aa8b8",
                "key": "#ffd27a",
                "head": "#9fd2ff",
                "good": "#a6e8a0",
                "warn": "#ffd27a",
                "bad": "#ffc0b8",
                "cursor_text": "#08121d",
                "cursor": "#8cc8ff",
                "line": "#4a5d73",
            },
            ("#1d4a2a", "#5a4a00", "#6e3306", "#7a1620"),
            dark=True,
        ),
        _theme(
            LIGHT,
            {
                "ground": "#ffffff",
                "surface": "#f6f7f9",
                "panel": "#e3e9f0",
                "text": "#12171d",
                "quiet": "#353f4b",
                "hint": "#4a5563",
                "key": "#7a2a00",
                "head": "#0a3a75",
                "good": "#0c4f1b",
                "warn": "#5d3a00",
                "bad": "#8a0f0f",
                "cursor_text": "#ffffff",
                "cursor": "#0a3a75",
                "line": "#8b99a8",
            },
            ("#c4ecc8", "#fbe7a1", "#ffcfa3", "#ffb8b4"),
            dark=False,
        ),
    )
