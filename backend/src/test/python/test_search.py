import mlflow
import pytest
from conftest import refused
from mlflow.entities import ViewType


@pytest.fixture
def runs(client, experiment):
    """Six runs with a score, a learning rate and a model."""
    ids = []
    for i in range(6):
        run = client.create_run(experiment, run_name=f"run {i}", start_time=1000 + i).info.run_id
        client.log_metric(run, "score", i / 10)
        client.log_metric(run, "train/loss", 6 - i)
        client.log_param(run, "lr", 10.0**-i)
        client.log_param(run, "model", ["tree", "Net"][i % 2])
        client.set_tag(run, "team", "blue" if i < 3 else "Red")
        if i < 2:
            client.set_tag(run, "early", "yes")
        client.set_terminated(run, "FINISHED" if i % 2 else "FAILED", end_time=2000 + i)
        ids.append(run)
    return ids


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", [0, 1, 2, 3, 4, 5]),
        ("metrics.score > 0.3", [4, 5]),
        ("metrics.score >= 0.3 and metrics.score < 0.5", [3, 4]),
        ("metric.score = 0.1", [1]),
        ("metrics.score != 0.1", [0, 2, 3, 4, 5]),
        ("metrics.`train/loss` <= 2", [4, 5]),
        ('metrics."train/loss" <= 2', [4, 5]),
        ("params.lr = '1.0'", [0]),
        ("params.model = 'tree' AND metrics.score > 0.1", [2, 4]),
        ("params.model != 'tree'", [1, 3, 5]),
        ("parameters.model LIKE 'N%'", [1, 3, 5]),
        ("params.model ILIKE 'n_t'", [1, 3, 5]),
        ("tags.team = 'blue'", [0, 1, 2]),
        ("tag.team ILIKE 'r%'", [3, 4, 5]),
        ("tags.`mlflow.runName` = 'run 2'", [2]),
        ("attributes.status = 'FINISHED'", [1, 3, 5]),
        ("status != 'FINISHED'", [0, 2, 4]),
        ("attributes.start_time >= 1004", [4, 5]),
        ("attribute.end_time < 2002", [0, 1]),
        ("attributes.run_name = 'run 4'", [4]),
        ("run_name LIKE 'run %' and run_name != 'run 1'", [0, 2, 3, 4, 5]),
        ("attributes.`run name` = 'run 5'", [5]),
        ("metrics.nothing > 0", []),
        ("params.nothing = 'x'", []),
    ],
)
def test_a_filter_finds(client, experiment, runs, text, expected):
    found = client.search_runs([experiment], text)
    assert sorted(runs.index(r.info.run_id) for r in found) == expected


def test_run_ids_are_found(client, experiment, runs):
    found = client.search_runs([experiment], f"attributes.run_id IN ('{runs[1]}', '{runs[3]}')")
    assert {r.info.run_id for r in found} == {runs[1], runs[3]}
    found = client.search_runs([experiment], f"attributes.run_id NOT IN ('{runs[1]}', '{runs[3]}')")
    assert len(found) == 4
    found = client.search_runs([experiment], f"run_id = '{runs[2]}'")
    assert [r.info.run_id for r in found] == [runs[2]]


@pytest.mark.parametrize(
    "order, expected",
    [
        (["metrics.score DESC"], [5, 4, 3, 2, 1, 0]),
        (["metrics.score"], [0, 1, 2, 3, 4, 5]),
        (["params.model ASC", "metrics.score DESC"], [5, 3, 1, 4, 2, 0]),
        (["attributes.start_time ASC"], [0, 1, 2, 3, 4, 5]),
        (["start_time DESC"], [5, 4, 3, 2, 1, 0]),
        ([], [5, 4, 3, 2, 1, 0]),
        (["tags.early DESC", "metrics.`train/loss` DESC"], [0, 1, 2, 3, 4, 5]),
        (["attributes.status", "end_time"], [0, 2, 4, 1, 3, 5]),
    ],
)
def test_runs_are_sorted(client, experiment, runs, order, expected):
    found = client.search_runs([experiment], order_by=order)
    assert [runs.index(r.info.run_id) for r in found] == expected


