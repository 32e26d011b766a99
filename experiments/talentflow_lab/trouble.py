"""Troubles of the machine in words: a full disk, a folder that cannot be written, no memory."""

from __future__ import annotations

import errno

__all__ = ["trouble_of"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHUT = {errno.EROFS, errno.EACCES, errno.EPERM}


def trouble_of(problem: BaseException) -> str:
    """Say what a user can do about an error of the machine; empty for any other error."""
    if isinstance(problem, MemoryError):
        return "memory ran out; try fewer --workers or a larger --scale"
    if not isinstance(problem, OSError) or problem.errno is None:
        return ""
    where = f"{problem.filename}: " if problem.filename else ""
    if problem.errno in _FULL:
        return f"{where}the disk is full; make room, or choose another folder with --out"
    if problem.errno in _SHUT:
        return f"{where}the folder cannot be written; choose another one with --out"
    return f"{where}{problem.strerror}" if problem.filename else ""
