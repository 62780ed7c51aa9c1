"""Hugging Face's tokenizers for `./assay bench tokenizer`.

Says "ready", then answers each line of standard input, fields separated by tabs, with the seconds it took and a number of ids:
    train   FILE  VOCABULARY       lines as documents, all processors
    encode  FILE  TOKENIZER.JSON   line by line, one thread, without offsets
"""

import os
import sys
import time

import tokenizers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers


def train(file, vocabulary):
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=int(vocabulary),
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    start = time.perf_counter()
    tokenizer.train([file], trainer)
    return time.perf_counter() - start, tokenizer.get_vocab_size()


def encode(file, saved):
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    tokenizer = Tokenizer.from_file(saved)
    with open(file, encoding="utf-8", newline="\n") as text:
        lines = text.readlines()
    tokenizer.encode_batch_fast(lines[:1000])
    start = time.perf_counter()
    ids = 0
    for at in range(0, len(lines), 1000):
        ids += sum(len(line) for line in tokenizer.encode_batch_fast(lines[at : at + 1000]))
    return time.perf_counter() - start, ids


print("ready", tokenizers.__version__, flush=True)
for question in sys.stdin:
    what, file, argument = question.rstrip("\n").split("\t")
    seconds, ids = {"train": train, "encode": encode}[what](file, argument)
    print(f"{seconds}\t{ids}", flush=True)
