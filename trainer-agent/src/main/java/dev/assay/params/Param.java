package dev.assay.params;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a param means and which values it takes; on a component of a record. Of a list, the ranges
 * and choices are those of its elements.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Param {

  /** What it means, its unit too, in one line. */
  String value();

  /** The least number. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The greatest number. */
  double max() default Double.POSITIVE_INFINITY;

  /** Numbers are greater than this. */
  double above() default Double.NEGATIVE_INFINITY;

  /** Numbers are less than this. */
  double below() default Double.POSITIVE_INFINITY;

  /** All texts there are; those of an enum are its constants in lower case. */
  String[] choices() default {};

  /** Whether a text has at least one character, or a list one element. */
  boolean notEmpty() default false;
}
