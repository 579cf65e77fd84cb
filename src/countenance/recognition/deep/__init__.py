"""Small networks for onset-apex flow maps, trained in seconds to minutes on a processor (extra ``deep``).

Everything here can be imported without PyTorch; training and using a network cannot.

>>> from countenance.recognition.deep import NETWORKS
>>> sorted(NETWORKS)
['compact', 'off-apexnet', 'ststnet']
"""

from countenance.recognition.deep.classifier import FlowNetworkClassifier
from countenance.recognition.deep.networks import NETWORKS, Network, network

__all__ = ["NETWORKS", "FlowNetworkClassifier", "Network", "network"]
