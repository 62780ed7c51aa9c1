package dev.assay.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** The part of a block that takes each position by itself. */
sealed interface FeedForward permits Mlp, MixtureOfExperts {

  /**
   * (B, T, C) -> (B, T, C).
   *
   * @param routing is told what a router did
   */
  NDArray forward(Kernels kernels, NDArray x, Routing routing);

  /** The kernel's name. */
  String kernel();

  /** The kernel's arguments after x. */
  NDArray[] weights(Kernels kernels, NDArray x);

  /** Layers that may have a low-rank update. */
  List<Linear> linears();
}
