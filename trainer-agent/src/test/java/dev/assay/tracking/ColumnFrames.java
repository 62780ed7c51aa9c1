package dev.assay.tracking;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads column frames, written after the description of the format and not after its writer. */
public final class ColumnFrames {

  /** Values are given as their bits. */
  public record Column(String name, List<Long> steps, List<Long> times, List<Long> valueBits) {}

  private ColumnFrames() {}

  public static List<Column> decode(byte[] frame) {
    ByteBuffer in = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[4];
    in.get(magic);
    require("ASC1".equals(new String(magic, StandardCharsets.US_ASCII)), "no frame");
    byte[] header = new byte[in.getInt()];
    in.get(header);
    while (in.position() % 8 != 0) {
      require(in.get() == 0, "the padding is not zero");
    }
    List<Column> columns = new ArrayList<>();
    for (JsonNode metric : Wire.JSON.readTree(header).get("metrics")) {
      int points = metric.get("points").asInt();
      columns.add(
          new Column(
              metric.get("name").asString(),
              longs(in, points),
              longs(in, points),
              longs(in, points)));
    }
    require(!in.hasRemaining(), in.remaining() + " bytes after the last column");
    return columns;
  }

  private static List<Long> longs(ByteBuffer in, int count) {
    List<Long> longs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      longs.add(in.getLong());
    }
    return longs;
  }

  /** The same as the JSON body of a batch. */
  static JsonNode json(byte[] frame) {
    List<Wire.MetricColumns> metrics =
        decode(frame).stream()
            .map(
                column ->
                    new Wire.MetricColumns(
                        column.name,
                        column.steps,
                        column.times,
                        column.valueBits.stream().map(Double::longBitsToDouble).toList()))
            .toList();
    return Wire.JSON.readTree(Wire.JSON.writeValueAsBytes(new Wire.Metrics(metrics)));
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
