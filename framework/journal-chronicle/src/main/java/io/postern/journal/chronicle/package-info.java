// SPDX-License-Identifier: Apache-2.0
/** The journal in files of Chronicle Queue. Nothing outside this package sees Chronicle. */
@NullMarked
package io.postern.journal.chronicle;

import org.jspecify.annotations.NullMarked;
