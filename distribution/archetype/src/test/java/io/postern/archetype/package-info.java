// SPDX-License-Identifier: Apache-2.0
/** Projects of plugins, made, compiled, packed and tested without Maven. */
@NullMarked
package io.postern.archetype;

import org.jspecify.annotations.NullMarked;
