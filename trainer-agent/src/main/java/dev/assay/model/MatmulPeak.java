package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The fastest a device multiplies: F32 matrices of 1024 × 1024, 2·1024³ operations a product. */
public final class MatmulPeak implements AutoCloseable {

  private static final int SIZE = 1024;
  private static final int PRODUCTS = 20;

  private final NDManager manager;
  private final Kernels kernels;
  private final NDArray a;
  private final NDArray b;

  public MatmulPeak(ComputeDevice device) {
    manager = NDManager.newBaseManager(device.djl(), "PyTorch");
    kernels = Kernels.plain(manager);
    a = manager.randomNormal(new Shape(SIZE, SIZE));
    b = manager.randomNormal(new Shape(SIZE, SIZE));
  }

  /** Of a burst of products. */
  public double flopsPerSecond() {
    long start = System.nanoTime();
    for (int i = 0; i < PRODUCTS; i++) {
      try (NDArray product = kernels.matmul(a, b)) {
        if (i == PRODUCTS - 1) {
          product.getFloat(0, 0); // waits for a device that works on its own
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return PRODUCTS * 2.0 * SIZE * SIZE * SIZE / seconds;
  }

  @Override
  public void close() {
    kernels.close();
    manager.close();
  }
}
