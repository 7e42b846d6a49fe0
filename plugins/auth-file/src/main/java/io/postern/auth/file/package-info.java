// SPDX-License-Identifier: Apache-2.0
/** Knows the users that a file lists. */
@NullMarked
package io.postern.auth.file;

import org.jspecify.annotations.NullMarked;
