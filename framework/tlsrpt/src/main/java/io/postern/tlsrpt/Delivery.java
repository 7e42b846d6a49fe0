// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.mail.Mailbox;

import java.net.URI;

/** Takes reports away. Blocks; false where it may go better later. */
interface Delivery {
    /** Sends a whole message. */
    boolean mail(Mailbox to, byte[] message) throws InterruptedException;

    /** Posts a compressed report. */
    boolean post(URI uri, byte[] report) throws InterruptedException;
}
