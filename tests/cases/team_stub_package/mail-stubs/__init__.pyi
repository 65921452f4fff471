from typing import TypedDict

from mail.boxes import Box as Box

class Letter(TypedDict):
    box: Box
