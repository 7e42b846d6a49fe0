// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

/** Who validates answers. */
enum Dnssec {
    /** A resolver on this host, whose AD bit is believed; no other's is. */
    TRUSTED("validated by the resolver on a loopback address (AD bit)"),
    /** Nobody: no answer is authenticated. */
    OFF("off: no answer is authenticated, so DANE is not used");

    private final String words;

    Dnssec(String words) {
        this.words = words;
    }

    /** For people. */
    String words() {
        return words;
    }
}
