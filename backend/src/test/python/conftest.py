"""MLflow's own Python client against a server that is named by MLFLOW_TRACKING_URI.

The same files pass against MLflow's own server (REFERENCE=1), which shows that what they expect is
MLflow's behaviour. What is known to be otherwise there is marked with `ours`.
"""

import os
import uuid

import mlflow
import pytest
from mlflow import MlflowClient

REFERENCE = os.environ.get("REFERENCE") == "1"

# where the two servers differ on purpose; docs/mlflow.md says why
ours = pytest.mark.skipif(REFERENCE, reason="MLflow's own server does otherwise")


def pytest_configure(config):
    mlflow.set_tracking_uri(os.environ["MLFLOW_TRACKING_URI"])


@pytest.fixture
def client():
    return MlflowClient()


@pytest.fixture
def experiment(client):
    """The id of an experiment of its own, which is the active one."""
    experiment_id = client.create_experiment(f"python {uuid.uuid4().hex}")
    mlflow.set_experiment(experiment_id=experiment_id)
    yield experiment_id
    while mlflow.active_run():
        mlflow.end_run()


@pytest.fixture
def run(client, experiment):
    """The id of a run."""
    return client.create_run(experiment).info.run_id


def refused(call):
    """What the server says to a call that it refuses: (error code, message)."""
    with pytest.raises(mlflow.exceptions.MlflowException) as caught:
        call()
    return caught.value.error_code, str(caught.value)
