/** Users, roles, tokens and sign-in: who may do what. */
@ApplicationModule(allowedDependencies = {"problem", "database"})
@NullMarked
package dev.assay.team;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
