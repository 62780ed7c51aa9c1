"""Parquet files that the tests of dev.assay.tables read: what pyarrow writes.

    python3 -m venv target/venv && target/venv/bin/pip install pyarrow==26.0.1
    target/venv/bin/python benchmarks/parquet_fixtures.py backend/src/test/resources/dev/assay/tables
"""

import datetime as dt
import decimal
import pathlib
import sys

import pyarrow as pa
import pyarrow.parquet as pq

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)

moment = dt.datetime(2026, 3, 1, 12, 30, 15, 250000)
types = pa.table(
    {
        "text": pa.array(["größe", None, ""], pa.string()),
        "dictionary": pa.array(["a", "b", "a"], pa.string()).dictionary_encode(),
        "int8": pa.array([1, None, -3], pa.int8()),
        "int64": pa.array([2**62 + 1, 0, -1], pa.int64()),
        "float32": pa.array([0.5, float("nan"), None], pa.float32()),
        "float64": pa.array([0.1, float("inf"), 1e-300], pa.float64()),
        "bool": pa.array([True, False, None], pa.bool_()),
        "utc": pa.array([moment] * 3, pa.timestamp("us", tz="UTC")),
        "naive": pa.array([moment] * 3, pa.timestamp("ns")),
        "date": pa.array([moment.date()] * 3, pa.date32()),
        "decimal": pa.array([decimal.Decimal("1.25"), None, decimal.Decimal("-0.50")], pa.decimal128(10, 2)),
        "probabilities": pa.array(
            [{"cat": 0.25, "dog": 0.75}, {"cat": None, "dog": 1.0}, None],
            pa.struct([("cat", pa.float32()), ("dog", pa.float64())]),
        ),
        "p": pa.array([[0.5, 0.25, 0.25], [1.0, None], [0.1, 0.2, 0.3, 0.4]], pa.list_(pa.float32())),
    }
)
for codec in ["none", "snappy", "gzip", "zstd"]:
    pq.write_table(types, folder / f"types-{codec}.parquet", compression=codec)
pq.write_table(types.select(["text"]), folder / "types-lz4.parquet", compression="lz4")

n = 500  # rows of three row groups
predictions = pa.table(
    {
        "id": pa.array(range(1, n + 1), pa.int32()),
        "label": pa.array([int(i % 3 == 0) for i in range(n)], pa.int8()),
        "p": pa.array([((i * 7) % 100) / 100 for i in range(n)], pa.float64()),
        "timestamp": pa.array([moment + dt.timedelta(hours=i) for i in range(n)], pa.timestamp("ms", tz="UTC")),
        "country": pa.array([["NL", "DE", None][i % 3] for i in range(n)], pa.string()),
        "age": pa.array([None if i % 10 == 9 else 20 + i % 50 for i in range(n)], pa.int16()),
    }
)
pq.write_table(predictions, folder / "predictions.parquet", row_group_size=200)
