// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;

import java.util.List;
import java.util.stream.Stream;

/** Short ways to write addresses in tests. Splits at the last {@code @}; no quotes, no escapes. */
public final class Addresses {
    private Addresses() {}

    /** {@code alice@example.org}. */
    public static Mailbox mailbox(String address) {
        int at = address.lastIndexOf('@');
        return Mailbox.of(address.substring(0, at), address.substring(at + 1));
    }

    /** {@code alice@example.org}, as the client named it. */
    public static Recipient recipient(String address) {
        return Recipient.of(mailbox(address));
    }

    /** Several, in that order. */
    public static List<Recipient> recipients(String... addresses) {
        return Stream.of(addresses).map(Addresses::recipient).toList();
    }

    /** {@code alice@example.org}, or the empty text for the null reverse-path. */
    public static ReversePath reversePath(String address) {
        return address.isEmpty() ? new ReversePath.Null() : new ReversePath.Of(mailbox(address));
    }
}
