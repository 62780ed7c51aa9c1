package dev.assay.importance;

/**
 * How much one param matters.
 *
 * @param importance by how much the forest's R² on held-out runs falls when the param's values are
 *     shuffled among them, the mean over the shuffles; near 0, or below, when it does not matter
 * @param spread the standard deviation over the shuffles
 * @param pearson with the metric, −1 to 1; NaN for a param that is no number
 * @param spearman the same of ranks
 * @param numeric whether its values are numbers
 * @param values how many different ones there are
 * @param missing in how many runs it is not set
 */
public record ParamImportance(
    String param,
    double importance,
    double spread,
    double pearson,
    double spearman,
    boolean numeric,
    int values,
    int missing) {}
