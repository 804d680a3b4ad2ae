"""Keeps the measured server on one core and everything that measures it on the others."""

from __future__ import annotations

import os


def cores() -> tuple[set[int], set[int]]:
    """(the server's core, the load's cores); the same where this process has only one.

    Empty where the system cannot pin, and where a PostgreSQL works beside the server: of three that take turns on two
    cores nobody should be kept from the one that is idle.
    """
    if not hasattr(os, "sched_getaffinity") or os.environ.get("BENCH_POSTGRES"):
        return set(), set()
    mine = sorted(os.sched_getaffinity(0))
    return {mine[0]}, set(mine[1:]) or {mine[0]}


SERVER, LOAD = cores()


def pin_load() -> None:
    """Move this process to the load's cores."""
    if LOAD:
        os.sched_setaffinity(0, LOAD)


def pin_server() -> None:
    """Move this process to the server's core: called in a new process before its program begins."""
    if SERVER:
        os.sched_setaffinity(0, SERVER)
