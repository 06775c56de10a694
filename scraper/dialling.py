"""Dialling: a connection to a host, at the first of its addresses that answers."""

import asyncio
import socket
from typing import Final

from .networks import resolve
from .streams import Stream

HEAD_START: Final = 0.25  # seconds that an address has before the next is tried beside it (RFC 8305)


async def dial(host: str, port: int) -> Stream:
    """Connect to a host; raises an OSError. Where several addresses failed, its cause has what came of each."""
    attempts: list[asyncio.Task[Stream]] = []
    try:
        stream = await _first(attempts, _both_kinds_first(await _addresses(host, port)), port)
    finally:
        for attempt in attempts:
            attempt.cancel()
            attempt.add_done_callback(_hang_up)
    if stream is not None:
        return stream
    errors = [error for attempt in attempts if isinstance(error := attempt.exception(), Exception)]
    if len(errors) == 1:
        raise errors[0]
    raise OSError(f"No address of {host} answers.") from ExceptionGroup("what came of each", errors)


async def _first(attempts: list[asyncio.Task[Stream]], waiting: list[str], port: int) -> Stream | None:
    """The first connection, if any. In `attempts` are left those that lost, or are under way."""
    while waiting or not all(attempt.done() for attempt in attempts):
        if waiting:
            attempts.append(asyncio.create_task(_connect(waiting.pop(0), port)))
        pending = [attempt for attempt in attempts if not attempt.done()]
        time = HEAD_START if waiting else None
        done, _ = await asyncio.wait(pending, timeout=time, return_when=asyncio.FIRST_COMPLETED)
        for attempt in done:
            if attempt.exception() is None:
                attempts.remove(attempt)
                return attempt.result()
    return None


async def _addresses(host: str, port: int) -> list[str]:
    try:
        return await resolve(host, port)
    except UnicodeError as error:  # a name of a form that none can have
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is no name of a host") from error


def _both_kinds_first(addresses: list[str]) -> list[str]:
    """Addresses with one of each kind, IPv6 and IPv4, in front: often the one kind works and the other does not."""
    fronts = list({":" in one: one for one in reversed(addresses)}.values())[::-1]
    return [*fronts, *(one for one in dict.fromkeys(addresses) if one not in fronts)]


async def _connect(address: str, port: int) -> Stream:
    _, stream = await asyncio.get_running_loop().create_connection(Stream, address, port)
    return stream


def _hang_up(attempt: asyncio.Task[Stream]) -> None:
    """Close what connected when it was no longer wanted."""
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result().close()
