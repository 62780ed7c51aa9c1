package dev.assay.artifacts;

import dev.assay.database.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Content in the data folder: {@code artifacts/content/ab/abcdef…}. */
final class DiskContent implements ContentStore {
  private static final int LETTERS_OF_FOLDER = 2;

  private final Path folder;

  DiskContent(DataFolder data) throws IOException {
    folder = data.resolve("artifacts").resolve("content");
    Files.createDirectories(folder);
  }

  private Path folderOf(Sha256 sha256) {
    return folder.resolve(sha256.hex().substring(0, LETTERS_OF_FOLDER));
  }

  private Path file(Sha256 sha256) {
    return folderOf(sha256).resolve(sha256.hex());
  }

  @Override
  public void keep(Staged staged) throws IOException {
    Path parent = folderOf(staged.sha256());
    if (!Files.isDirectory(parent)) {
      Files.createDirectories(parent);
      force(folder);
    }
    // replaces what is there, and so mends it should it be damaged
    Files.move(staged.file(), file(staged.sha256()), StandardCopyOption.ATOMIC_MOVE);
    force(parent);
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public InputStream open(Sha256 sha256, long bytes, long from, long length) throws IOException {
    FileChannel channel;
    try { // a link in the place of a file is not followed
      channel = FileChannel.open(file(sha256), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new CorruptContent(sha256, "its file is not there");
    } catch (IOException e) {
      if (Files.isSymbolicLink(file(sha256))) {
        throw new CorruptContent(sha256, "its file is a link");
      }
      throw e;
    }
    if (channel.size() != bytes) {
      long size = channel.size();
      channel.close();
      throw new CorruptContent(sha256, "its file has %d bytes, not %d".formatted(size, bytes));
    }
    return new LimitedStream(Channels.newInputStream(channel.position(from)), length);
  }

  @Override
  public boolean has(Sha256 sha256, long bytes) throws IOException {
    Path file = file(sha256);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == bytes;
  }

  @Override
  public void delete(Sha256 sha256) throws IOException {
    Files.deleteIfExists(file(sha256));
  }

  @Override
  public void sweep() {
    // a file comes here whole, by a rename
  }
}
