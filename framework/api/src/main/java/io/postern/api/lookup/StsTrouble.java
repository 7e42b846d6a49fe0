// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

/**
 * Why a policy couldn't be had.
 *
 * @param reason for people; one line, of no more than 1,000 characters
 */
public record StsTrouble(Kind kind, String reason) {
    /** There was none. */
    public static final StsTrouble NONE = new StsTrouble(Kind.NONE, "");

    /** What reports tell apart (RFC 8460 section 4.3.2.2). */
    public enum Kind {
        /** No trouble. */
        NONE,
        /** The domain has no record that announces a policy, or nobody can tell now. */
        NOT_ANNOUNCED,
        /** The server of the policy can't be reached, or doesn't have it. */
        FETCH,
        /** The server of the policy has a certificate that isn't good for it. */
        CERTIFICATE,
        /** What was fetched is no policy. */
        INVALID
    }
}
