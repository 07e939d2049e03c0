"""What must hold of every screen, whatever stands on it."""

from __future__ import annotations

from tests.tui.stage import Stage

FORBIDDEN = {chr(n) for n in (*range(0x20), 0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Characters that a terminal obeys, or that turn the direction of text."""


def assert_drawn_safely(stage: Stage) -> None:
    width, height = stage.app.size
    strips = stage.app.screen._compositor.render_strips()
    assert len(strips) == height
    for strip in strips:
        assert strip.cell_length == width
        assert not FORBIDDEN & set(strip.text), repr(strip.text)
        for segment in strip:
            action = segment.style.meta.get("@click") if segment.style else None
            assert action is None or action.startswith(("app.", "screen."))
            if action == "app.leave":
                assert segment.text.strip() in {"Ctrl+Q", "Quit", ""}
