"""Declares no TypedDict. That three modules use its enum would be enough to make them one service."""

from typing import Literal

Status = Literal["new", "won", "lost"]
