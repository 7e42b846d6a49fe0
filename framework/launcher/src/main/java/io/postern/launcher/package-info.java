// SPDX-License-Identifier: Apache-2.0
/**
 * Starts Felix, and the {@code postern} command line. On the class path, not a bundle: it links to
 * OSGi alone and to none of the bundles that it installs. {@code run} and {@code check} start a
 * {@link io.postern.launcher.Platform}; every other command asks the running server over HTTP
 * ({@link io.postern.launcher.AdminClient}) and ends.
 */
@NullMarked
package io.postern.launcher;

import org.jspecify.annotations.NullMarked;
