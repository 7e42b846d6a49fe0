// SPDX-License-Identifier: Apache-2.0
/**
 * Reads {@code conf/postern.yaml}, checks it against what the installed components declare, and
 * applies it to Configuration Admin.
 *
 * <p>Text becomes a tree of {@link Node}s that know their {@link Place}; the declarations of the
 * components ({@link Declarations}, found by {@link InstalledComponents}) turn it into a {@link
 * Plan} or into {@link Problems}; {@link Applier} makes the plan true. Everything between the text
 * and the plan knows nothing of OSGi.
 */
@NullMarked
package io.postern.config;

import org.jspecify.annotations.NullMarked;
