package dev.assay.database;

/** The embedded database ended although nobody asked it to; the server cannot go on. */
public record DatabaseLost() {}
