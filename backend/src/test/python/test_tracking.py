import math
import os
import time

import mlflow
import pytest
import requests
from conftest import ours, refused
from mlflow.entities import Metric, Param, RunTag


def history(client, run, key):
    return [(m.step, m.timestamp, m.value) for m in client.get_metric_history(run, key)]


def test_a_script_records_a_run(client, experiment):
    with mlflow.start_run(run_name="fluent", description="what it is") as run:
        mlflow.log_param("lr", 0.1)
        mlflow.log_params({"layers": 4, "nested/name.x-y": None, "text": "a\nb"})
        mlflow.log_metric("loss", 2.5, step=1)
        mlflow.log_metrics({"loss": 2.25, "acc": 0.5}, step=2)
        mlflow.set_tag("kind", "test")
        mlflow.set_tags({"a": 1, "b": ""})
    stored = client.get_run(run.info.run_id)

    assert stored.info.run_name == "fluent"
    assert stored.info.status == "FINISHED"
    assert stored.info.end_time >= stored.info.start_time > 1_600_000_000_000
    assert stored.info.lifecycle_stage == "active"
    assert stored.info.artifact_uri == f"mlflow-artifacts:/{experiment}/{run.info.run_id}/artifacts"
    assert stored.data.params == {"lr": "0.1", "layers": "4", "nested/name.x-y": "None", "text": "a\nb"}
    assert stored.data.metrics == {"loss": 2.25, "acc": 0.5}
    assert stored.data.tags["kind"] == "test"
    assert stored.data.tags["a"] == "1"
    assert stored.data.tags["b"] == ""
    assert stored.data.tags["mlflow.runName"] == "fluent"
    assert stored.data.tags["mlflow.note.content"] == "what it is"
    assert stored.data.tags["mlflow.user"] == stored.info.user_id


def test_a_run_that_raises_has_failed(client, experiment):
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_run() as run:
            1 / 0
    assert client.get_run(run.info.run_id).info.status == "FAILED"


def test_a_finished_run_goes_on(client, experiment):
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1, step=1)
    with mlflow.start_run(run_id=run.info.run_id):
        assert client.get_run(run.info.run_id).info.status == "RUNNING"
        mlflow.log_metric("m", 2, step=2)
    stored = client.get_run(run.info.run_id)
    assert stored.info.status == "FINISHED"
    assert stored.data.metrics == {"m": 2}


def test_runs_are_nested(client, experiment):
    with mlflow.start_run() as parent:
        with mlflow.start_run(nested=True) as child:
            mlflow.log_param("depth", 1)
    assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == parent.info.run_id
    children = client.search_runs([experiment], f"tags.`mlflow.parentRunId` = '{parent.info.run_id}'")
    assert [r.info.run_id for r in children] == [child.info.run_id]


def test_metrics_have_steps_and_timestamps(client, run):
    for step in range(10):
        client.log_metric(run, "loss", 1 / (step + 1), timestamp=1000 + step, step=step)
    assert history(client, run, "loss") == [(s, 1000 + s, 1 / (s + 1)) for s in range(10)]
    assert client.get_run(run).data.metrics == {"loss": 0.1}


def test_metrics_without_steps_are_all_kept(client, run):
    for i in range(10):
        client.log_metric(run, "acc", i / 10, timestamp=1000 + i)
    assert history(client, run, "acc") == [(0, 1000 + i, i / 10) for i in range(10)]
    assert client.get_run(run).data.metrics == {"acc": 0.9}
    client.log_metric(run, "acc", 0.9, timestamp=1009)
    assert len(history(client, run, "acc")) == 10


def test_the_fluent_interface_without_steps(client, experiment):
    with mlflow.start_run() as run:
        for i in range(5):
            mlflow.log_metric("m", i)
            time.sleep(0.002)
    assert [value for _, _, value in history(client, run.info.run_id, "m")] == [0, 1, 2, 3, 4]


def test_values_that_are_no_numbers(client, run):
    for step, value in enumerate([math.nan, math.inf, -math.inf, 1.5]):
        client.log_metric(run, "m", value, timestamp=step, step=step)
    values = [value for _, _, value in history(client, run, "m")]
    assert math.isnan(values[0])
    assert values[1:] == [1.7976931348623157e308, -1.7976931348623157e308, 1.5]
    client.log_metric(run, "m", math.nan, timestamp=9, step=9)
    assert math.isnan(client.get_run(run).data.metrics["m"])


