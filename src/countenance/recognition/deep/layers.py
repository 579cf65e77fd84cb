"""Layers of small convolutional networks, as descriptions.

A layer holds no numbers: it says which arrays it needs for an input of a given shape, draws their first values from
a generator that it is given, and computes with them. So a network can be written down, and its parameters counted,
without PyTorch; nothing depends on PyTorch's global random state; and a fitted network is a dictionary of arrays.

Maps are tensors of shape (n, channels, rows, columns), vectors of shape (n, units).
"""

# ruff: noqa: D102 (what overrides a method of Layer is documented there)
from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import prod, sqrt
from typing import Any

from countenance.recognition.deep.backend import pytorch

__all__ = [
    "AveragePool",
    "BatchNormalisation",
    "Channels",
    "Convolution",
    "Dense",
    "Dropout",
    "Flatten",
    "Layer",
    "MaxPool",
    "Rectifier",
]

Shape = tuple[int, ...]
Arrays = dict[str, Any]


class Layer(ABC):
    """One step of a network.

    Attributes
    ----------
    follows : tuple of str
        Arrays that training moves by statistics, not by gradients.
    """

    follows: tuple[str, ...] = ()

    def shapes(self, shape: Shape) -> dict[str, Shape]:  # noqa: ARG002 (most layers have none)
        """Shapes of the arrays it needs, by name, for an input of shape ``shape`` (without the samples)."""
        return {}

    def output(self, shape: Shape) -> Shape:
        """Shape of what it makes of an input of shape ``shape`` (both without the samples)."""
        return shape

    def first(self, shape: Shape, generator: Any) -> Arrays:
        """First values of its arrays: uniform within one over the root of the number of inputs of a unit."""
        torch = pytorch()
        made: Arrays = {}
        for name, size in self.shapes(shape).items():
            bound = 1 / sqrt(prod(self.shapes(shape)["weight"][1:]))
            made[name] = torch.empty(size, dtype=torch.float32, device=generator.device)
            made[name].uniform_(-bound, bound, generator=generator)
        return made

    @abstractmethod
    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:
        """Compute; with a generator as in training, without one as in use."""


@dataclass(frozen=True, slots=True)
class Channels(Layer):
    """Only some channels of the input, in this order."""

    chosen: tuple[int, ...]

    def output(self, shape: Shape) -> Shape:
        return (len(self.chosen), *shape[1:])

    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:  # noqa: ARG002
        return x[:, list(self.chosen)]


@dataclass(frozen=True, slots=True)
class Convolution(Layer):
    """``filters`` filters of ``size`` x ``size`` px with a border of zeros, so that the map keeps its size.

    With ``groups`` the channels fall into as many parts, each with its share of the filters: separate streams.
    """

    filters: int
    size: int
    groups: int = 1

    def shapes(self, shape: Shape) -> dict[str, Shape]:
        weight = (self.filters, shape[0] // self.groups, self.size, self.size)
        return {"weight": weight, "bias": (self.filters,)}

    def output(self, shape: Shape) -> Shape:
        return (self.filters, *shape[1:])

    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:  # noqa: ARG002
        torch = pytorch()
        # With the channels innermost in memory a processor computes two to four times as fast.
        x = x.contiguous(memory_format=torch.channels_last)
        return torch.nn.functional.conv2d(
            x, arrays["weight"], arrays["bias"], padding=self.size // 2, groups=self.groups
        )


@dataclass(frozen=True, slots=True)
class Rectifier(Layer):
    """What is negative becomes zero."""

    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:  # noqa: ARG002
        return pytorch().relu(x)


@dataclass(frozen=True, slots=True)
class BatchNormalisation(Layer):
    """Every channel with mean 0 and variance 1 over the batch, then a learnt scale and shift.

    In use the batch's statistics give way to a running mean of those seen in training.
    """

    follows = ("mean", "variance")

    def shapes(self, shape: Shape) -> dict[str, Shape]:
        return dict.fromkeys(("weight", "bias", "mean", "variance"), (shape[0],))

    def first(self, shape: Shape, generator: Any) -> Arrays:
        torch = pytorch()
        values = {"weight": 1.0, "bias": 0.0, "mean": 0.0, "variance": 1.0}
        options = {"dtype": torch.float32, "device": generator.device}
        return {name: torch.full((shape[0],), value, **options) for name, value in values.items()}

    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:
        return pytorch().nn.functional.batch_norm(
            x, arrays["mean"], arrays["variance"], arrays["weight"], arrays["bias"], generator is not None
        )


@dataclass(frozen=True, slots=True)
class _Pool(Layer):
    """Squares of ``size`` x ``size`` px side by side, the first one ``border`` px outside of the map."""

    size: int
    border: int = 0

    def output(self, shape: Shape) -> Shape:
        return (shape[0], *((side + 2 * self.border - self.size) // self.size + 1 for side in shape[1:]))


@dataclass(frozen=True, slots=True)
class MaxPool(_Pool):
    """The largest value of every square."""

    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:  # noqa: ARG002
        return pytorch().nn.functional.max_pool2d(x, self.size, padding=self.border)


@dataclass(frozen=True, slots=True)
class AveragePool(_Pool):
    """The mean of every square; what lies outside of the map counts as zero."""

    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:  # noqa: ARG002
        return pytorch().nn.functional.avg_pool2d(x, self.size, padding=self.border)


@dataclass(frozen=True, slots=True)
class Dropout(Layer):
    """In training every value, or with ``whole_maps`` every channel, is left out with probability ``rate``."""

    rate: float
    whole_maps: bool = False

    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:  # noqa: ARG002
        if generator is None:
            return x
        shape = (*x.shape[:2], 1, 1) if self.whole_maps else x.shape
        chance = pytorch().rand(shape, generator=generator, device=x.device, dtype=x.dtype)
        return x * (chance >= self.rate) / (1 - self.rate)


@dataclass(frozen=True, slots=True)
class Flatten(Layer):
    """Maps to one vector."""

    def output(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:  # noqa: ARG002
        return x.flatten(1)


@dataclass(frozen=True, slots=True)
class Dense(Layer):
    """Every unit a weighted sum of all inputs."""

    units: int

    def shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"weight": (self.units, shape[0]), "bias": (self.units,)}

    def output(self, shape: Shape) -> Shape:  # noqa: ARG002
        return (self.units,)

    def apply(self, x: Any, arrays: Arrays, generator: Any = None) -> Any:  # noqa: ARG002
        return pytorch().nn.functional.linear(x, arrays["weight"], arrays["bias"])
