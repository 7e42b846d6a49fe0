// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import java.io.IOException;

/** A file that is no message in the format that it should have: it is put aside. */
final class BrokenFileException extends IOException {
    BrokenFileException(String reason) {
        super(reason);
    }
}
