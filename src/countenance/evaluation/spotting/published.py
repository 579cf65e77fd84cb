"""Published F1 of spotting, for tables beside one's own figures."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PUBLISHED", "PublishedSpotting"]


@dataclass(frozen=True, slots=True)
class PublishedSpotting:
    """F1 at an intersection over union of 0.5 or more, as published.

    Parameters
    ----------
    method : str
    database : str
        Registered name: ``"casme2sq"`` or ``"samm_long_videos"``.
    macro, micro, overall : float
        F1 over macro-expressions, micro-expressions and the sum of both.
    note : str
        What a reader must know to compare it.
    """

    method: str
    database: str
    macro: float
    micro: float
    overall: float
    note: str = ""


def _both(
    method: str,
    casme2sq: tuple[float, float, float],
    samm: tuple[float, float, float] | None,
    note: str = "",
) -> tuple[PublishedSpotting, ...]:
    figures = {"casme2sq": casme2sq, "samm_long_videos": samm}
    return tuple(PublishedSpotting(method, name, *f1, note) for name, f1 in figures.items() if f1 is not None)


PUBLISHED: tuple[PublishedSpotting, ...] = (
    *_both(
        "MDMD",
        (0.1196, 0.0082, 0.0376),
        (0.0629, 0.0364, 0.0445),
        "official baseline of MEGC 2020; counted as in the legacy mode megc2020-mdmd",
    ),
    *_both("SOFTNet", (0.2410, 0.1173, 0.2022), (0.2169, 0.1520, 0.1881)),
    *_both("LSSNet", (0.3770, 0.0420, 0.3250), (0.2810, 0.1310, 0.2380)),
    *_both(
        "optical flow on regions (He 2021)",
        (0.3782, 0.1965, 0.3436),
        (0.4149, 0.2162, 0.3638),
        "hand-crafted",
    ),
    *_both("MTSN", (0.4104, 0.0808, 0.3620), (0.3459, 0.0878, 0.2867)),
    *_both(
        "AUW-GCN",
        (0.4235, 0.1538, 0.3834),
        (0.4293, 0.1984, 0.3728),
        "the best epoch was chosen on test participants",
    ),
    *_both(
        "training-free flow (Zhao 2022)", (0.4717, 0.2522, 0.4436), None, "counted with a matcher of its own"
    ),
    *_both(
        "SpotFormer",
        (0.5061, 0.2817, 0.4841),
        (0.4447, 0.4281, 0.4401),
        "told from memory, not read in the paper",
    ),
)
"""F1 as published."""
