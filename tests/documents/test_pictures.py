"""Pictures hold what the case holds, run out of no box, and are safe wherever they are shown."""

from __future__ import annotations

import random
import re
import sys
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, make_case
from tests.support.answering import random_answers
from tests.support.packs import real_engine
from wizard.decision.blocks import Table
from wizard.documents.case import Case
from wizard.documents.docx import pictures as rendering
from wizard.documents.docx.pictures import to_png
from wizard.documents.page import Page
from wizard.documents.pictures import (
    counts,
    dates,
    decision_pictures,
    layers,
    path,
    path_picture,
    risk,
)
from wizard.documents.pictures.drawing import Area, Drawing, Picture, Sketch
from wizard.documents.pictures.metrics import width
from wizard.documents.sections.parts import NOT_GIVEN
from wizard.engagement.states import State
from wizard.views.lines import printed
from wizard.views.pictures import picture_page
from wizard.wording import MONTHS

SVG = "{http://www.w3.org/2000/svg}"
NAMES = {
    "wide": "W" * 60,
    "words": "Require multifactor authentication for all users of tenant",
    "address": "svc-" + "ap.archive-" * 5 + "@contoso.onmicrosoft.com",
    "chinese": "审查所有外部用户的多重身份验证要求并删除不再需要的排除项目" * 2,
    "hebrew": "שלום עולם זה שם ארוך מאוד של צעד בתכנית העבודה שלנו כאן היום",
    "arabic": "استبعاد الحساب من المصادقة متعددة العوامل حتى نهاية العقد ﷽",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽" * 15,
    "piled": "e" + "\u0301" * 400 + " Zalgo",
    "markup": "</text><script>alert(1)</script>&quot;]](x)<![CDATA[ \"'`*_ \ufffe \u202e \x07",
}
"""Names of 60 letters and more, in many scripts."""


def named(name: str, **more: Any) -> Case:
    row = {"control": "mfa", "policy": name, "group": name, "ends_on": "2027-05-28"}
    steps = [{"step": name, "owner": name, "due": f"2027-{month:02}-15"} for month in (1, 2, 3)]
    return make_case(signoff={**SIGNOFF, "exclusions": [row], "plan_steps": steps, **more}, name=name)


def pictures(case: Case) -> list[Picture]:
    found = [*decision_pictures(case), path_picture(case)]
    return [picture for picture in found if picture is not None]


def parsed(picture: Picture) -> ET.Element:
    return ET.fromstring(picture.svg)  # noqa: S314 - drawn a moment ago


def sketches(case: Case) -> list[Sketch]:
    grid, when = risk.grid_of(case), dates.dates_of(case)
    assert grid is not None
    assert when is not None
    return [layers.draw(layers.layers_of(case)), risk.draw(grid), dates.draw(when), path.draw(path.path_of(case))]


@pytest.mark.parametrize("name", NAMES)
def test_no_label_runs_out_of_its_room_and_none_covers_another(name: str) -> None:
    for sketch in sketches(named(NAMES[name])):
        check_labels(sketch)


@pytest.mark.parametrize("name", NAMES)
def test_a_label_that_begins_in_a_box_ends_in_it(name: str) -> None:
    for sketch in sketches(named(NAMES[name])):
        check_boxes(sketch.drawing)


COUNTED = {
    "few": (("in force",), (("Time-limited exception", (3,)),)),
    "none": (("draft",), (("Not decided yet", (0,)),)),
    "large": (("approved with conditions", "draft"), (("W" * 60, (1_234_567, 1)), ("Use MFA", (0, 10)))),
    "all states": (tuple(state.words for state in State), tuple((f"Decision {n}", (n * 417,) * 12) for n in range(14))),
}


@pytest.mark.parametrize("name", COUNTED)
def test_numbers_of_a_portfolio_stay_in_their_cells(name):
    sketch = counts.draw_grid(counts.Counts("Decisions and states", "account", *COUNTED[name]))
    check_labels(sketch)
    check_boxes(sketch.drawing)


