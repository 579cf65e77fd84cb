"""A flow network as a scikit-learn classifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from countenance.core.errors import InputError
from countenance.recognition.deep.backend import device as _device
from countenance.recognition.deep.backend import pytorch, threads
from countenance.recognition.deep.networks import CHANNELS, SIDE, network
from countenance.recognition.deep.settings import check_settings, labels_of, sample_weights, seeds
from countenance.recognition.deep.training import Recipe, probabilities, train

__all__ = ["FlowNetworkClassifier"]

Normalisation = Callable[[NDArray[Any]], NDArray[Any]]


class FlowNetworkClassifier(ClassifierMixin, BaseEstimator):
    """One of the flow networks, or several of a kind whose probabilities are averaged.

    Training runs for a fixed number of epochs and selects nothing on the way. Two fits with one seed are equal,
    whatever the state of PyTorch's global generator, which stays as it was. A fitted classifier can be pickled.

    Parameters
    ----------
    network : str
        A name of :data:`countenance.recognition.deep.NETWORKS`.
    epochs : int
        How often each sample is seen.
    batch_size : int
        Samples a step, at most; the batches of an epoch are even to one sample.
    learning_rate : float
        Of AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101).
    weight_decay : float
        Share of every parameter that a step takes away, times the learning rate. The default is strong, for
        networks that are to learn from some hundred samples.
    decay : {"cosine", "none"}
        Whether the learning rate falls to zero over all steps.
    label_smoothing : float
        Share of the target that is spread evenly over all classes.
    mirror : bool
        Show the network every map or its mirror image, with the sign of u turned, and let it judge both. The maps
        must be zero where nothing moves, which a normalisation may have to restore.
    shift : int
        Move maps by up to so many px in training.
    mixup : bool
        Train on mixtures of two samples each.
    class_weight : {"balanced"}, dict or None
        How much a sample of a class counts, as scikit-learn has it.
    n_networks : int
        Networks of different seeds whose probabilities are averaged.
    normalisation : callable, optional
        From maps of shape (n, 28, 28, 3) to maps of that shape, each on its own; None leaves them as they are.
    random_state : int, RandomState or None
    device : str
        PyTorch's name of the device, for example ``"cuda"``.
    threads : int
        Threads that PyTorch may use. More than one pays little for some hundred samples; folds can run in parallel.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    networks_ : list of dict of str to ndarray
        Arrays of each trained network.

    Notes
    -----
    The defaults were chosen on simulated movements with noise of each participant's own, where strong weight decay,
    mirror images and an ensemble helped, and shifts, mixtures and smoothed labels did not.

    Examples
    --------
    >>> FlowNetworkClassifier("off-apexnet", epochs=50, n_networks=5)
    FlowNetworkClassifier(epochs=50, n_networks=5, network='off-apexnet')
    """

    def __init__(
        self,
        network: str = "compact",
        *,
        epochs: int = 60,
        batch_size: int = 64,
        learning_rate: float = 2e-3,
        weight_decay: float = 5.0,
        decay: Literal["cosine", "none"] = "cosine",
        label_smoothing: float = 0.0,
        mirror: bool = True,
        shift: int = 0,
        mixup: bool = False,
        class_weight: str | dict[Any, float] | None = "balanced",
        n_networks: int = 1,
        normalisation: Normalisation | None = None,
        random_state: int | np.random.RandomState | None = None,
        device: str = "cpu",
        threads: int = 1,
    ) -> None:
        self.network = network
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.decay = decay
        self.label_smoothing = label_smoothing
        self.mirror = mirror
        self.shift = shift
        self.mixup = mixup
        self.class_weight = class_weight
        self.n_networks = n_networks
        self.normalisation = normalisation
        self.random_state = random_state
        self.device = device
        self.threads = threads

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train.

        Parameters
        ----------
        X : array_like of shape (n, 28, 28, 3), float
            Flow from onset to apex: horizontal u, vertical v, and strain.
        y : array_like of shape (n,)
            Classes.

        Returns
        -------
        FlowNetworkClassifier
            The classifier itself.

        Raises
        ------
        InputError
            If maps, classes or settings cannot be used.
        SetupError
            If PyTorch is not installed.
        """
        pytorch()
        check_settings(self)
        maps = self._maps(X)
        labels = labels_of(y, len(maps))
        self.classes_, codes = np.unique(labels, return_inverse=True)
        built = network(self.network, len(self.classes_))
        weights = sample_weights(self.class_weight, labels)
        targets = np.eye(len(self.classes_), dtype=np.float32)[codes] * weights[:, None]
        recipe = Recipe(**{field.name: getattr(self, field.name) for field in fields(Recipe)})
        on = _device(self.device)
        with threads(self.threads):
            self.networks_ = [
                train(built, maps, targets, recipe, seed, on)
                for seed in seeds(self.random_state, self.n_networks)
            ]
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Probability of every class.

        Parameters
        ----------
        X : array_like of shape (n, 28, 28, 3), float

        Returns
        -------
        ndarray of shape (n, n_classes), float64
            In the order of ``classes_``; each row sums to 1.

        Raises
        ------
        InputError
            If the maps cannot be used.
        """
        check_is_fitted(self)
        maps = self._maps(X)
        built = network(self.network, len(self.classes_))
        on = _device(self.device)
        with threads(self.threads):
            judged = [
                probabilities(built, fitted, maps, mirror=self.mirror, device=on) for fitted in self.networks_
            ]
        found: NDArray[np.float64] = np.mean(judged, axis=0)
        return found

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The most probable class of every map.

        Parameters
        ----------
        X : array_like of shape (n, 28, 28, 3), float

        Returns
        -------
        ndarray of shape (n,)
        """
        most_probable = self.predict_proba(X).argmax(1)
        chosen: NDArray[Any] = self.classes_[most_probable]
        return chosen

    def _maps(self, X: ArrayLike) -> NDArray[np.float32]:
        maps = _checked(X)
        if self.normalisation is not None:
            maps = _checked(self.normalisation(maps), "after normalisation ")
        return np.ascontiguousarray(maps)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags


def _checked(X: ArrayLike, when: str = "") -> NDArray[np.float32]:
    try:
        maps = np.asarray(X)
    except ValueError as error:
        raise InputError(f"{when}the flow maps differ in shape: expected (28, 28, 3) each") from error
    wanted = (SIDE, SIDE, len(CHANNELS))
    if maps.ndim != 4 or maps.shape[1:] != wanted or not len(maps):
        raise InputError(
            f"{when}flow maps of shape {maps.shape}: expected (n, {SIDE}, {SIDE}, {len(CHANNELS)}) "
            f"with n of at least 1 and the channels {', '.join(CHANNELS)}"
        )
    if maps.dtype.kind not in "fiu":
        raise InputError(f"{when}flow maps of type {maps.dtype}: expected numbers")
    with np.errstate(over="ignore"):
        single = maps.astype(np.float32, copy=False)
    unusable = np.flatnonzero(~np.isfinite(single).all(axis=(1, 2, 3)))
    if len(unusable):
        raise InputError(
            f"{when}flow map {unusable[0]} holds a value that is no finite number in single precision "
            f"({len(unusable)} of {len(maps)} maps do): describe that clip anew or leave it out"
        )
    return single
