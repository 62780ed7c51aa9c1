package dev.assay.agent;

import dev.assay.tracking.Wire;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an agent tells the process that is to do a job, in one line on its standard input: others
 * could read its command line.
 */
record Assignment(String token, Wire.Lease lease) {

  private static final JsonMapper JSON = new JsonMapper();

  String line() {
    return JSON.writeValueAsString(this);
  }

  static Assignment read(String line) {
    return JSON.readValue(line, Assignment.class);
  }

  @Override
  public String toString() {
    return "Assignment[" + lease.job().id() + "]";
  }
}
