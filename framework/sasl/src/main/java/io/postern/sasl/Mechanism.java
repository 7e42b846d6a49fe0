// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import java.util.Arrays;
import java.util.Set;

/** The mechanisms, strongest first. */
enum Mechanism {
    /** RFC 4422 appendix A. */
    EXTERNAL("EXTERNAL", "certificate"),
    /** RFC 7677. */
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS", "scram"),
    /** RFC 7677. */
    SCRAM_SHA_256("SCRAM-SHA-256", "scram"),
    /** RFC 7628. */
    OAUTHBEARER("OAUTHBEARER", "token"),
    /** What Google and Microsoft had before. */
    XOAUTH2("XOAUTH2", "token"),
    /** RFC 4616. */
    PLAIN("PLAIN", "password"),
    /** Without an RFC. */
    LOGIN("LOGIN", "password");

    private final String label;
    private final String credentials;

    Mechanism(String label, String credentials) {
        this.label = label;
        this.credentials = credentials;
    }

    String label() {
        return label;
    }

    /**
     * Whether it can work here. A token is as good as a password to who sees it, and has no reason
     * to be sent in the clear; for a password the session decides that.
     */
    boolean isOffered(Set<String> kinds, Channel channel) {
        return kinds.contains(credentials)
                && switch (this) {
                    case EXTERNAL -> channel.isEncrypted() && channel.certificate().isPresent();
                    case SCRAM_SHA_256_PLUS -> channel.isEncrypted() && isBound(channel);
                    case OAUTHBEARER, XOAUTH2 -> channel.isEncrypted();
                    case SCRAM_SHA_256, PLAIN, LOGIN -> true;
                };
    }

    private static boolean isBound(Channel channel) {
        return Arrays.stream(Channel.Binding.values())
                .anyMatch(type -> channel.binding(type).isPresent());
    }
}
