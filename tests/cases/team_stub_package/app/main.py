"""Types from a package whose stubs are a package of their own (PEP 561)."""

from typing import TypedDict

import mail.boxes
from mail import Letter
from mail.plain import Stamp


class Delivery(TypedDict):
    letter: Letter
    box: mail.boxes.Box
    stamp: Stamp