@pytest.mark.parametrize("numbers", [(0,) * 14, (1,), (5_000, 0, 1) * 4, (123_456,) * 14])
def test_numbers_of_months_stay_over_their_bars(numbers):
    bars = tuple((f"{MONTHS[place % 12][:3]} 2027", number) for place, number in enumerate(numbers))
    check_labels(counts.draw_bars(counts.Bars("What falls due by month", bars, frozenset({"Jan 2027"}))))


def test_pictures_of_a_portfolio_say_their_numbers_in_words():
    rows = (("Use MFA", (2, 0)), ("None", (0, 1)))
    table = counts.draw_grid(counts.Counts("States", "account", ("draft", "in force"), rows)).picture()
    assert table.alt == "States: 3 accounts. Use MFA: 2 draft. None: 1 in force."
    bars = counts.draw_bars(counts.Bars("Due", (("Dec 2026", 3), ("Jan 2027", 0)))).picture()
    assert bars.alt == "Due: Dec 2026 3."
    assert all(parsed(one).findtext(f"{SVG}desc") == one.alt for one in (table, bars))
    assert "pic-counts-desc" in table.svg
    assert "pic-months-desc" in bars.svg


def check_labels(sketch: Sketch) -> None:
    """Check that each label keeps to its room and to the picture, and covers no other."""
    drawing = sketch.drawing
    for label in drawing.labels:
        for line in label.lines:
            assert width(line, label.size, bold=label.bold) <= label.area.width + 0.01, line
        assert label.area.x >= 0
        assert label.area.x + label.area.width <= drawing.breadth
        assert label.area.y + label.area.height <= sketch.height
    for place, label in enumerate(drawing.labels):
        for other in drawing.labels[place + 1 :]:
            assert not overlap(label.area, other.area), (label, other)


def check_boxes(drawing: Drawing) -> None:
    """Check that a label which begins in a box ends in it."""
    for label in drawing.labels:
        for box in drawing.boxes:
            if inside(box, label.area.x, label.area.y):
                assert inside(box, label.area.x + label.area.width, label.area.y + label.area.height), label


def overlap(a: Any, b: Any) -> bool:
    return (
        min(a.x + a.width, b.x + b.width) - max(a.x, b.x) > 0.01
        and min(a.y + a.height, b.y + b.height) - max(a.y, b.y) > 0.01
    )


def inside(box: Any, x: float, y: float) -> bool:
    return box.x <= x <= box.x + box.width + 0.01 and box.y <= y <= box.y + box.height + 0.01


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_well_formed_runs_nothing_and_loads_nothing(name: str) -> None:
    for picture in pictures(named(NAMES[name])):
        root = parsed(picture)
        assert root.tag == f"{SVG}svg"
        assert root.get("role") == "img"
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg", "title", "desc", "style", "rect", "ellipse", "path", "text",
        }  # fmt: skip
        assert not any(
            key.startswith("on") or key.endswith("href") for element in root.iter() for key in element.attrib
        )
        assert "url(" not in picture.svg
        assert "@import" not in picture.svg
        assert "@font-face" not in picture.svg


