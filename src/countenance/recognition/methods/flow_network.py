"""What the methods over flow networks of the literature share."""

from __future__ import annotations

from countenance.recognition.deep import FlowNetworkClassifier
from countenance.recognition.deep.backend import pytorch
from countenance.recognition.flow_normalisation import restore_flow

__all__ = ["RESTORED", "published_network"]

RESTORED = (
    "Each map is brought to a root mean square of 1 and a median of 0 (restore_flow); the authors stretch each "
    "channel to the range of a picture."
)
"""The free choice that all of them make."""


def published_network(network: str, *, epochs: int, learning_rate: float) -> FlowNetworkClassifier:
    """A network trained as the papers do: by Adam at one rate, without balance of the classes or augmentation.

    Parameters
    ----------
    network : str
        A name of :data:`countenance.recognition.deep.NETWORKS`.
    epochs : int
    learning_rate : float

    Returns
    -------
    FlowNetworkClassifier
        Unfitted.

    Raises
    ------
    SetupError
        If PyTorch is not installed: now, not after hours of describing clips.
    """
    pytorch()
    return FlowNetworkClassifier(
        network,
        epochs=epochs,
        batch_size=64,
        learning_rate=learning_rate,
        weight_decay=0.0,
        decay="none",
        mirror=False,
        class_weight=None,
        normalisation=restore_flow,
        random_state=0,
    )
