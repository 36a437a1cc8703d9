"""What somebody typed, without what nobody means to type."""

from __future__ import annotations

import unicodedata


def one_line(text: str) -> str:
    """The text in one line: every run of blanks and breaks is one blank, other control characters are gone.

    A line break in a sender's name would let no message leave any more.
    """
    words = (_without_controls(word) for word in text.split())
    return " ".join(word for word in words if word)


def dialled(text: str) -> str:
    """A telephone number in the digits 0 to 9, whichever digits and dashes it was typed in, without brackets.

    "(0)" stays: whether that nought is dialled, nobody can tell.
    """
    plain = one_line("".join(map(_dialled, unicodedata.normalize("NFKC", text))))
    return plain if "(0)" in plain else one_line(plain.replace("(", " ").replace(")", " "))


def _without_controls(word: str) -> str:
    return "".join(sign for sign in word if unicodedata.category(sign) != "Cc")


def _dialled(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Cf":  # invisible marks that come along when a number is copied from a page
        return ""
    return str(unicodedata.decimal(sign)) if kind == "Nd" else "-" if kind == "Pd" else sign
