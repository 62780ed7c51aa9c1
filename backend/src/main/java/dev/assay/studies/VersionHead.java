package dev.assay.studies;

import dev.assay.team.UserId;
import java.time.Instant;

/**
 * A study as it was at one moment, in short.
 *
 * @param number from 1
 * @param author name of the user who froze it
 */
public record VersionHead(int number, Instant at, UserId by, String author, String note) {}
