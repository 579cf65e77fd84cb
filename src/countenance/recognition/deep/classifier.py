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
from countenance.recognition.deep.networks import SIDE, network
from countenance.recognition.deep.settings import check_settings, sample_weights, seeds
from countenance.recognition.deep.training import Recipe, probabilities, train
from countenance.recognition.flow_samples import checked_labels, checked_maps

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
            The classifier itself. With training samples of one class only, it trains no network and always says
            that class.

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
        labels = checked_labels(y, len(maps))
        self.classes_, codes = np.unique(labels, return_inverse=True)
        built = network(self.network, len(self.classes_))
        weights = sample_weights(self.class_weight, labels)
        targets = np.eye(len(self.classes_), dtype=np.float32)[codes] * weights[:, None]
        recipe = Recipe(**{field.name: getattr(self, field.name) for field in fields(Recipe)})
        on = _device(self.device)
        wanted = self.n_networks if len(self.classes_) > 1 else 0
        with threads(self.threads):
            self.networks_ = [
                train(built, maps, targets, recipe, seed, on) for seed in seeds(self.random_state, wanted)
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
        if not self.networks_:
            return np.ones((len(maps), 1))
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
    maps = checked_maps(X, when)
    if maps.shape[1:3] != (SIDE, SIDE):
        raise InputError(f"{when}flow maps of shape {maps.shape}: a network expects (n, {SIDE}, {SIDE}, 3)")
    return maps.astype(np.float32, copy=False)
