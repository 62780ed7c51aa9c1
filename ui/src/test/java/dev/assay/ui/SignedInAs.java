package dev.assay.ui;

import dev.assay.team.Role;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.security.test.context.support.WithSecurityContext;

/** The administrator looks at the page, with the rights of a role. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@WithSecurityContext(factory = SignedInAsFactory.class)
public @interface SignedInAs {
  Role value() default Role.ADMIN;
}
