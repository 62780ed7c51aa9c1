"""Writes the event files in tensorboard/ with TensorBoard's own writer, and prints what its own reader
finds in them, which is what the tests expect. Made with tensorboard 2.21.0:

    python write_tensorboard.py
"""

import os
import shutil
import struct

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, types_pb2
from tensorboard.plugins.scalar import metadata as scalars
from tensorboard.plugins.histogram import metadata as histograms
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tensorboard")
START = 1767225600.0  # 2026-01-01


def writer(run, name):
    folder = os.path.join(HERE, run)
    w = EventFileWriter(folder, flush_secs=1)
    return w, folder, name


def close(w, folder, name):
    w.close()
    made = [f for f in os.listdir(folder) if ".host." not in f]
    os.rename(os.path.join(folder, made[0]), os.path.join(folder, name))


def simple(step, **values):
    return event_pb2.Event(
        wall_time=START + step,
        step=step,
        summary=summary_pb2.Summary(
            value=[summary_pb2.Summary.Value(tag=k.replace("__", "/"), simple_value=v) for k, v in values.items()]
        ),
    )


def tensor(step, tag, array, metadata=None, listed=False):
    proto = tensor_util.make_tensor_proto(array)
    if not listed:  # as TensorFlow 2 writes them
        proto = tensor_pb2.TensorProto(
            dtype=proto.dtype, tensor_shape=proto.tensor_shape, tensor_content=np.asarray(array).tobytes()
        )
    value = summary_pb2.Summary.Value(tag=tag, tensor=proto, metadata=metadata)
    return event_pb2.Event(wall_time=START + step, step=step, summary=summary_pb2.Summary(value=[value]))


shutil.rmtree(HERE, ignore_errors=True)

# scalars of every kind, and things that are none
w = writer("kinds", "events.out.tfevents.1767225600.host.1.0")
for step in range(5):
    w[0].add_event(simple(step, train__loss=1 / (step + 1), lr=0.1))
scalar = scalars.create_summary_metadata(display_name="", description="")
w[0].add_event(tensor(0, "float", np.float32(1.5), scalar))
w[0].add_event(tensor(1, "float", np.float32(2.5)))
w[0].add_event(tensor(0, "double", np.float64(0.1), scalar))
w[0].add_event(tensor(0, "half", np.float16(0.333), scalar))
w[0].add_event(tensor(1, "half", np.float16(0.5), listed=True))
w[0].add_event(tensor(0, "listed", np.float32(7.25), scalar, listed=True))
w[0].add_event(simple(7, bad=float("nan"), big=float("inf")))
h = histograms.create_summary_metadata(display_name="", description="")
w[0].add_event(tensor(0, "weights", np.zeros((2, 3), np.float64), h))
w[0].add_event(tensor(1, "weights", np.ones((2, 3), np.float64)))
w[0].add_event(
    event_pb2.Event(
        wall_time=START,
        step=1,
        summary=summary_pb2.Summary(
            value=[summary_pb2.Summary.Value(tag="picture", image=summary_pb2.Summary.Image(height=1, width=1))]
        ),
    )
)
w[0].add_event(event_pb2.Event(wall_time=START, graph_def=b"graph"))
close(*w)

# two files; the second program went on from step 3, and wrote 3 and 4 again
for attempt, steps in enumerate([range(0, 5), range(3, 7)]):
    w = writer("restarted", f"events.out.tfevents.176722560{attempt}.host.1.0")
    if attempt == 1:
        start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
        w[0].add_event(event_pb2.Event(wall_time=START + 3, step=3, session_log=start))
    for step in steps:
        w[0].add_event(simple(step, loss=100.0 * attempt + step))
        if attempt == 0:
            w[0].add_event(simple(step, only_first=float(step)))
    close(*w)

# the last record is cut off, as while it is being written
w = writer("nested/cut", "events.out.tfevents.1767225600.host.1.0")
for step in range(4):
    w[0].add_event(simple(step, loss=float(step)))
close(*w)
path = os.path.join(HERE, "nested/cut", "events.out.tfevents.1767225600.host.1.0")
data = open(path, "rb").read()
open(path, "wb").write(data[:-5])

# a bit of the third point is wrong
w = writer("damaged", "events.out.tfevents.1767225600.host.1.0")
for step in range(4):
    w[0].add_event(simple(step, loss=float(step)))
close(*w)
path = os.path.join(HERE, "damaged", "events.out.tfevents.1767225600.host.1.0")
data = bytearray(open(path, "rb").read())
at = 0
for _ in range(3):  # the file's version, and two points
    (length,) = struct.unpack("<Q", data[at : at + 8])
    at += 8 + 4 + length + 4
print("the damaged record begins at byte", at)
data[at + 12 + 3] ^= 1
open(path, "wb").write(data)

for run in ["kinds", "restarted", "nested/cut", "damaged"]:
    found = EventAccumulator(os.path.join(HERE, run), size_guidance={"scalars": 0, "tensors": 0})
    try:
        found.Reload()
    except Exception as e:
        print(run, "ends with", type(e).__name__, e)
    print(run, "begins at", found.FirstEventTimestamp())
    for tag in found.Tags()["scalars"]:
        print(run, tag, [(e.step, e.value) for e in found.Scalars(tag)])
    for tag in found.Tags()["tensors"]:
        values = [(e.step, tensor_util.make_ndarray(e.tensor_proto).tolist()) for e in found.Tensors(tag)]
        print(run, tag, "tensor", values)
