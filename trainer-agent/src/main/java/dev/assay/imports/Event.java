package dev.assay.imports;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of TensorBoard's event files: the fields of the message {@code tensorflow.Event} that
 * scalars need.
 *
 * @param wallTime seconds since 1970
 * @param restart whether a program begins here that goes on from this step: what was written of
 *     this and later steps before counts no more
 * @param values what it says of metrics
 * @param otherwise what it is, when there are no values in it: a graph, a log message
 */
record Event(
    double wallTime, long step, boolean restart, List<Value> values, @Nullable String otherwise) {

  // field numbers of tensorflow/core/util/event.proto
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int GRAPH = 4;
  private static final int SUMMARY = 5;
  private static final int LOG_MESSAGE = 6;
  private static final int SESSION_LOG = 7;
  private static final int TAGGED_RUN_METADATA = 8;
  private static final int META_GRAPH = 9;
  private static final int SESSION_STATUS = 1;
  private static final int SESSION_START = 1;

  // of summary.proto
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int IMAGE = 4;
  private static final int HISTOGRAM = 5;
  private static final int AUDIO = 6;
  private static final int TENSOR = 8;
  private static final int METADATA = 9;
  private static final int PLUGIN_DATA = 1;
  private static final int PLUGIN_NAME = 1;

  // of tensor.proto and types.proto
  private static final int DTYPE = 1;
  private static final int SHAPE = 2;
  private static final int CONTENT = 4;
  private static final int FLOATS = 5;
  private static final int DOUBLES = 6;
  private static final int HALVES = 13;
  private static final int DIMENSIONS = 2;
  private static final int FLOAT = 1;
  private static final int DOUBLE = 2;
  private static final int HALF = 19;

  /**
   * What an event says of a tag.
   *
   * @param number null when it is no single number
   * @param plugin what shows it, which stands in the first value of a tag only; empty otherwise
   * @param kind what it is when it is no scalar, in the plural
   */
  record Value(String tag, @Nullable Double number, String plugin, String kind) {}

  /**
   * @throws IOException when it is no such message
   */
  static Event parse(byte[] data) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(data);
    double wallTime = 0;
    long step = 0;
    boolean restart = false;
    String otherwise = null;
    List<Value> values = new ArrayList<>();
    for (int key = in.readTag(); key != 0; key = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(key)) {
        case WALL_TIME -> wallTime = in.readDouble();
        case STEP -> step = in.readInt64();
        case SUMMARY -> summary(in.readByteBuffer(), values);
        case SESSION_LOG -> restart = isStart(in.readByteBuffer());
        default -> {
          otherwise = kind(WireFormat.getTagFieldNumber(key), otherwise);
          in.skipField(key);
        }
      }
    }
    return new Event(wallTime, step, restart, values, otherwise);
  }

  private static @Nullable String kind(int field, @Nullable String before) {
    return switch (field) {
      case FILE_VERSION -> null; // the first record of every file
      case GRAPH, META_GRAPH -> "graphs";
      case LOG_MESSAGE -> "log messages";
      case TAGGED_RUN_METADATA -> "profiles";
      default -> before;
    };
  }

  private static boolean isStart(ByteBuffer message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    boolean start = false;
    for (int key = in.readTag(); key != 0; key = in.readTag()) {
      if (WireFormat.getTagFieldNumber(key) == SESSION_STATUS) {
        start = in.readEnum() == SESSION_START;
      } else {
        in.skipField(key);
      }
    }
    return start;
  }

  private static void summary(ByteBuffer message, List<Value> values) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int key = in.readTag(); key != 0; key = in.readTag()) {
      if (WireFormat.getTagFieldNumber(key) == VALUE) {
        values.add(value(in.readByteBuffer()));
      } else {
        in.skipField(key);
      }
    }
  }

  private static Value value(ByteBuffer message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    String tag = "";
    Double number = null;
    String kind = "values of an unknown kind";
    String plugin = "";
    for (int key = in.readTag(); key != 0; key = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(key)) {
        case TAG -> tag = in.readString();
        case SIMPLE_VALUE -> number = (double) in.readFloat();
        case TENSOR -> {
          number = number(in.readByteBuffer());
          kind = "tensors";
        }
        case METADATA -> plugin = plugin(in.readByteBuffer());
        case IMAGE -> kind = skipped(in, key, "images");
        case HISTOGRAM -> kind = skipped(in, key, "histograms");
        case AUDIO -> kind = skipped(in, key, "audio clips");
        default -> in.skipField(key);
      }
    }
    return new Value(tag, number, plugin, kind);
  }

  private static String skipped(CodedInputStream in, int key, String kind) throws IOException {
    in.skipField(key);
    return kind;
  }

  private static String plugin(ByteBuffer metadata) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(metadata);
    String name = "";
    for (int key = in.readTag(); key != 0; key = in.readTag()) {
      if (WireFormat.getTagFieldNumber(key) == PLUGIN_DATA) {
        CodedInputStream plugin = CodedInputStream.newInstance(in.readByteBuffer());
        for (int inner = plugin.readTag(); inner != 0; inner = plugin.readTag()) {
          if (WireFormat.getTagFieldNumber(inner) == PLUGIN_NAME) {
            name = plugin.readString();
          } else {
            plugin.skipField(inner);
          }
        }
      } else {
        in.skipField(key);
      }
    }
    return name;
  }

  /** The number in a tensor of rank 0; null when it is another. */
  private static @Nullable Double number(ByteBuffer message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    int type = 0;
    boolean single = true;
    Double listed = null;
    ByteBuffer content = ByteBuffer.allocate(0);
    for (int key = in.readTag(); key != 0; key = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(key)) {
        case DTYPE -> type = in.readEnum();
        case SHAPE -> single = hasNoDimensions(in.readByteBuffer());
        case CONTENT -> content = in.readByteBuffer();
        // a list is packed or not
        case FLOATS -> listed = (double) unpacked(in, key).readFloat();
        case DOUBLES -> listed = unpacked(in, key).readDouble();
        case HALVES ->
            listed = (double) Float.float16ToFloat((short) unpacked(in, key).readInt32());
        default -> in.skipField(key);
      }
    }
    if (!single) {
      return null;
    }
    content = content.order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case FLOAT ->
          content.remaining() == Float.BYTES ? (Double) (double) content.getFloat() : listed;
      case DOUBLE -> content.remaining() == Double.BYTES ? (Double) content.getDouble() : listed;
      case HALF ->
          content.remaining() == Short.BYTES
              ? (Double) (double) Float.float16ToFloat(content.getShort())
              : listed;
      default -> null;
    };
  }

  private static CodedInputStream unpacked(CodedInputStream in, int key) throws IOException {
    return WireFormat.getTagWireType(key) == WireFormat.WIRETYPE_LENGTH_DELIMITED
        ? CodedInputStream.newInstance(in.readByteBuffer())
        : in;
  }

  private static boolean hasNoDimensions(ByteBuffer shape) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(shape);
    boolean none = true;
    for (int key = in.readTag(); key != 0; key = in.readTag()) {
      none &= WireFormat.getTagFieldNumber(key) != DIMENSIONS;
      in.skipField(key);
    }
    return none;
  }
}
