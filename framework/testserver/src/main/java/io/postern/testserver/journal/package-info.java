// SPDX-License-Identifier: Apache-2.0
/** What the spool of a test is written in. */
@NullMarked
package io.postern.testserver.journal;

import org.jspecify.annotations.NullMarked;