def test_a_batch(client, run):
    client.log_batch(
        run,
        metrics=[Metric(f"m{i % 10}", i, 1000 + i, i) for i in range(800)],
        params=[Param(f"p{i}", str(i)) for i in range(100)],
        tags=[RunTag(f"t{i}", str(i)) for i in range(100)],
    )
    data = client.get_run(run).data
    assert data.metrics == {f"m{i}": 790 + i for i in range(10)}
    assert data.params == {f"p{i}": str(i) for i in range(100)}
    assert all(data.tags[f"t{i}"] == str(i) for i in range(100))
    assert len(history(client, run, "m0")) == 80


def test_the_client_cuts_large_batches(client, experiment):
    with mlflow.start_run() as run:
        mlflow.log_params({f"p{i}": i for i in range(250)})
        mlflow.log_metrics({f"m{i}": i for i in range(1200)})
        mlflow.set_tags({f"t{i}": i for i in range(150)})
    data = client.get_run(run.info.run_id).data
    assert len(data.params) == 250
    assert len(data.metrics) == 1200
    assert len([t for t in data.tags if t.startswith("t")]) >= 150


def test_a_batch_has_limits(client, run):
    # the client itself cuts what is too much, so this is asked without it
    def send(**body):
        answer = requests.post(
            f"{mlflow.get_tracking_uri()}/api/2.0/mlflow/runs/log-batch",
            json={"run_id": run, **body},
            headers={"Authorization": f"Bearer {os.environ.get('MLFLOW_TRACKING_TOKEN', '')}"},
        )
        return answer.status_code, answer.json()["error_code"], answer.json()["message"]

    metric = {"key": "m", "value": 1, "timestamp": 1}
    assert send(metrics=[metric] * 1001)[:2] == (400, "INVALID_PARAMETER_VALUE")
    assert "at most 1000 metrics. Got 1001 metrics" in send(metrics=[metric] * 1001)[2]
    pairs = [{"key": f"k{i}", "value": ""} for i in range(101)]
    assert "at most 100 params. Got 101 params" in send(params=pairs)[2]
    assert "at most 100 tags. Got 101 tags" in send(tags=pairs)[2]
    assert "at most 1000 metrics, params, and tags. Got 1001" in send(
        metrics=[metric] * 901, params=pairs[:50], tags=pairs[:50]
    )[2]
    assert "Duplicate parameter keys have been submitted: ['k0']" in send(params=[pairs[0]] * 2)[2]
    assert "Missing value for required parameter 'metrics[0].timestamp'" in send(
        metrics=[{"key": "m", "value": 1}]
    )[2]


def test_params_do_not_change(client, run):
    client.log_param(run, "lr", 0.1)
    client.log_param(run, "lr", 0.1)
    code, message = refused(lambda: client.log_param(run, "lr", 0.2))
    assert code == "INVALID_PARAMETER_VALUE"
    assert "Changing param values is not allowed" in message
    assert "'lr' was already logged with value='0.1'" in message


def test_names_that_are_refused(client, run):
    for name in ["a?b", "../a", "a//b", "/a", "."]:
        assert refused(lambda: client.log_metric(run, name, 1))[0] == "INVALID_PARAMETER_VALUE"
        assert refused(lambda: client.log_param(run, name, 1))[0] == "INVALID_PARAMETER_VALUE"
        assert refused(lambda: client.set_tag(run, name, 1))[0] == "INVALID_PARAMETER_VALUE"
    code, message = refused(lambda: client.log_metric(run, "x" * 251, 1))
    assert code == "INVALID_PARAMETER_VALUE"
    assert "exceeds the maximum length of 250 characters" in message


def test_what_is_too_long_is_cut(client, run):
    client.log_param(run, "p", "x" * 6001)
    client.set_tag(run, "t", "x" * 8001)
    data = client.get_run(run).data
    assert len(data.params["p"]) == 6000
    assert len(data.tags["t"]) == 8000


@ours
def test_negative_steps_are_refused(client, run):
    code, message = refused(lambda: client.log_metric(run, "m", 1, step=-1))
    assert code == "INVALID_PARAMETER_VALUE"
    assert "Steps start at 0" in message


def test_tags_are_set_and_deleted(client, run):
    client.set_tag(run, "t", "1")
    client.set_tag(run, "t", "2")
    assert client.get_run(run).data.tags["t"] == "2"
    client.delete_tag(run, "t")
    assert "t" not in client.get_run(run).data.tags
    code, message = refused(lambda: client.delete_tag(run, "t"))
    assert code == "RESOURCE_DOES_NOT_EXIST"
    assert "No tag with name: t" in message


