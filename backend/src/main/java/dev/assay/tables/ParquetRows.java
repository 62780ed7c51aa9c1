package dev.assay.tables;

import dev.assay.problem.Problem;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqStruct;
import dev.hardwood.schema.SchemaNode;
import dev.hardwood.schema.SchemaNode.GroupNode;
import dev.hardwood.schema.SchemaNode.PrimitiveNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parquet, plain or compressed with snappy, gzip or zstd: columns of one value, members of a struct
 * ({@code a.b}) and elements of a list ({@code p[0]}). What lies deeper, and maps, are no columns.
 */
final class ParquetRows implements RowReader {
  private static final Set<CompressionCodec> CODECS =
      EnumSet.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.ZSTD);

  /** Columns are unpacked chunk by chunk, several at once. */
  private static final int SHARE_OF_MEMORY = 4;

  /**
   * Where a column is.
   *
   * @param field of the file
   * @param within member of the struct, element of the list; 0 of a field that is a value itself
   */
  private record Source(Shape shape, int field, int within) {}

  private enum Shape {
    VALUE,
    MEMBER,
    ELEMENT
  }

  /** A field that is a list: so many elements are columns. */
  private record ListField(String name, int field, int size) {}

  private final Findings findings;
  private final ParquetFileReader file;
  private final dev.hardwood.reader.RowReader rows;
  private final List<String> columns = new ArrayList<>();
  private final List<String> seenColumns = Collections.unmodifiableList(columns);
  private final List<Source> sources = new ArrayList<>();
  private final List<ListField> lists = new ArrayList<>();
  private final @Nullable Object[] values; // of the row, as far as they were asked for
  private final long[] loaded; // the row that the value is of
  private boolean isFirstRead; // though nobody has asked for it
  private long line;

  ParquetRows(Path path, Findings findings) throws IOException {
    this(path, findings, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
  }

  /**
   * @param largestChunk of a column in a row group, unpacked, in bytes
   */
  ParquetRows(Path path, Findings findings, long largestChunk) throws IOException {
    this.findings = findings;
    this.file = open(path);
    try {
      checkChunks(file.getFileMetaData(), largestChunk);
      rows = file.rowReader();
      isFirstRead = advance();
      List<SchemaNode> fields = file.getFileSchema().getRootNode().children();
      for (int field = 0; field < fields.size(); field++) {
        addField(fields.get(field), field);
      }
    } catch (RuntimeException e) {
      file.close();
      throw e instanceof Problem ? e : broken(e);
    }
    values = new @Nullable Object[columns.size()];
    loaded = new long[columns.size()];
  }

  private static ParquetFileReader open(Path path) throws IOException {
    try {
      return ParquetFileReader.open(InputFile.of(path));
    } catch (NoSuchFileException e) {
      throw e;
    } catch (RuntimeException | IOException e) {
      throw broken(e);
    }
  }

  private static void checkChunks(FileMetaData file, long largest) {
    for (RowGroup group : file.rowGroups()) {
      for (ColumnChunk chunk : group.columns()) {
        CompressionCodec codec = chunk.metaData().codec();
        if (!CODECS.contains(codec)) {
          throw new Problem.Invalid(
              "file", "compressed with " + codec, "plain, snappy, gzip and zstd are read");
        }
        long bytes = chunk.metaData().totalUncompressedSize();
        if (bytes > largest) {
          throw new Problem.TooLarge(
              "%s has %,d bytes in one row group; at most %,d are read: write smaller row groups"
                  .formatted(chunk.metaData().pathInSchema(), bytes, largest));
        }
      }
    }
  }

  private void addField(SchemaNode node, int field) {
    switch (node) {
      case PrimitiveNode value -> add(value.name(), new Source(Shape.VALUE, field, 0));
      case GroupNode group -> {
        if (group.isStruct()) {
          for (int i = 0; i < group.children().size(); i++) {
            if (group.children().get(i) instanceof PrimitiveNode member) {
              add(group.name() + "." + member.name(), new Source(Shape.MEMBER, field, i));
            }
          }
        } else if (group.isList() && group.getListElement() instanceof PrimitiveNode) {
          @Nullable PqList list = isFirstRead ? rows.getList(field) : null;
          int size = list == null ? 0 : list.size();
          lists.add(new ListField(group.name(), field, size));
          for (int i = 0; i < size; i++) {
            add(group.name() + "[" + i + "]", new Source(Shape.ELEMENT, field, i));
          }
        }
      }
    }
  }

  private void add(String name, Source source) {
    if (columns.size() == MOST_COLUMNS) {
      throw new Problem.Invalid(
          "file",
          "more than %,d columns".formatted(MOST_COLUMNS),
          "a table has at most %,d columns".formatted(MOST_COLUMNS));
    }
    columns.add(name);
    sources.add(source);
  }

  @Override
  public boolean next() {
    if (!isFirstRead && !advance()) {
      return false;
    }
    isFirstRead = false;
    line++;
    for (ListField field : lists) {
      @Nullable PqList list = rows.getList(field.field());
      if (list != null && list.size() > field.size()) {
        findings.add(
            field.name(),
            line,
            list.size() + " values",
            "the list of the first row has %d".formatted(field.size()));
      }
    }
    return true;
  }

  private boolean advance() {
    try {
      boolean isThere = rows.hasNext();
      if (isThere) {
        rows.next();
      }
      return isThere;
    } catch (RuntimeException e) { // of what is no Parquet, the library throws many kinds
      throw broken(e);
    }
  }

  private static Problem.Invalid broken(Exception e) {
    return new Problem.Invalid("file", "no whole Parquet", String.valueOf(e.getMessage()));
  }

  private @Nullable Object value(int column) {
    if (loaded[column] != line) {
      values[column] = bounded(column, load(sources.get(column)));
      loaded[column] = line;
    }
    return values[column];
  }

  private @Nullable Object load(Source source) {
    int field = source.field();
    return switch (source.shape()) {
      case VALUE -> rows.isNull(field) ? null : rows.getValue(field);
      case MEMBER -> {
        @Nullable PqStruct struct = rows.getStruct(field);
        yield struct == null || struct.isNull(source.within())
            ? null
            : struct.getValue(source.within());
      }
      case ELEMENT -> {
        @Nullable PqList list = rows.getList(field);
        yield list == null || source.within() >= list.size() || list.isNull(source.within())
            ? null
            : list.get(source.within());
      }
    };
  }

  private @Nullable Object bounded(int column, @Nullable Object value) {
    Object read = value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value;
    if (read instanceof String text && text.length() > LONGEST_TEXT) {
      findings.add(
          columns.get(column),
          line,
          text.length() + " characters",
          "a text has at most %,d".formatted(LONGEST_TEXT));
      return null;
    }
    return read;
  }

  @Override
  public List<String> columns() {
    return seenColumns;
  }

  @Override
  public int column(String name) {
    int column = columns.indexOf(name);
    if (column < 0) {
      throw RowReader.noColumn(name, columns);
    }
    return column;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public Kind kind(int column) {
    return switch (value(column)) {
      case null -> Kind.MISSING;
      case String text -> text.isEmpty() ? Kind.MISSING : Kind.TEXT;
      case Number _ -> Kind.NUMBER;
      case Boolean _ -> Kind.BOOLEAN;
      case Instant _ -> Kind.INSTANT;
      case LocalDateTime _ -> Kind.LOCAL_TIME;
      case LocalDate _ -> Kind.DATE;
      default -> Kind.TEXT; // a UUID, a time of day
    };
  }

  @Override
  public @Nullable String text(int column) {
    return switch (value(column)) {
      case null -> null;
      case String text -> text.isEmpty() ? null : text;
      case BigDecimal decimal -> decimal.toPlainString();
      case Object value -> value.toString();
    };
  }

  @Override
  public double number(int column) {
    return switch (value(column)) {
      case Number number -> number.doubleValue();
      case String text -> Decimals.parse(text);
      case null, default -> Double.NaN;
    };
  }

  @Override
  public long millis(int column) {
    return switch (value(column)) {
      case Instant instant -> instant.toEpochMilli();
      case LocalDateTime time -> time.toInstant(ZoneOffset.UTC).toEpochMilli();
      case LocalDate date -> date.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
      case null, default ->
          throw new IllegalStateException(columns.get(column) + " has " + kind(column));
    };
  }

  @Override
  public void close() throws IOException {
    rows.close();
    file.close();
  }
}
