package dev.assay.team;

import java.util.UUID;

/**
 * Knows which leases are current. Whoever writes with a token that carries one ({@code Bearer
 * TOKEN~LEASE}) is refused when it is not: its work is somebody else's now.
 */
public interface Fence {
  boolean letsIn(UUID lease);
}
