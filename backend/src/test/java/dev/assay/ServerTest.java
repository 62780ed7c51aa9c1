package dev.assay;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * A whole server on a free port with a real PostgreSQL; one for all test classes that ask for it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "assay.admin-password=" + TestApi.ADMIN_PASSWORD,
      "assay.admin-token=" + TestApi.ADMIN_TOKEN,
      // the tests decide when time is up
      "assay.heartbeat.check=1d",
      "assay.lease.check=1d",
      "assay.sweeps.check=1d",
      // intervals need not be good
      "assay.evaluations.resamples=100"
    })
@ContextConfiguration(initializers = FreshDataFolder.class)
@Import(TestApi.class)
public @interface ServerTest {}
