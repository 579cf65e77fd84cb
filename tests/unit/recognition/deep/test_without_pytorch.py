"""Without PyTorch everything can be imported, and what needs it says how to get it."""

from __future__ import annotations

import subprocess
import sys

PREAMBLE = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
sys.meta_path.insert(0, Blocked())
import numpy as np
from countenance.core.errors import SetupError
from countenance.recognition import deep, methods
X, y = np.zeros((4, 28, 28, 3)), [0, 1, 0, 1]
def refused(call):
    try:
        call()
    except SetupError as error:
        print(error)
"""


CALLS = [
    "deep.FlowNetworkClassifier().fit(X, y)",
    "deep.FlowNetworkClassifier(network='off-apexnet').fit(X, y)",
    "methods.method('ststnet').estimator()",
    "methods.method('off-apexnet').classifier()",
]


def _output(script: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_says_what_to_install_and_networks_can_be_looked_at():
    refusals = "\n".join(f"refused(lambda: {call})" for call in CALLS)
    said = _output(f"{PREAMBLE}\n{refusals}\nprint(deep.network('ststnet', 3).n_parameters)")
    needed = (
        "a flow network needs PyTorch: pip install 'countenance[deep]', or in a checkout scripts/setup, which "
        "installs the build for processors of the version in requirements/deep.txt"
    )
    assert said == [needed] * len(CALLS) + ["1683"]


def test_importing_does_not_import_pytorch():
    assert _output("import sys, countenance.recognition.deep; print('torch' in sys.modules)") == ["False"]
