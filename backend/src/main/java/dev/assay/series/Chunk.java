package dev.assay.series;

import dev.assay.series.ChunkReader.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a series as it is stored, of at most {@value #MOST_POINTS} points.
 *
 * @param coarse at most {@value #COARSE} sub-buckets; null for few points
 * @param fine at most {@value #FINE} sub-buckets; null for few points
 */
@SuppressWarnings("ArrayRecordComponent") // bytes, never compared
record Chunk(
    int metricId,
    long firstStep,
    long lastStep,
    int n,
    long fromTime,
    long toTime,
    long lastTime,
    byte @Nullable [] coarse,
    byte @Nullable [] fine,
    byte[] data,
    byte[] times) {

  static final int COARSE = 8;
  static final int FINE = 128;

  /** Reading so few points costs no more than reading what sums them up. */
  private static final int LEAST_FOR_COARSE = 64;

  private static final int LEAST_FOR_FINE = 1024;
  static final int MOST_POINTS = 65_536;

  /** How many sub-buckets a chunk of n points has at a level; 0 when it has none. */
  static int subBuckets(int n, Level level) {
    return switch (level) {
      case POINTS -> 0;
      case FINE -> n >= LEAST_FOR_FINE ? FINE : 0;
      case COARSE -> n >= LEAST_FOR_COARSE ? COARSE : 0;
    };
  }

  /** Makes chunks of points. */
  static final class Encoder implements AutoCloseable {
    private final ChunkCodec points = new ChunkCodec();
    private final SummaryCodec summaries = new SummaryCodec();

    Chunk encode(int metricId, SeriesPoints p) {
      int n = p.size();
      byte @Nullable [] coarse = null;
      byte @Nullable [] fine = null;
      if (n >= LEAST_FOR_FINE) {
        SubBuckets many = SubBuckets.of(p, FINE);
        fine = summaries.encode(many);
        coarse = summaries.encode(many.coarser(Math.ceilDiv(many.size(), COARSE)));
      } else if (n >= LEAST_FOR_COARSE) {
        coarse = summaries.encode(SubBuckets.of(p, COARSE));
      }
      return new Chunk(
          metricId,
          p.firstStep(),
          p.lastStep(),
          n,
          Arrays.stream(p.timesMillis()).min().orElseThrow(),
          Arrays.stream(p.timesMillis()).max().orElseThrow(),
          p.timesMillis()[n - 1],
          coarse,
          fine,
          points.encodeData(p),
          points.encodeTimes(p));
    }

    /** Cuts points into chunks of about equal size, none larger than {@code most}. */
    List<Chunk> encode(int metricId, SeriesPoints p, int most) {
      int pieces = Math.ceilDiv(p.size(), most);
      List<Chunk> chunks = new ArrayList<>(pieces);
      for (int i = 0; i < pieces; i++) {
        int from = (int) ((long) p.size() * i / pieces);
        int to = (int) ((long) p.size() * (i + 1) / pieces);
        chunks.add(encode(metricId, p.slice(from, to)));
      }
      return chunks;
    }

    @Override
    public void close() {
      points.close();
      summaries.close();
    }
  }

  /** Reads points and summaries of chunks. */
  static final class Decoder implements AutoCloseable {
    private final ChunkCodec points = new ChunkCodec();
    private final SummaryCodec summaries = new SummaryCodec();

    SeriesPoints points(int n, byte[] data, byte @Nullable [] times) {
      return points.decode(n, data, times);
    }

    SubBuckets summary(byte[] bytes) {
      return summaries.decode(bytes);
    }

    @Override
    public void close() {
      points.close();
      summaries.close();
    }
  }
}
