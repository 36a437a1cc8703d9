"""What is read of goodbyes."""

from holdspace.endings.queries.ahead import Ahead, ahead, ahead_in
from holdspace.endings.queries.own import on_home

__all__ = ["Ahead", "ahead", "ahead_in", "on_home"]
