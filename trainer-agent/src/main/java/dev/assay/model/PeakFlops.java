package dev.assay.model;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What makers say their devices reach in dense matrix products, without sparsity: data sheets of
 * NVIDIA. F32 is without TF32.
 *
 * @param name part of what the device calls itself
 * @param f32 operations per second
 * @param bf16 operations per second; of T4 and V100, which have none, those of float16
 */
record PeakFlops(String name, double f32, double bf16) {

  /** Longer names first, where one is in the other. */
  private static final List<PeakFlops> TABLE =
      List.of(
          new PeakFlops("H200", 67e12, 989e12),
          new PeakFlops("H100 PCIe", 51e12, 756e12),
          new PeakFlops("H100", 67e12, 989e12),
          new PeakFlops("A100", 19.5e12, 312e12),
          new PeakFlops("A10G", 31.5e12, 70e12),
          new PeakFlops("A10", 31.2e12, 125e12),
          new PeakFlops("L40S", 91.6e12, 362e12),
          new PeakFlops("L4", 30.3e12, 121e12),
          new PeakFlops("V100", 15.7e12, 125e12),
          new PeakFlops("T4", 8.1e12, 65e12),
          new PeakFlops("RTX 4090", 82.6e12, 165.2e12),
          new PeakFlops("RTX 3090", 35.6e12, 71e12));

  /** Of the device of that name; empty when it is not in the table. */
  static OptionalDouble of(String device, Execution.Precision precision) {
    return TABLE.stream()
        .filter(entry -> device.contains(entry.name))
        .mapToDouble(entry -> precision == Execution.Precision.F32 ? entry.f32 : entry.bf16)
        .findFirst();
  }
}
