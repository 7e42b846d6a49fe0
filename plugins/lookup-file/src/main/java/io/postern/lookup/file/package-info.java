// SPDX-License-Identifier: Apache-2.0
/** Finds values by key in a text file. */
@NullMarked
package io.postern.lookup.file;

import org.jspecify.annotations.NullMarked;
