package dev.assay;

import org.jspecify.annotations.Nullable;

/** Ends this process when the one that started it ends, however that ends. */
final class ParentProcess {
  private ParentProcess() {}

  /**
   * @param pid the process to end with; null for none
   */
  static void exitWith(@Nullable String pid) {
    if (pid == null) {
      return;
    }
    ProcessHandle.of(Long.parseLong(pid))
        .ifPresentOrElse(
            parent ->
                Thread.ofPlatform()
                    .daemon()
                    .name("parent-process")
                    .start(
                        () -> {
                          parent.onExit().join();
                          System.exit(0);
                        }),
            () -> System.exit(0));
  }
}
