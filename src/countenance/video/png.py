"""Whether a PNG image is sound, told from its checksums.

libpng notices damage too, but prints a line about it, and lets a checksum pass where the data still decode.
"""

from __future__ import annotations

import zlib

__all__ = ["png_is_sound"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_is_sound(data: bytes) -> bool:
    """Whether a PNG file has its end, and each chunk up to there the checksum that it states.

    Parameters
    ----------
    data : bytes
        The whole file.

    Examples
    --------
    >>> import cv2, numpy as np
    >>> data = cv2.imencode(".png", np.zeros((4, 6), dtype=np.uint8))[1].tobytes()
    >>> png_is_sound(data), png_is_sound(data[:-1]), png_is_sound(data.replace(b"IHDR", b"IHDX"))
    (True, False, False)
    """
    place, kind = len(_SIGNATURE), b""
    while kind != b"IEND":
        end = place + 8 + int.from_bytes(data[place : place + 4], "big")
        kind, stated = data[place + 4 : place + 8], data[end : end + 4]
        if len(stated) < 4 or zlib.crc32(data[place + 4 : end]) != int.from_bytes(stated, "big"):
            return False
        place = end + 4
    return True
