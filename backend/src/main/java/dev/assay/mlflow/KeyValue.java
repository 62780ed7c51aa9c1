package dev.assay.mlflow;

import java.util.List;
import java.util.Map;

/** A tag or a param as MLflow writes it. */
record KeyValue(String key, String value) {
  static List<KeyValue> of(Map<String, String> all) {
    return all.entrySet().stream().map(e -> new KeyValue(e.getKey(), e.getValue())).toList();
  }
}
