// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The server to measure, and how it is talked to.
 *
 * @param patience how long any one answer may take
 */
public record Target(InetSocketAddress address, Security security, Login login, Duration patience) {
    public Target {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("no address is known of " + address.getHostString());
        }
        if (patience.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("without patience nothing can be measured");
        }
    }
}
