// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.util.List;

/**
 * The leaves of a message, in order.
 *
 * @param truncated whether there may be more, or more in their header sections: a limit was met, or
 *     the message is too broken to go on
 */
record MimeParts(List<MimePart> parts, boolean truncated) {
    MimeParts {
        parts = List.copyOf(parts);
    }
}