def test_pictures_of_one_page_share_no_id_and_no_style() -> None:
    found = pictures(make_case())
    assert [picture.name for picture in found] == ["layers", "risk", "dates", "path"]
    ids = [element.get("id") for picture in found for element in parsed(picture).iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for picture in found:
        root = parsed(picture)
        names = {name for element in root.iter() for name in element.get("class", "").split()}
        assert names
        assert all(name.startswith(f"pic-{picture.name}-") for name in names)
        assert root.get("aria-labelledby", "").split() == [f"pic-{picture.name}-title", f"pic-{picture.name}-desc"]
        assert root.findtext(f"{SVG}desc") == picture.alt


def test_marks_do_not_pile_up_into_other_lines_and_joined_pictures_stay_joined() -> None:
    for name in ("piled", "emoji"):
        svg = "".join(picture.svg for picture in pictures(named(NAMES[name])))
        assert "\u0301" * 3 not in svg
        assert ("👩‍👩‍👧‍👦" in svg) == (name == "emoji")


def test_the_pictures_that_are_side_by_side_are_equally_high_and_as_wide_as_the_one_below() -> None:
    first, second, below, _ = (parsed(picture) for picture in pictures(make_case()))
    assert first.get("height") == second.get("height")
    room = float(below.get("width", "0")) - float(first.get("width", "0")) - float(second.get("width", "0"))
    assert 0 < room < 12


def test_the_same_case_gives_the_same_bytes() -> None:
    assert [picture.svg for picture in pictures(make_case())] == [picture.svg for picture in pictures(make_case())]


def test_words_in_place_of_a_picture_hold_names_states_and_dates() -> None:
    found = {picture.name: picture for picture in pictures(make_case())}
    for told in (
        "CA001 Require MFA",
        "waived until 31 May 2027",
        "Microsoft's platform (nobody can waive it): not reached",
    ):
        assert told in found["layers"].alt
    assert found["risk"].alt.startswith("Risk. Before controls: likelihood High, impact Medium, High.")
    for told in ("Decide 4 December 2026", "Start 7 December", "Switch over 30 April", "End 31 May"):
        assert told in found["dates"].alt
    assert "runs unattended" in found["path"].alt
    assert all(len(picture.alt.split()) <= 60 for picture in found.values())


def test_a_page_links_the_file_with_words_that_markdown_leaves_alone() -> None:
    page = Page()
    case = named(NAMES["markup"])
    page.picture(*decision_pictures(case))
    body = page.body()
    assert body.count("](pictures/") == 3
    assert "<script>" not in body.replace("\\<script\\>", "")
    assert NOT_GIVEN not in body


def test_a_png_has_the_size_of_its_picture_times_the_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resvg_py")
    monkeypatch.setattr(rendering, "writes_letters", lambda: True)
    picture = pictures(make_case())[0]
    root = parsed(picture)
    data = to_png(picture.svg)
    assert data is not None
    assert data.startswith(b"\x89PNG")
    size = tuple(int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert size == tuple(-(-float(root.get(side, "0")) * 3 // 1) for side in ("width", "height"))


def test_without_a_font_there_is_no_png_because_its_words_would_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = pytest.importorskip("resvg_py")
    rendering.writes_letters.cache_clear()
    with_fonts = renderer.svg_to_bytes
    monkeypatch.setattr(renderer, "svg_to_bytes", lambda **args: with_fonts(**args, skip_system_fonts=True))
    try:
        assert to_png(pictures(make_case())[0].svg) is None
    finally:
        rendering.writes_letters.cache_clear()


def test_letters_are_looked_for_in_the_fonts_of_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = pytest.importorskip("resvg_py")
    rendering.writes_letters.cache_clear()
    tried: list[str] = []
    monkeypatch.setattr(renderer, "svg_to_bytes", lambda svg_string, **_: tried.append(svg_string) or b"")
    try:
        rendering.writes_letters()
    finally:
        rendering.writes_letters.cache_clear()
    families = parsed(pictures(make_case())[0]).get("font-family", "")
    assert [f'font-family="{families}"' in probe for probe in tried] == [False, True]


def test_without_the_renderer_there_is_no_png(monkeypatch: pytest.MonkeyPatch) -> None:
    rendering.writes_letters.cache_clear()
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    try:
        assert to_png(pictures(make_case())[0].svg) is None
    finally:
        rendering.writes_letters.cache_clear()


TWO = [
    {"control": "mfa", "policy": "CA004 Require MFA", "group": "a", "ends_on": "2027-05-28"},
    {"control": "terms_of_use", "policy": "CA011 Terms of use", "group": "b", "no_end": True},
]
OF_TWO = {**ANSWERS, "controls": ["mfa", "terms_of_use", "block", "sign_in_frequency"], "met_today": ["block"]}


def rules(case: Case) -> list[tuple[str, str]]:
    return [(rule.control, rule.says) for rule in layers.layers_of(case).rules]


def test_each_exclusion_is_waived_until_its_own_end_and_the_rest_stays_in_force() -> None:
    case = make_case({**OF_TWO, "terms": ["none"]}, {**SIGNOFF, "exclusions": TWO})
    assert rules(case) == [
        ("MFA", "waived until 28 May 2027"),
        ("Terms of use", "waived, no end date"),
        ("Sign-in frequency", "in force, not met"),
        ("Block", "in force"),
    ]
    found = dates.dates_of(case)
    assert found is not None
    assert [event.what for event in found.events][-2:] == ["MFA required again", "End"]
    assert path.path_of(case)[-1].said == "Time-limited exception until 28 May 2027; Exclude from terms of use"


def test_a_draft_without_rows_waives_nothing_that_the_account_meets() -> None:
    met = {"controls": ["mfa", "location", "terms_of_use"], "met_today": ["mfa"], "egress": "changing"}
    found = dict(rules(make_case({**ANSWERS, **met, "terms": ["none"]}, {})))

    assert found["MFA"] == "in force"
    assert found["Location"] == "waived, end date not given yet"
    assert found["Terms of use"] == "waived, no end date"


def test_a_draft_without_rows_shows_what_it_would_waive() -> None:
    assert rules(make_case(signoff={})) == [("MFA", "waived, end date not given yet")]


def test_an_exclusion_on_which_the_outcome_does_not_decide_waives_nothing() -> None:
    only_terms = {name: answer for name, answer in ANSWERS.items() if name != "met_today"}
    case = make_case({**only_terms, "controls": ["terms_of_use"], "terms": ["none"]}, {**SIGNOFF, "exclusions": TWO})
    assert rules(case) == [("Terms of use", "waived, no end date")]


def test_a_rule_that_nobody_can_waive_is_named_with_the_place_where_it_is_reached() -> None:
    shown = {name: answer for name, answer in ANSWERS.items() if name not in {"connectors", "flow_role"}}
    reached = {"surfaces": ["azure_portals", "m365_data"], "run_mode": "human_each_time", "token": "interactive_cached"}
    case = make_case({**shown, **reached})
    found = layers.layers_of(case)
    assert found.platform == "reached, MFA required"
    assert found.reached == (case.library.surfaces["azure_portals"].short,)
    assert rules(case) == [("MFA", "in force, not met")]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"controls": ["terms_of_use"], "exclusion_today": "unknown"}, "not known yet"),
        ({"controls": ["unknown"], "exclusion_today": "unknown"}, "not known yet"),
        ({"controls": ["mfa"], "exclusion_today": "none"}, "in force, not known whether met"),
        ({"controls": ["mfa"], "exclusion_today": "none", "met_today": ["none"]}, "in force, not met"),
    ],
)
def test_a_requirement_is_told_as_far_as_it_is_known(more: dict[str, Any], told: str) -> None:
    signs_in = {"surfaces": ["azure_portals"], "run_mode": "unattended", "token": "ropc_password"}
    known = {"identity": "user_cloud", "activity": "active", "mfa_sources": ["conditional_access"], **signs_in}
    case = make_case({**known, **more})

    assert rules(case)[0] == ("MFA", told)


