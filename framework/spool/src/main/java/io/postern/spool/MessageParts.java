// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/** The octets of a message, piece by piece. May block for the disk. */
@FunctionalInterface
interface MessageParts {
    /** A piece, from 0; null behind the last. The caller may move its position. */
    @Nullable ByteBuffer part(int index);
}
