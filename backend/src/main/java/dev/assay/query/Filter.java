package dev.assay.query;

import java.util.List;

/**
 * Which things are meant. Comparing something that a thing does not have is neither true nor false,
 * as in SQL: neither {@code params.x = 'a'} nor its negation finds a run without the param.
 */
public sealed interface Filter {
  /** All of these hold; with none of them, everything is meant. */
  record And(List<Filter> all) implements Filter {
    public And {
      all = List.copyOf(all);
    }
  }

  /** At least one of these holds. */
  record Or(List<Filter> any) implements Filter {
    public Or {
      any = List.copyOf(any);
    }
  }

  record Not(Filter filter) implements Filter {}

  record Compare(Operand operand, Comparison comparison, Literal literal) implements Filter {}

  record In(Operand operand, List<Literal> literals) implements Filter {
    public In {
      literals = List.copyOf(literals);
    }
  }

  /** The thing does not have it. */
  record IsNull(Operand operand) implements Filter {}

  /** Everything is meant. */
  Filter EVERYTHING = new And(List.of());

  /** The thing's name contains a text, in which {@code %} and {@code _} stand for others. */
  static Filter nameContains(String part) {
    return new Compare(
        Operand.of(Operand.Kind.ATTRIBUTE, "name"),
        Comparison.ILIKE,
        new Literal.Text("%" + part + "%", 0));
  }
}
