package dev.assay.corpus;

/** A corpus as tokens. */
public record Tokenized(TokenFile training, TokenFile validation) {}
