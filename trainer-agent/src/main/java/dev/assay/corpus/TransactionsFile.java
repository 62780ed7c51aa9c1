package dev.assay.corpus;

import dev.assay.corpus.Transactions.Transaction;
import dev.assay.corpus.Transactions.User;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads {@link Transactions}; the first user tells which features there are. */
final class TransactionsFile {

  private final List<User> users = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private List<String> features = List.of();

  private TransactionsFile() {}

  static Transactions read(Path file) {
    var into = new TransactionsFile();
    ExampleFile.read(file, into::add);
    return new Transactions(file.toString(), into.features, into.users);
  }

  private void add(ExampleFile.Row row) {
    String id = row.scalar("user");
    if (!ids.add(id)) {
      throw row.wrong("user " + id + " is there twice; must be once");
    }
    if (users.isEmpty()) {
      features = List.copyOf(featureObject(row).propertyNames());
      if (features.isEmpty()) {
        throw row.wrong("field features is {}; must have at least 1 number");
      }
    }
    users.add(new User(id, transactions(row), features(row), label(row), Double.NaN));
  }

  private static JsonNode featureObject(ExampleFile.Row row) {
    JsonNode object = row.get("features");
    if (object == null || !object.isObject()) {
      throw row.wrong("field features must be an object of numbers");
    }
    return object;
  }

  private double[] features(ExampleFile.Row row) {
    JsonNode object = featureObject(row);
    for (String name : object.propertyNames()) {
      if (!features.contains(name)) {
        throw row.wrong("features.%s is not among the first user's %s".formatted(name, features));
      }
    }
    var numbers = new double[features.size()];
    for (int f = 0; f < numbers.length; f++) {
      numbers[f] = number(row, object, features.get(f), "features." + features.get(f));
    }
    return numbers;
  }

  private static double number(ExampleFile.Row row, JsonNode object, String field, String what) {
    JsonNode value = object.get(field);
    if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw row.wrong(
          "%s is %s; must be a finite number"
              .formatted(what, value == null ? "missing" : ExampleFile.Row.brief(value)));
    }
    return value.doubleValue();
  }

  private static int label(ExampleFile.Row row) {
    String label = row.scalar("label");
    return switch (label) {
      case "0", "false" -> 0;
      case "1", "true" -> 1;
      default -> throw row.wrong("label is " + label + "; must be 0 or 1");
    };
  }

  private static List<Transaction> transactions(ExampleFile.Row row) {
    JsonNode array = row.get("transactions");
    if (array == null || !array.isArray() || array.isEmpty()) {
      throw row.wrong("field transactions must be an array of at least 1 object");
    }
    List<Transaction> transactions = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      String place = "transactions[%d].".formatted(i);
      JsonNode one = array.get(i);
      transactions.add(
          new Transaction(
              time(row, row.text(one, "time", place + "time"), place),
              number(row, one, "amount", place + "amount"),
              row.text(one, "description", place + "description")));
    }
    transactions.sort(Comparator.comparing(Transaction::at)); // stable
    return transactions;
  }

  /** The clock on the user's wall is what a habit follows: an offset from UTC is left out. */
  private static LocalDateTime time(ExampleFile.Row row, String text, String place) {
    try {
      return LocalDateTime.parse(text);
    } catch (DateTimeException noLocalTime) {
      try {
        return OffsetDateTime.parse(text).toLocalDateTime();
      } catch (DateTimeException e) {
        throw row.wrong(
            "%stime is %s; must be ISO-8601, as 2025-03-01T12:30:00".formatted(place, text));
      }
    }
  }
}
