package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.tokenizer.ByteTokenizer;
import dev.assay.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFilesTest {

  private static final Tokenizer BYTES = new ByteTokenizer();

  @TempDir Path folder;

  private final List<String> texts =
      IntStream.range(0, 30_000).mapToObj(i -> "document " + i + " é".repeat(i % 20)).toList();

  private Tokenized prepare(Documents documents, Tokenizer tokenizer, SplitRule rule)
      throws IOException, InterruptedException {
    return TokenFiles.prepare(documents, tokenizer, rule, folder, (read, tokens) -> {}, () -> false)
        .orElseThrow();
  }

  private static int[] ids(TokenFile file) {
    return LongStream.range(0, file.size()).mapToInt(file::get).toArray();
  }

  private static List<String> texts(TokenFile file, Tokenizer tokenizer) {
    List<String> texts = new ArrayList<>();
    for (long document = 0; document < file.documents(); document++) {
      texts.add(
          tokenizer.decode(
              LongStream.range(file.documentStart(document), file.documentEnd(document) - 1)
                  .mapToInt(file::get)
                  .toArray()));
    }
    return texts;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).toList();
    }
  }

  private Path made(String name) throws IOException {
    return files().stream().filter(file -> file.endsWith(name)).findFirst().orElseThrow();
  }

  @Test
  void every_token_is_of_one_document() throws Exception {
    TokenFile file =
        prepare(DocumentList.of(texts.subList(0, 50)), BYTES, new SplitRule.ByText(0.2)).training();
    for (long document = 0; document < file.documents(); document++) {
      for (long token = file.documentStart(document); token < file.documentEnd(document); token++) {
        assertThat(file.documentOf(token)).isEqualTo(document);
      }
    }
    assertThatThrownBy(() -> file.documentOf(file.size()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void documents_keep_their_order_on_their_side() throws Exception {
    Tokenized tokenized = prepare(DocumentList.of(texts), BYTES, new SplitRule.ByText(0.2));
    Sides<List<String>> expected = Sides.of(texts, text -> text, 0.2);
    assertThat(texts(tokenized.training(), BYTES)).isEqualTo(expected.training());
    assertThat(texts(tokenized.validation(), BYTES)).isEqualTo(expected.validation());
    assertThat(tokenized.validation().textBytes())
        .isEqualTo(String.join("", expected.validation()).getBytes(StandardCharsets.UTF_8).length)
        .isEqualTo(tokenized.validation().size() - tokenized.validation().documents());
    assertThat(tokenized.training().tokenizer()).isEqualTo("bytes");
  }

  @Test
  void a_file_has_the_tokens_of_the_stream_in_memory() throws Exception {
    Tokenized tokenized = prepare(DocumentList.of(texts), BYTES, new SplitRule.ByText(0.2));
    TokenStream stream = TokenStream.of(Sides.of(texts, text -> text, 0.2).training(), BYTES);
    assertThat(ids(tokenized.training()))
        .isEqualTo(LongStream.range(0, stream.size()).mapToInt(stream::get).toArray());
    assertThatThrownBy(() -> tokenized.training().get(stream.size()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void ids_of_large_vocabularies_take_four_bytes() throws Exception {
    var wide = new Shifted(70_000);
    Tokenized tokenized = prepare(DocumentList.of(texts), wide, new SplitRule.ByText(0.2));
    assertThat(texts(tokenized.training(), wide))
        .isEqualTo(Sides.of(texts, text -> text, 0.2).training());
    var narrow = new Shifted((1 << 16) - 257);
    Tokenized two = prepare(DocumentList.of(texts), narrow, new SplitRule.ByText(0.2));
    assertThat(texts(two.training(), narrow))
        .isEqualTo(Sides.of(texts, text -> text, 0.2).training());
    assertThat(Files.size(made("training.tokens"))).isPositive();
  }

  @Test
  void what_is_there_is_not_tokenized_again() throws Exception {
    DocumentList documents = DocumentList.of(texts);
    Tokenized first = prepare(documents, BYTES, new SplitRule.ByText(0.2));
    Tokenized again = prepare(documents, BYTES, new SplitRule.ByText(0.2));
    assertThat(documents.readings()).hasValue(1);
    assertThat(ids(again.training())).isEqualTo(ids(first.training()));
    assertThat(files())
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder("lock", "training.tokens", "validation.tokens");
  }

  @Test
  void another_corpus_tokenizer_or_split_is_tokenized_anew() throws Exception {
    DocumentList documents = DocumentList.of(texts);
    Tokenized first = prepare(documents, BYTES, new SplitRule.ByText(0.2));
    Tokenized other = prepare(documents, BYTES, new SplitRule.ByText(0.1));
    assertThat(other.training().size()).isGreaterThan(first.training().size());
    Tokenized shifted = prepare(documents, new Shifted(300), new SplitRule.ByText(0.2));
    assertThat(shifted.training().get(0)).isEqualTo(first.training().get(0) + 300);
    prepare(DocumentList.of(texts.subList(1, 1000)), BYTES, new SplitRule.ByText(0.2));
    assertThat(documents.readings()).hasValue(3);
  }

  @Test
  void a_changed_text_file_is_tokenized_anew(@TempDir Path elsewhere) throws Exception {
    Path file = Files.writeString(elsewhere.resolve("a.txt"), "a\n\nb\n\nc\n\nd\n\ne\n\nf");
    SplitRule rule = new SplitRule.ByText(0.5);
    long before = prepare(TextFiles.at(file), BYTES, rule).training().documents();
    Files.writeString(file, "a\n\nb\n\nc\n\nd\n\ne\n\nf\n\n" + String.join("\n\n", texts));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-01-01T00:00:00Z")));
    assertThat(prepare(TextFiles.at(file), BYTES, rule).training().documents())
        .isGreaterThan(before);
  }

  @Test
  void a_damaged_file_is_refused_and_made_again() throws Exception {
    DocumentList documents = DocumentList.of(texts);
    SplitRule rule = new SplitRule.ByText(0.2);
    int[] whole = ids(prepare(documents, BYTES, rule).training());
    Path file = made("training.tokens");
    byte[] bytes = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> TokenFile.open(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "token file %s has %d bytes; its header says %d"
                .formatted(file, bytes.length - 1, bytes.length));
    assertThat(ids(prepare(documents, BYTES, rule).training())).isEqualTo(whole);

    byte[] older = bytes.clone();
    older[8] = 7;
    Files.write(file, older);
    assertThatThrownBy(() -> TokenFile.open(file))
        .hasMessage("token file %s has version 7; must be 1".formatted(file));
    byte[] flipped = bytes.clone();
    flipped[17]++;
    Files.write(file, flipped);
    assertThatThrownBy(() -> TokenFile.open(file))
        .hasMessage("token file %s has a broken header".formatted(file));
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> TokenFile.open(file)).hasMessage(file + " is no token file");
    assertThat(ids(prepare(documents, BYTES, rule).training())).isEqualTo(whole);
    assertThat(documents.readings()).hasValue(3);
  }

  @Test
  void tokenizing_tells_how_far_it_is_and_can_be_stopped() throws Exception {
    var seen = new AtomicLong();
    Optional<Tokenized> stopped =
        TokenFiles.prepare(
            DocumentList.of(texts),
            BYTES,
            new SplitRule.ByText(0.2),
            folder,
            (read, tokens) -> seen.set(read),
            () -> seen.get() > 0);
    assertThat(stopped).isEmpty();
    assertThat(seen).hasValueBetween(1, texts.size() - 1);
    assertThat(files()).extracting(file -> file.getFileName().toString()).containsExactly("lock");
    prepare(DocumentList.of(texts), BYTES, new SplitRule.ByText(0.2));
  }

  @Test
  void a_text_that_cannot_be_tokenized_leaves_nothing_behind() throws Exception {
    List<String> bad = new ArrayList<>(texts);
    bad.set(20_000, Shifted.UNKNOWN);
    assertThatThrownBy(
            () -> prepare(DocumentList.of(bad), new Shifted(1), new SplitRule.ByText(0.2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown");
    assertThat(files()).extracting(file -> file.getFileName().toString()).containsExactly("lock");
  }

  @Test
  void a_side_without_documents_is_refused() {
    assertThatThrownBy(
            () -> prepare(DocumentList.of(List.of("only one")), BYTES, new SplitRule.ByText(0.1)))
        .hasMessageEndingWith(
            "of 1 documents leaves 1 to train on and 0 to validate on; both sides need at least 1");
  }

  @Test
  void threads_that_want_the_same_share_the_work() throws Exception {
    DocumentList documents = DocumentList.of(texts);
    List<Thread> threads = new ArrayList<>();
    List<Tokenized> got = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 3; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  got.add(prepare(documents, BYTES, new SplitRule.ByText(0.2)));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(got).hasSize(3);
    assertThat(documents.readings()).hasValue(1);
  }

  /** Bytes, but their ids begin higher. */
  private record Shifted(int by) implements Tokenizer {
    static final String UNKNOWN = "unknown to this tokenizer";

    @Override
    public int vocabulary() {
      return BYTES.vocabulary() + by;
    }

    @Override
    public int endOfText() {
      return BYTES.endOfText() + by;
    }

    @Override
    public int[] encode(String text) {
      if (text.equals(UNKNOWN)) {
        throw new IllegalArgumentException("unknown");
      }
      return IntStream.of(BYTES.encode(text)).map(id -> id + by).toArray();
    }

    @Override
    public void encode(Reader text, IntConsumer sink) throws IOException {
      BYTES.encode(text, id -> sink.accept(id + by));
    }

    @Override
    public byte[] bytes(int... ids) {
      return BYTES.bytes(IntStream.of(ids).filter(id -> id >= by).map(id -> id - by).toArray());
    }

    @Override
    public int byteLength(int id) {
      return BYTES.byteLength(id - by);
    }

    @Override
    public String name() {
      return "bytes";
    }
  }
}
