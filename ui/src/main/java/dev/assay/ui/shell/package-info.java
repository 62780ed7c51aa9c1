/** The frame around every view: navigation, signed-in user, keys, errors. Uses team and problem. */
@NullMarked
package dev.assay.ui.shell;

import org.jspecify.annotations.NullMarked;
