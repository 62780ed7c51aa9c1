package dev.assay.jobs;

/**
 * What an agent computes with.
 *
 * @param type {@code cpu} or {@code cuda}
 * @param count cores of a CPU; 1 for a GPU
 */
public record Device(String type, String name, int count, long memoryBytes) {}
