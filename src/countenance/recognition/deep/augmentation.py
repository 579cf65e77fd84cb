"""Flow maps made from flow maps: mirrored, shifted, mixed. Whole batches at once, from a generator that is given.

Maps are tensors of shape (n, 28, 28, 3), channels u, v and strain, zero where nothing moves.
"""

from __future__ import annotations

from typing import Any

from countenance.recognition.deep.backend import pytorch

__all__ = ["mirrored", "mixed", "mixture", "randomly_mirrored", "randomly_shifted", "shifted"]


def mirrored(maps: Any) -> Any:
    """The same movement of the mirrored face: left and right change places, and so does the sign of u."""
    turned = maps.flip(2)
    turned[..., 0] = -turned[..., 0]
    return turned


def randomly_mirrored(maps: Any, generator: Any) -> Any:
    """Every map as it is or mirrored, with even chances."""
    torch = pytorch()
    chance = torch.rand(len(maps), generator=generator, device=maps.device, dtype=torch.float32)
    return torch.where(chance[:, None, None, None] < 0.5, maps, mirrored(maps))


def shifted(maps: Any, down: Any, right: Any) -> Any:
    """Every map moved by whole pixels; what comes in at the border does not move.

    Parameters
    ----------
    maps : Tensor of shape (n, rows, columns, channels)
    down, right : Tensor of shape (n,), int64
        px; negative for up and left.
    """
    torch = pytorch()
    n, rows, columns, channels = maps.shape
    margin = int(max(down.abs().max(), right.abs().max()))
    framed = maps.new_zeros(n, rows + 2 * margin, columns + 2 * margin, channels)
    framed[:, margin : margin + rows, margin : margin + columns] = maps
    y = (torch.arange(rows, device=maps.device) + margin) - down[:, None]
    x = (torch.arange(columns, device=maps.device) + margin) - right[:, None]
    return framed[torch.arange(n, device=maps.device)[:, None, None], y[:, :, None], x[:, None, :]]


def randomly_shifted(maps: Any, most: int, generator: Any) -> Any:
    """Every map moved by at most ``most`` px down or up and right or left, all equally likely."""
    offsets = pytorch().randint(-most, most + 1, (2, len(maps)), generator=generator, device=maps.device)
    return shifted(maps, offsets[0], offsets[1])


def mixture(n: int, generator: Any) -> tuple[Any, Any]:
    """Whom every sample is mixed with, and its own share of the mixture, from one half to one, evenly.

    Returns
    -------
    partner : Tensor of shape (n,), int64
    share : Tensor of shape (n,), float32
    """
    torch = pytorch()
    partner = torch.randperm(n, generator=generator, device=generator.device)
    share = torch.rand(n, generator=generator, device=generator.device, dtype=torch.float32)
    return partner, 0.5 + share / 2


def mixed(values: Any, partner: Any, share: Any) -> Any:
    """Each sample's values with those of its partner: ``share`` of the former, the rest of the latter.

    References
    ----------
    Zhang, Cisse, Dauphin, Lopez-Paz: mixup: beyond empirical risk minimization. ICLR 2018.
    """
    own = share.reshape(-1, *[1] * (values.ndim - 1))
    return own * values + (1 - own) * values[partner]
