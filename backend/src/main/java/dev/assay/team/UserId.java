package dev.assay.team;

import java.io.Serializable;
import java.util.UUID;

public record UserId(UUID value) implements Serializable {}
