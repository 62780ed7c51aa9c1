package dev.assay.mlflow;

import io.swagger.v3.oas.annotations.Hidden;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A controller under both of the addresses that MLflow's clients and pages use. Not part of our
 * API's description: MLflow describes it.
 */
@Hidden
@RestController
@RequestMapping({"/api/2.0/mlflow", "/ajax-api/2.0/mlflow"})
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface MlflowApi {}
