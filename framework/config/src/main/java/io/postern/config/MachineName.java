// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** What the machine calls itself, for a file without {@code hostname:}. */
final class MachineName {
    private MachineName() {}

    /** Its canonical name, else its short one; asks the resolver, and may wait for it. */
    static String ask() {
        try {
            InetAddress machine = InetAddress.getLocalHost();
            return Optional.of(machine.getCanonicalHostName())
                    .filter(DomainFormat::isName)
                    .or(() -> Optional.of(machine.getHostName()).filter(DomainFormat::isName))
                    .orElse("localhost");
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }
}
