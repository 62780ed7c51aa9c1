package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.artifacts.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a folder.
 *
 * @param rootUri null where MLflow does not say it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ArtifactFiles(
    @JsonProperty("root_uri") @Nullable String rootUri,
    List<FileInfo> files,
    @JsonProperty("next_page_token") @Nullable String nextPageToken) {

  /**
   * @param fileSize bytes; null for a folder
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record FileInfo(
      String path,
      @JsonProperty("is_dir") boolean isDir,
      @JsonProperty("file_size") @Nullable Long fileSize) {
    static FileInfo of(Entry entry) {
      return of(entry, entry.path().value());
    }

    static FileInfo named(Entry entry) {
      return of(entry, entry.path().name());
    }

    private static FileInfo of(Entry entry, String path) {
      return switch (entry) {
        case Entry.Folder _ -> new FileInfo(path, true, null);
        case Entry.File file -> new FileInfo(path, false, file.artifact().bytes());
      };
    }
  }
}
