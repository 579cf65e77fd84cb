"""Training of one network for a fixed number of epochs, and its use.

Nothing is selected on the way: no early stopping, no best epoch. All samples are one tensor and a batch is an index
into it, because the sets are small and a loader costs as much as a shallow network. Networks of an ensemble are
trained one after the other: joined into grouped convolutions they take as long on a processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError
from countenance.recognition.deep import augmentation
from countenance.recognition.deep.backend import pytorch
from countenance.recognition.deep.networks import Network

__all__ = ["Recipe", "probabilities", "train"]

Fitted = dict[str, NDArray[np.float32]]

_CHUNK = 512
"""Maps that are judged at once: the convolutions need fifty times the memory of their input."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained; see :class:`FlowNetworkClassifier` for each of the settings."""

    epochs: int
    batch_size: int
    learning_rate: float
    weight_decay: float
    decay: str
    label_smoothing: float
    mirror: bool
    shift: int
    mixup: bool

    def rate(self, progress: float) -> float:
        """Learning rate after a share ``progress`` of all steps."""
        if self.decay == "cosine":
            return self.learning_rate * (1 + cos(pi * progress)) / 2
        return self.learning_rate


def train(
    network: Network,
    maps: NDArray[np.float32],
    targets: NDArray[np.float32],
    recipe: Recipe,
    seed: int,
    device: Any,
) -> Fitted:
    """Fit a network.

    Parameters
    ----------
    network : Network
    maps : ndarray of shape (n, 28, 28, 3), float32
    targets : ndarray of shape (n, n_classes), float32
        How much the sample counts, in the column of its class; zero elsewhere.
    recipe : Recipe
    seed : int
        Of everything random: first values, order, augmentation, dropout.
    device : torch.device

    Returns
    -------
    dict of str to ndarray
        The network's arrays.

    Raises
    ------
    InputError
        If training does not converge to finite numbers.
    """
    torch = pytorch()
    generator = torch.Generator(device=device)
    generator.manual_seed(seed)
    with torch.inference_mode(mode=False), torch.enable_grad():
        arrays = network.first(generator)
        learnt = [array for array in arrays.values() if array.requires_grad]
        optimiser = torch.optim.AdamW(learnt, weight_decay=recipe.weight_decay, fused=True)
        samples = torch.tensor(maps, device=device), torch.tensor(targets, device=device)
        n_batches = ceil(len(maps) / recipe.batch_size)
        for epoch in range(recipe.epochs):
            order = torch.randperm(len(maps), generator=generator, device=device)
            for number, chosen in enumerate(order.tensor_split(n_batches)):
                for group in optimiser.param_groups:
                    group["lr"] = recipe.rate((epoch + number / n_batches) / recipe.epochs)
                optimiser.zero_grad(set_to_none=True)
                batch = _augmented(samples[0][chosen], samples[1][chosen], recipe, generator)
                _loss(network, arrays, *batch, recipe, generator).backward()
                optimiser.step()
    fitted = {name: array.detach().cpu().numpy() for name, array in arrays.items()}
    if not all(np.isfinite(values).all() for values in fitted.values()):
        raise InputError(
            "training left the range of numbers: lower learning_rate, or give a normalisation that brings the flow "
            "maps to values of about 1"
        )
    return fitted


def _augmented(maps: Any, targets: Any, recipe: Recipe, generator: Any) -> tuple[Any, Any]:
    if recipe.mirror:
        maps = augmentation.randomly_mirrored(maps, generator)
    if recipe.shift:
        maps = augmentation.randomly_shifted(maps, recipe.shift, generator)
    if recipe.mixup:
        pairs = augmentation.mixture(len(maps), generator)
        maps, targets = augmentation.mixed(maps, *pairs), augmentation.mixed(targets, *pairs)
    return maps, targets


def _loss(network: Network, arrays: Any, maps: Any, targets: Any, recipe: Recipe, generator: Any) -> Any:
    weights = targets.sum(1, keepdim=True)
    smooth = (1 - recipe.label_smoothing) * targets + recipe.label_smoothing * weights / targets.shape[1]
    log_probability = network.scores(_channels_first(maps), arrays, generator).log_softmax(1)
    return -(smooth * log_probability).sum() / weights.sum()


def _channels_first(maps: Any) -> Any:
    return maps.permute(0, 3, 1, 2)


def probabilities(
    network: Network, fitted: Fitted, maps: NDArray[np.float32], *, mirror: bool, device: Any
) -> NDArray[np.float64]:
    """Probability of every class; with ``mirror`` the mean over a map and its mirror image.

    Parameters
    ----------
    network : Network
    fitted : dict of str to ndarray
        What :func:`train` returned.
    maps : ndarray of shape (n, 28, 28, 3), float32
    mirror : bool
    device : torch.device

    Returns
    -------
    ndarray of shape (n, n_classes), float64
    """
    torch = pytorch()
    with torch.no_grad():
        arrays = {name: torch.tensor(values, device=device) for name, values in fitted.items()}
        chunks = (maps[start : start + _CHUNK] for start in range(0, len(maps), _CHUNK))
        judged = [
            _judged(network, arrays, torch.tensor(chunk, device=device), mirror=mirror) for chunk in chunks
        ]
        found: NDArray[np.float64] = torch.cat(judged).cpu().numpy()
    return found


def _judged(network: Network, arrays: Any, maps: Any, *, mirror: bool) -> Any:
    views = [maps, augmentation.mirrored(maps)] if mirror else [maps]
    scores = [network.scores(_channels_first(view), arrays) for view in views]
    return pytorch().stack(scores).double().softmax(2).mean(0)
