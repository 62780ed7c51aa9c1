/**
 * The frame around every view: navigation, signed-in user, search, keys, looks, errors. Uses runs,
 * query, models, team and problem.
 */
@NullMarked
package dev.assay.ui.shell;

import org.jspecify.annotations.NullMarked;