def test_a_run_is_renamed(client, run):
    client.update_run(run, status="SCHEDULED", name="other")
    stored = client.get_run(run)
    assert (stored.info.status, stored.info.run_name) == ("SCHEDULED", "other")
    client.set_tag(run, "mlflow.runName", "third")
    assert client.get_run(run).info.run_name == "third"
    client.set_terminated(run, "KILLED", end_time=1_700_000_000_000)
    stored = client.get_run(run)
    assert (stored.info.status, stored.info.end_time) == ("KILLED", 1_700_000_000_000)


def test_a_run_is_deleted_and_restored(client, run):
    client.delete_run(run)
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    code, message = refused(lambda: client.log_metric(run, "m", 1))
    assert code == "INVALID_PARAMETER_VALUE"
    assert f"The run {run} must be in the 'active' state" in message
    client.restore_run(run)
    client.log_metric(run, "m", 1)


def test_an_experiment_is_tagged_renamed_deleted_and_restored(client):
    name = f"life {time.time_ns()}"
    experiment = client.create_experiment(name, tags={"team": "a"})
    assert client.get_experiment_by_name(name).experiment_id == experiment
    assert client.get_experiment(experiment).tags == {"team": "a"}
    client.set_experiment_tag(experiment, "team", "b")
    client.set_experiment_tag(experiment, "other", "c")
    client.delete_experiment_tag(experiment, "other")
    assert client.get_experiment(experiment).tags == {"team": "b"}
    client.rename_experiment(experiment, name + "!")
    assert client.get_experiment(experiment).name == name + "!"
    run = client.create_run(experiment).info.run_id
    client.delete_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "deleted"
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    assert refused(lambda: client.create_run(experiment))[0] == "INVALID_PARAMETER_VALUE"
    client.restore_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "active"
    assert client.get_run(run).info.lifecycle_stage == "active"
    assert refused(lambda: client.create_experiment(name + "!"))[0] == "RESOURCE_ALREADY_EXISTS"


def test_the_default_experiment(client):
    assert client.get_experiment("0").name == "Default"
    run = client.create_run("0")
    assert run.info.experiment_id == "0"


@ours
def test_the_name_of_a_deleted_experiment_is_free(client):
    name = f"again {time.time_ns()}"
    client.delete_experiment(client.create_experiment(name))
    assert client.get_experiment(client.create_experiment(name)).lifecycle_stage == "active"


def test_errors_are_those_of_the_client(client, run):
    code, message = refused(lambda: client.get_run("0" * 32))
    assert code == "RESOURCE_DOES_NOT_EXIST"
    assert f"Run with id={'0' * 32} not found" in message
    assert refused(lambda: client.get_experiment("987654321"))[0] == "RESOURCE_DOES_NOT_EXIST"
    assert client.get_experiment_by_name("nobody's") is None


@ours
def test_without_a_token_nobody_gets_in(client, monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_TOKEN")
    code, message = refused(lambda: client.get_experiment("0"))
    assert code == "UNAUTHENTICATED"
    assert "a token or a user name and password is needed" in message
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "admin")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", os.environ["ADMIN_PASSWORD"])
    assert client.get_experiment("0").name == "Default"


def test_logging_does_not_wait(client, experiment):
    with mlflow.start_run() as run:
        for step in range(50):
            mlflow.log_metric("m", step, step=step, synchronous=False)
        mlflow.log_params({"a": 1, "b": 2}, synchronous=False)
        waited = mlflow.set_tag("t", "x", synchronous=False)
        waited.wait()
        mlflow.flush_async_logging()
    data = client.get_run(run.info.run_id).data
    assert data.params == {"a": "1", "b": "2"}
    assert data.tags["t"] == "x"
    assert [step for step, _, _ in history(client, run.info.run_id, "m")] == list(range(50))


def test_a_dataset_is_an_input(client, experiment):
    import pandas

    data = mlflow.data.from_pandas(
        pandas.DataFrame({"x": [1.0, 2.0], "y": [0, 1]}), source="here.csv", name="points", targets="y"
    )
    with mlflow.start_run() as run:
        mlflow.log_input(data, context="training", tags={"k": "v"})
    [stored] = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert (stored.dataset.name, stored.dataset.digest) == ("points", data.digest)
    assert '"mlflow_colspec"' in stored.dataset.schema
    assert {t.key: t.value for t in stored.tags} == {"mlflow.data.context": "training", "k": "v"}
    found = client.search_runs([experiment], "datasets.name = 'points'")
    assert [r.info.run_id for r in found] == [run.info.run_id]


def test_a_long_history(client, run):
    for start in range(0, 5000, 1000):
        client.log_batch(run, metrics=[Metric("m", i, i, i) for i in range(start, start + 1000)])
    assert [m.step for m in client.get_metric_history(run, "m")] == list(range(5000))
