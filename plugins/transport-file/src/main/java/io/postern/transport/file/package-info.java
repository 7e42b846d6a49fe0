// SPDX-License-Identifier: Apache-2.0
/** The transport {@code file}: mail as files in a folder, each with its envelope. */
@NullMarked
package io.postern.transport.file;

import org.jspecify.annotations.NullMarked;
