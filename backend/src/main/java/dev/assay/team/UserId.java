package dev.assay.team;

import java.util.UUID;

public record UserId(UUID value) {}