def test_policies_that_cannot_reach_an_agents_user_account_are_not_told_as_failed() -> None:
    own = {"identity": "agent_user", "surfaces": ["m365_data"], "methods": ["none"], "controls": ["mfa", "block"]}
    kept = ANSWERS.keys() - {"token", "connectors", "flow_role"}
    case = make_case({name: own.get(name, ANSWERS[name]) for name in ANSWERS if name in kept})

    assert rules(case) == [
        ("MFA policies for users: do not include this account", ""),
        ("Block", "in force, not met"),
    ]


def test_marks_of_one_cell_are_drawn_side_by_side() -> None:
    case = make_case(signoff={**SIGNOFF, "compensating_controls": []})
    grid = risk.grid_of(case)
    assert grid is not None
    before, after = grid.marks
    assert (before.likelihood, before.impact, before.said) == (after.likelihood, after.impact, after.said)
    assert (before.shape, after.shape) == ("round", "square")
    (x, y), (other_x, other_y) = risk.places_of(grid, Area(0, 0, 48, 34))
    assert y == other_y
    assert other_x - x >= 20


def test_a_rating_that_is_unknown_is_not_drawn() -> None:
    assert risk.sketch(make_case(signoff={})) is None


def test_more_dates_than_fit_are_counted() -> None:
    steps = [{"step": f"Step {day}", "owner": "x", "due": f"2027-01-{day:02}"} for day in range(1, 29)]
    found = dates.dates_of(make_case(signoff={**SIGNOFF, "plan_steps": steps}))
    assert found is not None
    assert len(found.events) == dates.MOST
    assert {"Decide", "Start", "End"} <= {event.what for event in found.events}
    assert dates.alt_text(found).endswith(f"and {found.more} more dates.")


