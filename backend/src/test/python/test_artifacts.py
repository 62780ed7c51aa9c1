import os

import mlflow
from conftest import refused


def test_text_dictionaries_and_figures(client, experiment, tmp_path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.plot([1, 2, 3])
    with mlflow.start_run() as run:
        mlflow.log_text("häuser\n", "notes/read me.txt")
        mlflow.log_dict({"a": [1, 2]}, "config.json")
        mlflow.log_figure(figure, "plots/loss.png")
        mlflow.log_table({"x": [1, 2], "y": ["a", "b"]}, "table.json")
    pyplot.close(figure)
    run_id = run.info.run_id

    assert mlflow.artifacts.load_text(f"runs:/{run_id}/notes/read me.txt") == "häuser\n"
    assert mlflow.artifacts.load_dict(f"runs:/{run_id}/config.json") == {"a": [1, 2]}
    assert mlflow.artifacts.load_image(f"runs:/{run_id}/plots/loss.png").size[0] > 100
    assert list(mlflow.load_table("table.json", run_ids=[run_id])["y"]) == ["a", "b"]
    listed = {f.path: f.is_dir for f in client.list_artifacts(run_id)}
    assert listed == {"notes": True, "plots": True, "config.json": False, "table.json": False}


def test_folders(client, run, tmp_path):
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "a.bin").write_bytes(os.urandom(100_000))
    (tmp_path / "sub" / "deep" / "b.txt").write_text("b")
    client.log_artifacts(run, str(tmp_path), "kept")
    client.log_artifact(run, str(tmp_path / "a.bin"))

    [file] = client.list_artifacts(run, "kept/sub/deep")
    assert (file.path, file.is_dir, file.file_size) == ("kept/sub/deep/b.txt", False, 1)
    down = client.download_artifacts(run, "kept", str(tmp_path))
    with open(os.path.join(down, "a.bin"), "rb") as copy:
        assert copy.read() == (tmp_path / "a.bin").read_bytes()
    with open(os.path.join(down, "sub", "deep", "b.txt")) as copy:
        assert copy.read() == "b"
    assert os.path.getsize(client.download_artifacts(run, "a.bin", str(tmp_path / "sub"))) == 100_000


def test_what_is_not_there(client, run):
    assert client.list_artifacts(run) == []
    assert client.list_artifacts(run, "nothing") == []
    code, message = refused(lambda: client.download_artifacts(run, "nothing.txt"))
    assert code == "RESOURCE_DOES_NOT_EXIST"
    assert "nothing.txt" in message
