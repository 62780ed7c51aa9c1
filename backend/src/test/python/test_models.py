import uuid

import mlflow
import numpy
import pytest
from conftest import refused
from mlflow.pyfunc import PythonModel


class Doubling(PythonModel):
    def predict(self, context, model_input: list[float]) -> list[float]:
        return [2 * x for x in model_input]


@pytest.fixture
def name():
    return f"model-{uuid.uuid4().hex}"


def test_a_plain_pyfunc_is_logged_registered_and_loaded(client, experiment, name):
    with mlflow.start_run() as run:
        info = mlflow.pyfunc.log_model(
            name="doubling", python_model=Doubling(), registered_model_name=name, pip_requirements=["mlflow"]
        )
    assert mlflow.pyfunc.load_model(info.model_uri).predict([1.0, 2.5]) == [2, 5]
    version = client.get_model_version(name, "1")
    assert (version.run_id, version.status) == (run.info.run_id, "READY")
    client.set_registered_model_alias(name, "champion", "1")
    assert client.get_model_version_by_alias(name, "champion").version == "1"
    assert mlflow.pyfunc.load_model(f"models:/{name}@champion").predict([3.0]) == [6]
    assert mlflow.pyfunc.load_model(f"models:/{name}/1").predict([3.0]) == [6]
    model = mlflow.get_logged_model(info.model_id)
    assert (model.name, model.status, model.source_run_id) == ("doubling", "READY", run.info.run_id)
    [found] = mlflow.search_logged_models([experiment], output_format="list")
    assert found.model_id == info.model_id
    outputs = client.get_run(run.info.run_id).outputs.model_outputs
    assert [o.model_id for o in outputs] == [info.model_id]


def test_versions_are_numbered_tagged_and_moved(client, experiment, name):
    with mlflow.start_run() as run:
        info = mlflow.pyfunc.log_model(name="m", python_model=Doubling(), pip_requirements=["mlflow"])
    first = mlflow.register_model(info.model_uri, name, tags={"k": "v"})
    second = mlflow.register_model(info.model_uri, name)
    assert (first.version, second.version) in [("1", "2"), (1, 2)]
    assert client.get_model_version(name, "1").tags == {"k": "v"}
    client.set_registered_model_alias(name, "best", "1")
    client.set_registered_model_alias(name, "best", "2")
    assert client.get_registered_model(name).aliases == {"best": "2"}
    client.delete_registered_model_alias(name, "best")
    assert client.get_registered_model(name).aliases == {}
    client.update_model_version(name, "1", description="first")
    assert client.get_model_version(name, "1").description == "first"
    found = client.search_model_versions(f"name = '{name}'")
    assert sorted(int(v.version) for v in found) == [1, 2]
    assert [m.name for m in client.search_registered_models(f"name = '{name}'")] == [name]
    client.delete_model_version(name, "1")
    assert refused(lambda: client.get_model_version(name, "1"))[0] == "RESOURCE_DOES_NOT_EXIST"
    client.delete_registered_model(name)
    assert refused(lambda: client.get_registered_model(name))[0] == "RESOURCE_DOES_NOT_EXIST"
    assert run.info.run_id


def test_scikit_learn_logs_by_itself(client, experiment):
    from sklearn.linear_model import LogisticRegression

    x = numpy.random.default_rng(0).normal(size=(60, 3))
    y = (x[:, 0] > 0).astype(int)
    mlflow.sklearn.autolog(silent=True)
    try:
        with mlflow.start_run() as run:
            model = LogisticRegression(C=0.5).fit(x, y)
            model.score(x, y)
    finally:
        mlflow.sklearn.autolog(disable=True)
    stored = client.get_run(run.info.run_id)
    assert stored.data.params["C"] == "0.5"
    assert stored.data.metrics["training_accuracy_score"] > 0.8
    assert stored.inputs.dataset_inputs
    [output] = stored.outputs.model_outputs
    loaded = mlflow.sklearn.load_model(f"models:/{output.model_id}")
    assert (loaded.predict(x) == model.predict(x)).all()
