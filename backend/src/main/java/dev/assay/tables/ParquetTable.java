package dev.assay.tables;

import com.github.luben.zstd.Zstd;
import dev.assay.tables.TableColumn.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Parquet with zstd: texts as strings, integers as int64, numbers as doubles, times as timestamps
 * in ms, adjusted to UTC; every column may have nulls. A file that breaks off has no end, and no
 * reader takes it.
 */
public final class ParquetTable implements TableWriter {
  /** What is in memory before it is written, or so. */
  private static final int ROW_GROUP_BYTES = 16 << 20;

  private static final int PAGE_BYTES = 256 << 10;

  /** For each column; beyond it, values are written as they are. */
  private static final int DICTIONARY_BYTES = 64 << 10;

  private static final int ROWS_BETWEEN_LOOKS = 10;
  private static final int ZSTD_LEVEL = 3;

  private final ParquetWriter<@Nullable Object[]> writer;

  public ParquetTable(OutputStream out, List<TableColumn> columns) throws IOException {
    writer =
        new Builder(new Streamed(out), columns)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdPages())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withRowGroupSize((long) ROW_GROUP_BYTES)
            .withPageSize(PAGE_BYTES)
            .withDictionaryPageSize(DICTIONARY_BYTES)
            .withMinRowCountForPageSizeCheck(ROWS_BETWEEN_LOOKS)
            .build();
  }

  @Override
  public void row(@Nullable Object[] cells) throws IOException {
    writer.write(cells);
  }

  @Override
  public void finish() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<@Nullable Object[], Builder> {
    private final List<TableColumn> columns;

    Builder(OutputFile file, List<TableColumn> columns) {
      super(file);
      this.columns = columns;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<@Nullable Object[]> getWriteSupport(ParquetConfiguration conf) {
      return new Rows(columns);
    }

    @Override
    protected WriteSupport<@Nullable Object[]> getWriteSupport(Configuration conf) {
      throw new IllegalStateException("there is no Hadoop here");
    }
  }

  private static final class Rows extends WriteSupport<@Nullable Object[]> {
    private final List<TableColumn> columns;
    private @Nullable RecordConsumer to;

    Rows(List<TableColumn> columns) {
      this.columns = columns;
    }

    @Override
    public WriteContext init(ParquetConfiguration conf) {
      List<Type> fields = columns.stream().map(Rows::field).toList();
      return new WriteContext(new MessageType("assay", fields), Map.of());
    }

    @Override
    @SuppressWarnings("deprecation") // Parquet asks for it
    public WriteContext init(Configuration conf) {
      throw new IllegalStateException("there is no Hadoop here");
    }

    private static Type field(TableColumn column) {
      return switch (column.kind()) {
        case TEXT ->
            Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(column.name());
        case INTEGER -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
        case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
        case TIME ->
            Types.optional(PrimitiveTypeName.INT64)
                .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
                .named(column.name());
      };
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      to = consumer;
    }

    @Override
    public void write(@Nullable Object[] cells) {
      RecordConsumer consumer = Objects.requireNonNull(to);
      consumer.startMessage();
      for (int i = 0; i < cells.length; i++) {
        Object cell = cells[i];
        if (cell != null) {
          TableColumn column = columns.get(i);
          consumer.startField(column.name(), i);
          write(consumer, column.kind(), cell);
          consumer.endField(column.name(), i);
        }
      }
      consumer.endMessage();
    }

    private static void write(RecordConsumer to, Kind kind, Object cell) {
      switch (kind) {
        case TEXT -> to.addBinary(Binary.fromString((String) cell));
        case INTEGER -> to.addLong((Long) cell);
        case NUMBER -> to.addDouble((Double) cell);
        case TIME -> to.addLong(((Instant) cell).toEpochMilli());
      }
    }
  }

  /** The library's own codecs want Hadoop. */
  private static final class ZstdPages implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      return new BytesInputCompressor() {
        @Override
        public BytesInput compress(BytesInput page) throws IOException {
          return BytesInput.from(Zstd.compress(page.toByteArray(), ZSTD_LEVEL));
        }

        @Override
        public CompressionCodecName getCodecName() {
          return codec;
        }

        @Override
        public void release() {}
      };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      throw new UnsupportedOperationException("nothing is read");
    }

    @Override
    public void release() {}
  }

  /** Counts what it passes on; does not close what it passes it to. */
  private record Streamed(OutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSize) {
      return new PositionOutputStream() {
        private long position;

        @Override
        public long getPos() {
          return position;
        }

        @Override
        public void write(int b) throws IOException {
          out.write(b);
          position++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          out.write(bytes, from, length);
          position += length;
        }

        @Override
        public void flush() throws IOException {
          out.flush();
        }

        @Override
        public void close() throws IOException {
          out.flush();
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
