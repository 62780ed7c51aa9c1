package dev.assay.jobs;

import dev.assay.team.Fence;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Keeps those out whose lease is over. */
@Component
class LeaseFence implements Fence {
  private final Leases leases;

  LeaseFence(Leases leases) {
    this.leases = leases;
  }

  @Override
  public boolean letsIn(UUID lease) {
    return leases.isCurrent(new LeaseId(lease));
  }
}
