"""Whether browsers play a file, which decode less than FFmpeg does."""

from __future__ import annotations

from pathlib import Path

from countenance.video.decoder import opened

__all__ = ["why_no_browser_plays"]

_CODECS = {
    "mp4": {"h264", "av1", "vp9"},
    "webm": {"vp8", "vp9", "av1", "h264"},
}
"""By container; Matroska counts as WebM, whose superset it is."""
_EIGHT_BIT = {"yuv420p", "yuvj420p"}


def why_no_browser_plays(path: Path) -> str:
    """What keeps browsers from playing a video; empty where those of today do.

    Parameters
    ----------
    path : Path
        A video that can be read.

    Returns
    -------
    str
        As ``it is h264 in avi``.

    Raises
    ------
    VideoError
        If it cannot be read.

    Notes
    -----
    MP4 and QuickTime with H.264 of 8 bit and halved colour, VP9 or AV1, WebM and Matroska with these or VP8: what
    Chromium, Firefox and Safari have in common, less what needs the decoder of a certain machine (HEVC).
    """
    with opened(path, threads=1) as (container, stream):
        names = container.format.name.split(",")
        codec, picture = stream.codec_context.name, stream.codec_context.pix_fmt
    kind = next((one for one in _CODECS if one in names), "")
    name = {"libdav1d": "av1", "libvpx-vp9": "vp9", "libvpx": "vp8"}.get(codec, codec)
    if name not in _CODECS.get(kind, set()):
        return f"it is {name} in {names[0]}"
    if name == "h264" and picture not in _EIGHT_BIT:
        return f"it is h264 with pictures of the kind {picture}"
    return ""
