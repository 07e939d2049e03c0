"""What the screens say of themselves, in one place. The subject's words come from the pack."""

from __future__ import annotations

from pathlib import Path

PRODUCT = "MFA Exception Wizard"
CLAIM = "Answer together; leave with a recommendation and a sign-off checklist."
NEW = "Account"
NEW_HINT = "Enter starts an assessment. The table shows the records that hold what you type; Down and Enter open one."
NAME_PLACEHOLDER = "for example svc-backup@example.org"
NARROW = "Type to filter; Enter marks; Enter on an empty line confirms"
NARROW_ONE = "Type to filter; Enter takes the answer"
FIND = "/ finds by word; Space marks, Enter opens"
NO_ACCOUNTS = "No accounts yet. n begins with one."
BRING_A_LIST = "A list of accounts: 'mfa-wizard assess LIST --to FOLDER' brings it into this folder."
NO_ACCOUNT = "No account is shown. Esc shows all."
NO_ENGAGEMENT = "The accounts can't be shown."
NO_MATCH = "No saved record holds this. Enter starts an assessment."
ALONE = "Projector mode shows the question alone; {} ends it."
LOADING = "Reading the knowledge…"
OPENING = "Opening…"
PAGE_ENDS = "end of the decision page"
NOT_SAVED = "Not saved"
READ_ONLY = "This record is open in another window. You can look at it here; answers are taken there."
NOT_KEPT_YET = "What you typed is not kept yet. {} once more drops it."
TYPED_BEFORE = "You typed this before and did not keep it; Enter keeps it."
NEEDS_TERMINAL = "The wizard's screens need a terminal."
NEEDS_TERMINAL_REMEDY = "Use 'mfa-wizard ask --plain' for lines, or 'mfa-wizard decide FILE' for a file of answers."
HIDDEN_NAME = "(name hidden)"

FOCUS_HELP: dict[str, str] = {
    "name": "Type the name of an account, as people call it, and press Enter. A new record starts with it and is saved at once. Meanwhile the table shows the saved records that hold what you type; the Down key leads there, and Esc empties the line.",
    "records": "The saved records, the newest first. Move with the arrow keys; Enter opens one where it stopped. What you type goes to the line above, which narrows the table.",
    "choices": "The answers to this question. Press the letter or the digit before an answer, or move with the arrow keys and press Enter. A mouse click does the same. / shows the answers that few accounts need; their letters work all the time.",
    "choices_many": "Several answers may be chosen. Letter, digit or Space marks one; Enter gives all that are marked. An answer that excludes the others takes their marks away; where nothing is marked, one key gives it. / shows the answers that few accounts need. Marks are saved as they are made, and become the answer with Enter. In a long list a letter leads back to the line that filters it.",
    "accounts": "The accounts of the engagement. Move with the arrow keys; Enter opens one, and Esc comes back to its row. Left and right choose a column, and the key that sorts goes by it; pressed again, it reverses the order. Space marks an account. / finds accounts by word, and so does a letter that no command uses.",
    "steps": "What is to be done next, with the number of accounts. Choosing a line shows only those; the first line shows all.",
    "find": "Type words that an account holds: its name, state, decision, owner or ticket. Enter or the Down key leads to the table; Esc empties the line.",
    "filter": "The list is long. Type parts of the answer to filter it, and move in it with the arrow keys. With something typed, Enter marks the answer under the pointer and empties the line. In the empty line Space marks that answer, and Enter confirms all that are marked. Tab leads to the list, where Space marks several in a row. Esc empties the line. Marks that are not in sight stay; Enter shows them before it confirms.",
    "trail": "The interview so far: stages, and the questions asked in them; where there is room, with their answers. Enter on a question goes back to it. Signs: • is answered, = is answered and was not given here (the tenant's, confirmed from an export, or from a list), ~ is suggested by an export and not confirmed, ? is still to be found out, ! is parked for discussion, * carries a note.",
    "why_panel": "Why this question is asked, with the supporting facts, where they were read and how old that reading is. Arrow keys and Page keys scroll.",
    "reading": "Text to read. Arrow keys and Page keys scroll.",
    "review": "What is to be discussed or found out, then all questions of the interview, with answers, notes and to-dos. Enter jumps to one.",
    "fields": "What a board needs from people, a page for each section. Type, or choose by letter; Enter keeps a field and continues, and so do Tab and the arrow keys. What does not fit stays as it was typed, with the reason. [x] is filled in, [!] is missing or not right yet, [ ] may stay empty, [~] is suggested by the answers and waits for Enter.",
    "line": "Type one line. Enter saves, Esc cancels.",
    "page": "Type text of several lines. Tab, then Enter saves; Esc cancels.",
    "ways": "Available actions. Enter, a digit or a click starts one; Esc closes the window.",
    "folder": "The folder for the documents. What is there already and differs is never overwritten.",
    "risk": "The risk of the missing control: before and after the compensating controls, from the inputs given so far.",
    "picker": "One choice of a few. Space or the arrow keys change it; Enter continues.",
    "other": "Move with the arrow keys; Tab goes to the next part of the screen.",
    "typed": "Type a part of what you look for; the list below shows what holds it. The arrow keys move in the list, and Enter takes the line under the pointer.",
    "commands_list": "Every command. Type a part of its name; Enter runs it.",
}

CLOSED_BY_KEY = frozenset({"line", "page", "ways"})
"""Texts in which Esc means the key that closes the window."""

KEYS_HINT = 'Keys can be changed in a file: one line an action, such as why = ["f2", "="].'


def again_to_leave(key: str, *, saved: bool) -> str:
    """Return what is said when the key that leaves at the second time is pressed once."""
    return f"Press {key} again to leave. " + (
        "Every answer is saved already." if saved else "The last answers are not saved."
    )


def last_words(report: Path | None, *, saved: bool) -> str:
    """Return what is said on the terminal after a crash."""
    kept = "Every answer was saved as it was given." if saved else "The last answers could not be saved."
    where = f" A report without any of your data: {report}" if report else ""
    return f"{PRODUCT} stopped because of an internal error. {kept}{where}"


def answers_lost(place: str) -> str:
    """Return what is said on the terminal where the wizard ended with answers that could not be saved."""
    return f"mfa-wizard: the last answers are lost. They could not be saved: {place}"
