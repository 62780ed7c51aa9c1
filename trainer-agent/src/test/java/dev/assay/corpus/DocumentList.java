package dev.assay.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Documents in memory, which counts how often they are read. */
record DocumentList(String name, List<Document> documents, AtomicInteger readings)
    implements Documents {

  DocumentList(String name, List<Document> documents) {
    this(name, documents, new AtomicInteger());
  }

  static DocumentList of(List<String> texts) {
    return new DocumentList("list", texts.stream().map(text -> new Document(text, null)).toList());
  }

  static List<Document> all(Documents documents) throws IOException {
    List<Document> all = new ArrayList<>();
    try (Documents.Reading reading = documents.read()) {
      for (Document document = reading.next(); document != null; document = reading.next()) {
        all.add(document);
      }
    }
    return all;
  }

  static List<String> texts(Documents documents) throws IOException {
    return all(documents).stream().map(Document::text).toList();
  }

  @Override
  public String fingerprint() {
    return String.valueOf(documents.hashCode());
  }

  @Override
  public Reading read() {
    readings.incrementAndGet();
    Iterator<Document> each = documents.iterator();
    return new Reading() {
      @Override
      public @Nullable Document next() {
        return each.hasNext() ? each.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
