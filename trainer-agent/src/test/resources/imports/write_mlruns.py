"""Writes the folder mlruns/ with MLflow's own client. Made with mlflow 3.17.2:

    MLFLOW_ALLOW_FILE_STORE=true python write_mlruns.py
"""

import os
import pathlib
import shutil

import mlflow
import pandas as pd
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

HERE = pathlib.Path(__file__).parent.resolve()
START = 1767225600000  # 2026-01-01
shutil.rmtree(HERE / "mlruns", ignore_errors=True)
mlflow.set_tracking_uri((HERE / "mlruns").as_uri())
client = MlflowClient()


def run(experiment, name, at, **tags):
    all_tags = {"mlflow.user": "somebody", **{k.replace("__", "."): v for k, v in tags.items()}}
    return client.create_run(experiment, start_time=START + at, run_name=name, tags=all_tags).info.run_id


first = client.create_experiment("first: größer", tags={"team": "a", "mlflow.note.content": "# Notes"})
whole = run(first, "whole", 0, mlflow__note__content="some *notes*", mlflow__source__git__commit="abc123")
client.log_batch(
    whole,
    params=[Param("lr", "0.1"), Param("opt/name", "adam"), Param("a.b", "two\nlines")],
    metrics=[Metric("loss/train", 1 / (s + 1), START + s, s) for s in range(5)]
    + [Metric("stepless", float(s), START + s, 0) for s in range(3)]
    + [Metric("odd", v, START, s) for s, v in enumerate([float("nan"), float("inf"), float("-inf")], 1)]
    + [Metric("again", v, START + s, 7) for s, v in enumerate([1.0, 2.0])]
    + [Metric("before", 1.0, START, -1), Metric("before", 2.0, START, 1)],
)
client.log_text(whole, "hello", "notes/hello.txt")
client.log_text(whole, "", "empty.txt")
data = mlflow.data.from_pandas(pd.DataFrame({"x": [1.5] * 3}), source="s3://bucket/three.csv", name="three")
client.log_inputs(
    whole,
    [
        mlflow.entities.DatasetInput(
            data._to_mlflow_entity(), [mlflow.entities.InputTag("mlflow.data.context", "training")]
        )
    ],
)
client.set_terminated(whole, "FINISHED", END := START + 60_000)
part = run(first, "part", 1000, mlflow__parentRunId=whole)
client.set_terminated(part, "FAILED", END)
gone = run(first, "gone", 2000)
client.log_batch(gone, metrics=[Metric("m", 1.0, START, 1)])
client.set_terminated(gone, "KILLED", END)
client.delete_run(gone)
run(first, "live", 3000)
client.create_experiment("empty")
trash = client.create_experiment("trash")
client.set_terminated(run(trash, "in the trash", 4000), "FINISHED", END)
client.delete_experiment(trash)

for meta in (HERE / "mlruns").rglob("meta.yaml"):  # says nothing of the machine it was made on
    text = meta.read_text(encoding="utf-8")
    meta.write_text(text.replace(HERE.as_uri(), "file:///somewhere"), encoding="utf-8")
