// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.file.Path;

/** Another process has the journal; later it may not. */
public final class JournalInUseException extends IOException {
    public JournalInUseException(Path folder) {
        super("another process has the journal in " + folder);
    }
}
