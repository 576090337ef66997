"""A sentence on the wire: in the reader's language, with the code and the facts that programs go by."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from api.sentences import told
from dispatch.sentences import Sentence


class Told(BaseModel):
    """Something told to a person."""

    sentence: str
    """In the language of `Accept-Language`, English where that is not known."""
    code: str
    """What is said, the same in every language."""
    facts: dict[str, Any]
    """Names, numbers and times in it; other sentences with their own code and facts."""

    @classmethod
    def in_words(cls, said: Sentence) -> Told:
        """The view of a sentence."""
        return cls(**told(said))
