"""The networks: layer after layer, for onset-apex flow maps of 28 x 28 px with the channels u, v and strain."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from countenance.core.errors import InputError
from countenance.recognition.deep.layers import (
    AveragePool,
    BatchNormalisation,
    Channels,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPool,
    Rectifier,
)

__all__ = ["CHANNELS", "NETWORKS", "SIDE", "Network", "compact", "network", "off_apexnet", "ststnet"]

SIDE = 28
CHANNELS = ("u", "v", "strain")
_INPUT = (len(CHANNELS), SIDE, SIDE)


class Network:
    """Layers one after the other, from maps of shape (n, 3, 28, 28) to one score a class.

    Parameters
    ----------
    layers : sequence of Layer
    """

    def __init__(self, *layers: Layer) -> None:
        self.layers = layers
        self.inputs: list[tuple[int, ...]] = [_INPUT]
        for layer in layers:
            self.inputs.append(layer.output(self.inputs[-1]))

    @property
    def n_parameters(self) -> int:
        """How many numbers training finds."""
        return sum(
            prod(size)
            for layer, shape in zip(self.layers, self.inputs, strict=False)
            for name, size in layer.shapes(shape).items()
            if name not in layer.follows
        )

    def first(self, generator: Any) -> dict[str, Any]:
        """First values of all arrays; those that training moves by gradients ask for them."""
        arrays: dict[str, Any] = {}
        for number, (layer, shape) in enumerate(zip(self.layers, self.inputs, strict=False)):
            for name, values in layer.first(shape, generator).items():
                arrays[f"{number}.{name}"] = values.requires_grad_(name not in layer.follows)
        return arrays

    def scores(self, x: Any, arrays: dict[str, Any], generator: Any = None) -> Any:
        """Scores of every class, before the softmax.

        Parameters
        ----------
        x : Tensor of shape (n, 3, 28, 28), float32
        arrays : dict of str to Tensor
            Of :meth:`first`, trained or not.
        generator : torch.Generator, optional
            Given in training: for dropout, and as the sign that batch normalisation uses the batch's statistics.

        Returns
        -------
        Tensor of shape (n, n_classes), float32
        """
        for number, layer in enumerate(self.layers):
            own = {name: arrays[f"{number}.{name}"] for name in layer.shapes(self.inputs[number])}
            x = layer.apply(x, own, generator)
        return x


def ststnet(n_classes: int) -> Network:
    """The shallow triple-stream three-dimensional network.

    Three streams of 3, 5 and 8 filters look at the same u, v and strain and are joined before the only dense layer.
    Streams that share their input and differ in nothing but the number of filters are one convolution of 16
    filters, and so they are computed. 1683 parameters for 3 classes.

    References
    ----------
    Liong, Gan, See, Khor, Huang: Shallow triple stream three-dimensional CNN (STSTNet) for micro-expression
    recognition. FG 2019, doi:10.1109/FG.2019.8756567

    Examples
    --------
    >>> ststnet(3).inputs[-2], ststnet(3).n_parameters
    ((400,), 1683)
    """
    return Network(
        Convolution(3 + 5 + 8, 3),
        MaxPool(3, border=1),
        Rectifier(),
        BatchNormalisation(),
        Dropout(0.5),
        AveragePool(2),
        Flatten(),
        Dense(n_classes),
    )


def off_apexnet(n_classes: int) -> Network:
    """OFF-ApexNet: one stream for u and one for v, joined before two wide dense layers.

    2,664,475 parameters for 3 classes, nearly all of them in the dense layers.

    References
    ----------
    Gan, Liong, Yau, Huang, Tan: OFF-ApexNet on micro-expression recognition system. Signal Processing: Image
    Communication 74 (2019) 129-139, doi:10.1016/j.image.2019.02.005

    Examples
    --------
    >>> off_apexnet(3).inputs[-2], off_apexnet(3).n_parameters
    ((1024,), 2664475)
    """
    return Network(
        Channels((CHANNELS.index("u"), CHANNELS.index("v"))),
        Convolution(2 * 6, 5, groups=2),
        MaxPool(2),
        Rectifier(),
        Convolution(2 * 16, 5, groups=2),
        MaxPool(2),
        Rectifier(),
        Flatten(),
        Dense(1024),
        Rectifier(),
        Dropout(0.5),
        Dense(1024),
        Rectifier(),
        Dropout(0.5),
        Dense(n_classes),
    )


def compact(n_classes: int) -> Network:
    """A network for some hundred samples of aligned faces, of no paper.

    Flow varies smoothly over the skin, so maps of 14 x 14 px lose little and cost a quarter. Two layers of 16
    filters see neighbourhoods of 6 px of those, about an eyebrow. What they find is kept for each of 7 x 7 areas of
    the face, because where something moves tells more than that it moves. 5,187 parameters for 3 classes.

    Examples
    --------
    >>> compact(3).inputs[-2], compact(3).n_parameters
    ((784,), 5187)
    """
    return Network(
        AveragePool(2),
        Convolution(16, 3),
        Rectifier(),
        BatchNormalisation(),
        Convolution(16, 3),
        MaxPool(2),
        Rectifier(),
        BatchNormalisation(),
        Dropout(0.5),
        Flatten(),
        Dense(n_classes),
    )


NETWORKS: dict[str, Callable[[int], Network]] = {
    "compact": compact,
    "off-apexnet": off_apexnet,
    "ststnet": ststnet,
}
"""By name, what makes a network for so many classes."""


def network(name: str, n_classes: int) -> Network:
    """Make a network by its name.

    Raises
    ------
    InputError
        If there is none of that name; the message lists what there is.
    """
    if name not in NETWORKS:
        raise InputError(f"{name!r} is no flow network; known names: {', '.join(sorted(NETWORKS))}")
    return NETWORKS[name](n_classes)
