package dev.assay.scaling;

/**
 * A run that may have seen tokens more than once.
 *
 * @param point its tokens are all that were seen
 * @param uniqueTokens U_D: how many of them are different, at most all
 */
public record RepeatedPoint(Point point, double uniqueTokens) {}
