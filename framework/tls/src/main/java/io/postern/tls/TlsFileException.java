// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import java.io.IOException;
import java.nio.file.Path;

/** A file of certificates or keys is of no use. The message names the file and says why. */
public final class TlsFileException extends IOException {
    TlsFileException(Path file, String why) {
        super(file + ": " + why);
    }

    TlsFileException(String message) {
        super(message);
    }
}
