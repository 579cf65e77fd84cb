"""Shapes and numbers of parameters by hand, and each network against loops over its definition."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.signal import correlate2d

from countenance.core.errors import InputError
from countenance.recognition.deep import NETWORKS, network


def test_ststnet_by_hand():
    built = network("ststnet", 3)
    maps = [shape for shape in built.inputs if len(shape) == 3]
    # 28 px, with a border of one 30 px, in squares of 3 px: 10; in squares of 2 px: 5.
    assert [shape for shape, after in pairwise(maps) if shape != after] + [maps[-1]] == [
        (3, 28, 28), (16, 28, 28), (16, 10, 10), (16, 5, 5),
    ]  # fmt: skip
    assert built.inputs[-2:] == [(5 * 5 * 16,), (3,)]
    streams = sum(filters * (3 * 3 * 3 + 1) for filters in (3, 5, 8))
    scale_and_shift = 2 * 16
    assert built.n_parameters == streams + scale_and_shift + (400 + 1) * 3


def test_off_apexnet_by_hand():
    built = network("off-apexnet", 5)
    stream = 6 * (5 * 5 + 1) + 16 * (6 * 5 * 5 + 1)
    assert built.n_parameters == 2 * stream + (2 * 784 + 1) * 1024 + (1024 + 1) * 1024 + (1024 + 1) * 5
    assert (32, 7, 7) in built.inputs
    assert next(shape for shape in built.inputs if len(shape) == 1) == (2 * 7 * 7 * 16,)


def test_compact_by_hand():
    built = network("compact", 3)
    filters = 16 * (3 * 3 * 3 + 1) + 16 * (16 * 3 * 3 + 1)
    assert built.n_parameters == filters + 2 * (2 * 16) + (7 * 7 * 16 + 1) * 3
    assert built.inputs[1] == (3, 14, 14)


@pytest.mark.parametrize("name", sorted(NETWORKS))
@pytest.mark.parametrize("n_classes", [2, 7])
def test_declared_shapes_are_the_computed_ones(torch, name, n_classes):
    built = network(name, n_classes)
    generator = torch.Generator().manual_seed(0)
    arrays = built.first(generator)
    x = torch.zeros(4, 3, 28, 28)
    for number, layer in enumerate(built.layers):
        own = {key: arrays[f"{number}.{key}"] for key in layer.shapes(built.inputs[number])}
        x = layer.apply(x, own, generator)
        assert tuple(x.shape) == (4, *built.inputs[number + 1])
    assert x.shape == (4, n_classes)
    assert built.n_parameters == sum(values.numel() for values in arrays.values() if values.requires_grad)


def _drawn(torch, name, n_classes=3):
    """A network with random arrays, batch statistics too, and two random maps."""
    built = network(name, n_classes)
    arrays = built.first(torch.Generator().manual_seed(1))
    rng = np.random.default_rng(2)
    for key, values in arrays.items():
        values.requires_grad_(False)
        if key.endswith(("mean", "variance")) or (key == "3.weight" and name == "ststnet"):
            values.copy_(torch.as_tensor(rng.uniform(0.3, 1.5, values.shape)))
    maps = rng.normal(0, 1, (2, 3, 28, 28)).astype(np.float32)
    scores = built.scores(torch.as_tensor(maps), arrays).numpy()
    return {key: values.numpy().astype(float) for key, values in arrays.items()}, maps.astype(float), scores


def _same(maps, weight, bias):
    """Correlate each filter with every channel it sees, on zeros beyond the border."""
    seen = [
        sum(correlate2d(channel, plane, mode="same") for channel, plane in zip(maps, planes, strict=True))
        for planes in weight
    ]
    return np.stack(seen) + bias[:, None, None]


def _pooled(maps, size, border, how):
    framed = np.pad(maps, ((0, 0), (border, border), (border, border)), constant_values=-np.inf)
    side = framed.shape[1] // size
    return np.array(
        [
            [
                [how(plane[size * r : size * r + size, size * c : size * c + size]) for c in range(side)]
                for r in range(side)
            ]
            for plane in framed
        ]
    )


def test_ststnet_is_three_streams_joined(torch):
    arrays, samples, scores = _drawn(torch, "ststnet")
    for maps, found in zip(samples, scores, strict=True):
        streams = []
        for start, stop in ((0, 3), (3, 8), (8, 16)):
            own = slice(start, stop)
            stream = np.maximum(_same(maps, arrays["0.weight"][own], arrays["0.bias"][own]), 0)
            stream = _pooled(stream, 3, 1, np.max)
            centred = stream - arrays["3.mean"][own, None, None]
            stream = centred / np.sqrt(arrays["3.variance"][own, None, None] + 1e-5)
            streams.append(stream * arrays["3.weight"][own, None, None] + arrays["3.bias"][own, None, None])
        joined = _pooled(np.concatenate(streams), 2, 0, np.mean).ravel()
        assert found == pytest.approx(arrays["7.weight"] @ joined + arrays["7.bias"], abs=1e-4)


def test_off_apexnet_is_two_streams_joined(torch):
    arrays, samples, scores = _drawn(torch, "off-apexnet")
    for maps, found in zip(samples, scores, strict=True):
        streams = []
        for number in (0, 1):
            first, second = slice(6 * number, 6 * number + 6), slice(16 * number, 16 * number + 16)
            stream = _same(maps[number : number + 1], arrays["1.weight"][first], arrays["1.bias"][first])
            stream = _pooled(np.maximum(stream, 0), 2, 0, np.max)
            stream = _same(stream, arrays["4.weight"][second], arrays["4.bias"][second])
            streams.append(_pooled(np.maximum(stream, 0), 2, 0, np.max).ravel())
        vector = np.concatenate(streams)
        for dense in ("8", "11"):
            vector = np.maximum(arrays[f"{dense}.weight"] @ vector + arrays[f"{dense}.bias"], 0)
        assert found == pytest.approx(arrays["14.weight"] @ vector + arrays["14.bias"], abs=1e-4)


def test_off_apexnet_does_not_look_at_strain(torch):
    built = network("off-apexnet", 3)
    arrays = built.first(torch.Generator().manual_seed(0))
    maps = torch.randn(2, 3, 28, 28, generator=torch.Generator().manual_seed(1))
    before = built.scores(maps, arrays)
    maps[:, 2] += 1
    assert torch.equal(built.scores(maps, arrays), before)
    maps[:, 1] += 1
    assert not torch.allclose(built.scores(maps, arrays), before)


def test_unknown_network():
    with pytest.raises(InputError, match=r"'vgg' is no flow network; known names: .*ststnet"):
        network("vgg", 3)
