package dev.assay.series;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;

/**
 * Payloads: a version byte and a zstd frame with content size and checksum.
 *
 * <p>Holds native memory and a buffer: for one thread, and to be closed.
 */
final class Payloads implements AutoCloseable {
  private final ZstdCompressCtx compressor = new ZstdCompressCtx().setChecksum(true);
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private byte[] buffer = new byte[0];
  private byte[] packed = new byte[0];

  byte[] pack(byte version, int level, ColumnWriter body) {
    int most = 1 + (int) Zstd.compressBound(body.size());
    if (packed.length < most) {
      packed = new byte[most];
    }
    packed[0] = version;
    compressor.setLevel(level);
    int size = compressor.compressByteArray(packed, 1, most - 1, body.bytes(), 0, body.size());
    return Arrays.copyOf(packed, 1 + size);
  }

  /**
   * The body, to be read before the next call.
   *
   * @param most bytes a body may have; bounds what a broken payload can allocate
   * @throws CorruptPayload when these are not bytes that {@link #pack} gave for this version
   */
  ColumnReader unpack(byte[] payload, byte version, long most) {
    if (payload.length < 2) {
      throw new CorruptPayload(payload.length + " bytes");
    }
    if (payload[0] != version) {
      throw new CorruptPayload("format " + payload[0] + "; this server reads format " + version);
    }
    long length = Zstd.getFrameContentSize(payload, 1, payload.length - 1);
    if (length < 0 || length > most) {
      throw new CorruptPayload("no zstd frame of a length that fits");
    }
    if (buffer.length < length) {
      buffer = new byte[(int) length];
    }
    try {
      int got =
          decompressor.decompressByteArray(buffer, 0, (int) length, payload, 1, payload.length - 1);
      if (got != length) {
        throw new CorruptPayload(got + " bytes where the frame promised " + length);
      }
      return new ColumnReader(buffer, 0, got);
    } catch (ZstdException e) {
      throw new CorruptPayload("zstd says " + e.getMessage());
    }
  }

  @Override
  public void close() {
    compressor.close();
    decompressor.close();
  }
}
