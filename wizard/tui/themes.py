"""The two themes. Every text that is drawn has a contrast of at least 7 to its ground; a test measures it."""

from __future__ import annotations

from textual.theme import Theme

DARK = "wizard-dark"
LIGHT = "wizard-light"
NAMES = (DARK, LIGHT)


def _theme(
    name: str,
    *,
    dark: bool,
    ground: str,
    surface: str,
    panel: str,
    text: str,
    quiet: str,
    hint: str,
    key: str,
    head: str,
    good: str,
    warn: str,
    bad: str,
    cursor_text: str,
    cursor: str,
    line: str,
    heat: tuple[str, str, str, str],
) -> Theme:
    variables = {
        "text": text,
        "text-muted": quiet,
        "hint": hint,
        "text-disabled": quiet,
        "text-primary": head,
        "text-secondary": quiet,
        "text-accent": key,
        "text-success": good,
        "text-warning": warn,
        "text-error": bad,
        "foreground-muted": quiet,
        "foreground-disabled": quiet,
        "block-cursor-foreground": cursor_text,
        "block-cursor-background": cursor,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": text,
        "block-cursor-blurred-background": panel,
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": panel,
        "border": head,
        "border-blurred": line,
        "line": line,
        **{f"heat-{level}": color for level, color in enumerate(heat)},
        "scrollbar": line,
        "scrollbar-hover": quiet,
        "scrollbar-active": head,
        "scrollbar-background": surface,
        "scrollbar-background-hover": surface,
        "scrollbar-background-active": surface,
        "scrollbar-corner-color": surface,
        "link-color": text,
        "link-color-hover": cursor_text,
        "link-background-hover": cursor,
        "link-style": "none",
        "link-style-hover": "bold",
        "input-cursor-background": text,
        "input-cursor-foreground": ground,
        "input-cursor-text-style": "none",
        "input-selection-background": cursor,
        "input-selection-foreground": cursor_text,
        "screen-selection-background": cursor,
        "screen-selection-foreground": cursor_text,
    }
    return Theme(
        name=name,
        dark=dark,
        primary=head,
        secondary=quiet,
        accent=key,
        success=good,
        warning=warn,
        error=bad,
        foreground=text,
        background=ground,
        surface=surface,
        panel=panel,
        variables=variables,
    )


def themes() -> tuple[Theme, Theme]:
    """Return the dark and the light theme."""
    return (
        _theme(
            DARK,
            dark=True,
            ground="#0f141a",
            surface="#151c25",
            panel="#233040",
            text="#eef2f6",
            quiet="#c3cedb",
            hint="#9aa8b8",
            key="#ffd27a",
            head="#9fd2ff",
            good="#a6e8a0",
            warn="#ffd27a",
            bad="#ffc0b8",
            cursor_text="#08121d",
            cursor="#8cc8ff",
            line="#4a5d73",
            heat=("#1d4a2a", "#5a4a00", "#6e3306", "#7a1620"),
        ),
        _theme(
            LIGHT,
            dark=False,
            ground="#ffffff",
            surface="#f6f7f9",
            panel="#e3e9f0",
            text="#12171d",
            quiet="#353f4b",
            hint="#4a5563",
            key="#7a2a00",
            head="#0a3a75",
            good="#0c4f1b",
            warn="#5d3a00",
            bad="#8a0f0f",
            cursor_text="#ffffff",
            cursor="#0a3a75",
            line="#8b99a8",
            heat=("#c4ecc8", "#fbe7a1", "#ffcfa3", "#ffb8b4"),
        ),
    )


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return the WCAG contrast ratio of two colors, from 1 to 21."""

    def light(colour: tuple[int, int, int]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
