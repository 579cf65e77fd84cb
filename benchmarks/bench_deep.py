"""Training of the flow networks: as here, against modules of PyTorch fed by its data loader.

    python benchmarks/bench_deep.py [--samples 430] [--epochs 10] [--networks 5]

The reference is the same STSTNet as one would write it down: a convolution for every stream, maps with the channels
outermost, a data loader for the batches, as many networks one after the other. With the weights of the one, both
must give the same scores before anything is timed. Maps are noise; both run on one thread, and processor
time is counted.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import torch
from torch import nn

from countenance.recognition.deep import FlowNetworkClassifier, network

STREAMS = (3, 5, 8)
BATCH = 64


class Reference(nn.Module):
    """Three streams, each a convolution of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.streams = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(3, filters, 3, padding=1),
                nn.ReLU(),
                nn.MaxPool2d(3, 3, 1),
                nn.BatchNorm2d(filters),
                nn.Dropout(0.5),
            )
            for filters in STREAMS
        )
        self.joined = nn.Sequential(nn.AvgPool2d(2), nn.Flatten(), nn.Linear(400, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scores of maps of shape (n, 3, 28, 28)."""
        return self.joined(torch.cat([stream(x) for stream in self.streams], 1))


def check_equal(maps: torch.Tensor) -> None:
    """The reference with the weights of the network here gives its scores."""
    built, reference = network("ststnet", 3), Reference().eval()
    arrays = built.first(torch.Generator().manual_seed(0))
    with torch.no_grad():
        start = 0
        for filters, stream in zip(STREAMS, reference.streams, strict=True):
            stream[0].weight.copy_(arrays["0.weight"][start : start + filters])
            stream[0].bias.copy_(arrays["0.bias"][start : start + filters])
            start += filters
        reference.joined[2].weight.copy_(arrays["7.weight"])
        reference.joined[2].bias.copy_(arrays["7.bias"])
        torch.testing.assert_close(reference(maps), built.scores(maps, arrays), rtol=1e-4, atol=1e-5)


def train_reference(maps: torch.Tensor, classes: torch.Tensor, epochs: int) -> None:
    """One network, AdamW, mirror images, weights of classes."""
    model, loss = Reference(), nn.CrossEntropyLoss(1 / classes.bincount().float())
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(maps, classes), batch_size=BATCH, shuffle=True
    )
    turn = torch.tensor([-1.0, 1.0, 1.0])[:, None, None]
    for _ in range(epochs):
        for batch, wanted in loader:
            views = torch.stack([x.flip(2) * turn if torch.rand(1) < 0.5 else x for x in batch])
            optimiser.zero_grad()
            loss(model(views), wanted).backward()
            optimiser.step()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=430)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--networks", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    random = np.random.default_rng(0)
    X = random.normal(0, 1, (options.samples, 28, 28, 3)).astype(np.float32)
    y = np.arange(options.samples) % 3
    maps, classes = torch.as_tensor(X).permute(0, 3, 1, 2).contiguous(), torch.as_tensor(y)
    check_equal(maps)
    rounds = {"networks": options.networks, "epochs": options.epochs}
    seconds = {}
    for name in ("ststnet", "off-apexnet"):
        model = FlowNetworkClassifier(
            name, epochs=options.epochs, n_networks=options.networks, batch_size=BATCH, random_state=0
        )
        began = time.process_time()
        model.fit(X, y)
        seconds[name] = time.process_time() - began
    began = time.process_time()
    for _ in range(options.networks):
        train_reference(maps, classes, options.epochs)
    reference = time.process_time() - began
    print(f"{rounds}, {options.samples} samples, one thread; ms an epoch of one network")
    per = 1000 / options.networks / options.epochs
    print(f"off-apexnet here         {seconds['off-apexnet'] * per:7.1f}")
    print(f"ststnet here             {seconds['ststnet'] * per:7.1f}")
    print(f"ststnet, modules, loader {reference * per:7.1f}")
    print(f"ratio                    {reference / seconds['ststnet']:7.1f}")


if __name__ == "__main__":
    main()
