// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

/** What a policy says at one stage of the dialogue. */
@ProviderType
public sealed interface Verdict {
    /** No opinion: the next policy is asked. */
    record Pass() implements Verdict {}

    /**
     * Yes, and no later policy is asked at this stage. It never opens the relay: see {@link
     * RelayPolicy}.
     */
    record Accept() implements Verdict {}

    /** Try again later: a 4yz reply. */
    record Defer(Status.Transient status) implements Verdict {}

    /** No: a 5yz reply. */
    record Reject(Status.Permanent status) implements Verdict {}

    /** {@link Pass}. */
    static Verdict pass() {
        return new Pass();
    }

    /** {@link Accept}. */
    static Verdict accept() {
        return new Accept();
    }

    /** {@link Defer} with 4.subject.detail. */
    static Verdict defer(int subject, int detail, String text) {
        return new Defer(new Status.Transient(subject, detail, text));
    }

    /** {@link Reject} with 5.subject.detail. */
    static Verdict reject(int subject, int detail, String text) {
        return new Reject(new Status.Permanent(subject, detail, text));
    }
}