def test_many_exclusions_with_their_own_ends_never_crowd_out_when_to_decide() -> None:
    rows = [{**TWO[0], "policy": f"CA{day}", "ends_on": f"2027-05-{day:02}"} for day in range(1, 20)]
    found = dates.dates_of(make_case(signoff={**SIGNOFF, "exclusions": rows}))
    assert found is not None
    assert len(found.events) == dates.MOST
    assert found.events[0].what == "Decide"


@pytest.mark.parametrize("number", range(40))
def test_the_path_of_any_account_has_two_to_six_boxes_and_ends_with_what_is_signed(number: int) -> None:
    case = make_case(random_answers(real_engine(), random.Random(number)))
    steps = path.path_of(case)
    if case.outcome.main is None:
        assert steps == ()
        return
    assert 2 <= len(steps) <= path.MOST
    assert all("{" not in step.said for step in steps)
    assert steps[-1].said.startswith(case.words.verdict(case.outcome.signed[0]))


FLOW = {name: answer for name, answer in ANSWERS.items() if name != "met_today"}
MAIL = {name: answer for name, answer in ANSWERS.items() if name not in {"connectors", "flow_role"}}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({**ANSWERS, "connectors": ["unknown"]}, "services not known yet"),
        ({**FLOW, "controls": ["terms_of_use"], "terms": ["none"]}, "terms of use required, nothing else fails"),
        (
            {**MAIL, "surfaces": ["smtp_auth"], "token": "basic_auth", "run_mode": "human_on_setup"},
            "MFA required, not met",
        ),
        ({**ANSWERS, "run_mode": "human_on_setup"}, "MFA required, can be met"),
    ],
)
def test_a_box_of_the_path_says_what_is_known_and_what_this_decision_rests_on(answers: dict, said: str) -> None:
    assert said in [box.said for box in path.path_of(make_case(answers))]


def test_the_page_of_the_wizard_says_what_the_pictures_say() -> None:
    case = make_case({**OF_TWO, "terms": ["none"]}, {**SIGNOFF, "exclusions": TWO})
    said = "\n".join(printed(picture_page(case)))
    for picture in pictures(case):
        for date_or_name in re.findall(r"“([^”]+)”|(\d+ [A-Z][a-z]+ \d{4})|: (High|Medium|Low)\b", picture.alt):
            assert "".join(date_or_name) in said
    assert "High [1]" in said
    assert "Medium [2]" in said


def test_the_grid_is_no_wider_than_a_small_terminal() -> None:
    tables = [block for block in picture_page(make_case()) if isinstance(block, Table)]
    assert len(tables) == 1
    assert max(map(len, printed(tables))) < 76
