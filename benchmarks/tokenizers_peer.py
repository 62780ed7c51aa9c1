"""Hugging Face's tokenizers for `./assay bench tokenizer`.

Reads a JSON object a line from standard input and answers each with the seconds it took and a number of ids:
{"do": "train", "file": ..., "vocabulary": 10000}       lines as documents, all processors
{"do": "encode", "file": ..., "tokenizer": PATH}        line by line, one thread, without offsets
"""

import json
import os
import sys
import time

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers


def train(file, vocabulary):
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    start = time.perf_counter()
    tokenizer.train([file], trainer)
    return time.perf_counter() - start, tokenizer.get_vocab_size()


def encode(file, tokenizer):
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    tokenizer = Tokenizer.from_file(tokenizer)
    with open(file, encoding="utf-8", newline="\n") as text:
        lines = text.readlines()
    tokenizer.encode_batch_fast(lines[:1000])
    start = time.perf_counter()
    ids = 0
    for at in range(0, len(lines), 1000):
        ids += sum(len(line) for line in tokenizer.encode_batch_fast(lines[at : at + 1000]))
    return time.perf_counter() - start, ids


for line in sys.stdin:
    question = json.loads(line)
    seconds, ids = {"train": train, "encode": encode}[question.pop("do")](**question)
    print(json.dumps({"seconds": seconds, "ids": ids}), flush=True)
