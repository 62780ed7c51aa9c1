package dev.assay.database;

/** Disks with as much room as a test wants. */
public final class FakeDisk {
  private FakeDisk() {}

  public static DiskSpace of(long freeBytes, long leastFreeBytes) {
    DiskSpace disk = new DiskSpace(() -> freeBytes, leastFreeBytes);
    disk.look();
    return disk;
  }
}
