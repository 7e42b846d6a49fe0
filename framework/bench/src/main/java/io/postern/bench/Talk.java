// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.IOException;

/** A part of the client's dialogue: what it says next depends on the reply. */
@FunctionalInterface
interface Talk {
    /** A reply has come; it is the reader's until the next one. */
    void reply(ReplyReader reply) throws IOException;
}
