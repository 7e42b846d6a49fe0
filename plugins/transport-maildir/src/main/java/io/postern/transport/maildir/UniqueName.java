// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names that no file of a Maildir has had: {@code seconds.MmicrosecondsPprocessQcount.host}, as the
 * Maildir specification proposes. The count makes them unique in this process, the time and the
 * process number among processes, the host among machines that share the folder.
 */
final class UniqueName {
    private static final AtomicLong COUNT = new AtomicLong();
    private static final long PROCESS = ProcessHandle.current().pid();

    private UniqueName() {}

    static String next(Instant now, String host) {
        return "%d.M%06dP%dQ%d.%s"
                .formatted(
                        now.getEpochSecond(),
                        now.getNano() / 1000,
                        PROCESS,
                        COUNT.incrementAndGet(),
                        host.replace("/", "\\057").replace(":", "\\072"));
    }
}
