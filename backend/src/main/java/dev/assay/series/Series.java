package dev.assay.series;

import dev.assay.runs.RunId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Reads what runs have measured. */
@Service
public class Series {

  /** The metrics of a run by name, each with its last point. */
  public List<MetricSummary> metrics(RunId run) {
    throw new UnsupportedOperationException();
  }

  /** The last point of some metrics of some runs; runs and metrics without points are left out. */
  public Map<RunId, Map<String, MetricSummary>> latest(Collection<RunId> runs, Collection<String> metrics) {
    throw new UnsupportedOperationException();
  }

  /** The series that exist, in the order of the query's runs and metrics. */
  public List<BucketedSeries> read(SeriesQuery query) {
    throw new UnsupportedOperationException();
  }

  /**
   * Changes whenever a point of one of these runs is stored: equal versions mean that nothing has changed in between.
   */
  public String version(Collection<RunId> runs) {
    throw new UnsupportedOperationException();
  }
}
