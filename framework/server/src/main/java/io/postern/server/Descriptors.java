// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.lang.management.ManagementFactory;

import javax.management.JMException;
import javax.management.ObjectName;

/** How many files and sockets the system lets us open. */
final class Descriptors {
    private Descriptors() {}

    /** What connections may take of them: 70 in 100; the rest is for the spool, DNS and logs. */
    static int forConnections() {
        try {
            ObjectName system = new ObjectName("java.lang:type=OperatingSystem");
            Object most =
                    ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(system, "MaxFileDescriptorCount");
            long share = most instanceof Long number ? number / 10 * 7 : Integer.MAX_VALUE;
            return Math.clamp(share, 1, Integer.MAX_VALUE);
        } catch (JMException _) {
            // Not a Unix: there is no such number.
            return Integer.MAX_VALUE;
        }
    }
}