def test_pages_hold_each_run_once(client, experiment, runs):
    seen, token = [], None
    while True:
        page = client.search_runs([experiment], max_results=4, order_by=["params.model"], page_token=token)
        seen += [r.info.run_id for r in page]
        token = page.token
        if not token:
            break
    assert sorted(seen) == sorted(runs)


def test_what_is_found_is_whole(client, experiment, runs):
    [found] = client.search_runs([experiment], "metrics.score = 0.2")
    assert found.info.run_name == "run 2"
    assert found.info.status == "FAILED"
    assert found.data.metrics == {"score": 0.2, "train/loss": 4}
    assert found.data.params == {"lr": "0.01", "model": "tree"}
    assert found.data.tags["team"] == "blue"


def test_a_table_of_runs(experiment, runs):
    table = mlflow.search_runs([experiment], order_by=["metrics.score"])
    assert list(table["metrics.score"]) == [0, 0.1, 0.2, 0.3, 0.4, 0.5]
    assert list(table["params.model"]) == ["tree", "Net"] * 3
    assert list(table["run_id"]) == runs


def test_deleted_runs_are_found_when_asked_for(client, experiment, runs):
    client.delete_run(runs[0])
    assert len(client.search_runs([experiment])) == 5
    deleted = client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)
    assert [r.info.run_id for r in deleted] == [runs[0]]
    assert len(client.search_runs([experiment], run_view_type=ViewType.ALL)) == 6


def test_several_experiments(client, experiment, runs):
    other = client.create_experiment(f"other of {experiment}")
    run = client.create_run(other).info.run_id
    found = client.search_runs([experiment, other])
    assert {r.info.run_id for r in found} == {run, *runs}
    assert client.search_runs(["987654321"]) == []


@pytest.mark.parametrize(
    "text",
    ["metrics.score >", "unknown.x = 'a'", "metrics.score = 'abc'", "params.lr > '1'", "start_time = 'x'"],
)
def test_a_filter_that_is_wrong_is_refused(client, experiment, runs, text):
    assert refused(lambda: client.search_runs([experiment], text))[0] == "INVALID_PARAMETER_VALUE"


def test_what_is_asked_for_wrongly_is_refused(client, experiment):
    assert refused(lambda: client.search_runs([experiment], max_results=50001))[0] == "INVALID_PARAMETER_VALUE"
    assert refused(lambda: client.search_runs([experiment], max_results=0))[0] == "INVALID_PARAMETER_VALUE"
    assert refused(lambda: client.search_runs([experiment], page_token="?"))[0] == "INVALID_PARAMETER_VALUE"


def test_experiments_are_searched(client, experiment):
    names = [f"{experiment} search {kind}" for kind in "cab"]
    ids = [client.create_experiment(name, tags={"of": experiment, "n": name[-1]}) for name in names]

    def search(**asked):
        return [e.name[-1] for e in client.search_experiments(**asked)]

    mine = f"name LIKE '{experiment} search %'"
    assert search(filter_string=mine, order_by=["name"]) == ["a", "b", "c"]
    assert search(filter_string=mine, order_by=["name DESC"]) == ["c", "b", "a"]
    assert search(filter_string=mine, order_by=["experiment_id ASC"]) == ["c", "a", "b"]
    assert search(filter_string=mine) == ["b", "a", "c"]
    assert search(filter_string=f"attribute.name = '{names[0]}'") == ["c"]
    assert search(filter_string=f"name ILIKE '{experiment} SEARCH %' and tags.n = 'a'") == ["a"]
    assert search(filter_string=f"tags.of = '{experiment}' and tags.n != 'a'", order_by=["name"]) == ["b", "c"]
    first = client.search_experiments(filter_string=mine, order_by=["name"], max_results=2)
    assert len(first) == 2
    rest = client.search_experiments(filter_string=mine, order_by=["name"], max_results=2, page_token=first.token)
    assert [e.name[-1] for e in rest] == ["c"]
    client.delete_experiment(ids[0])
    assert search(filter_string=mine, order_by=["name"]) == ["a", "b"]
    assert search(filter_string=mine, view_type=ViewType.DELETED_ONLY) == ["c"]
    assert len(search(filter_string=mine, view_type=ViewType.ALL)) == 3
    assert "Default" in [e.name for e in client.search_experiments()]
    assert refused(lambda: client.search_experiments(filter_string="nme = 'x'"))[0] == "INVALID_PARAMETER_VALUE"
