// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import javax.net.ssl.SSLContext;

/** Whether connections are encrypted. */
public sealed interface Security {
    /** No. */
    record None() implements Security {}

    /**
     * Yes.
     *
     * @param implicit from the first octet on, rather than behind STARTTLS
     * @param context what is trusted
     * @param name that is asked for, and must be in the certificate where it is checked
     * @param checked whether the name counts
     */
    record Tls(boolean implicit, SSLContext context, String name, boolean checked)
            implements Security {}
}
