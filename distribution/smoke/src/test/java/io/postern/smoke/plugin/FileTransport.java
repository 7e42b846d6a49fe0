// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke.plugin;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes a file for each copy that somebody got; a system property of the server names the folder.
 */
public final class FileTransport implements Transport {
    private final Path folder = Path.of(System.getProperty("postern.smoke.delivered"));

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) {
        Map<Recipient, DeliveryOutcome> outcomes = new HashMap<>();
        for (Recipient recipient : attempt.recipients()) {
            try {
                Files.createTempFile(folder, recipient + "_", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            outcomes.put(
                    recipient,
                    new DeliveryOutcome.Delivered(
                            new Status.Success(0, 0, "written down"),
                            new Peer("file", ""),
                            DeliveryOutcome.Reach.MAILBOX));
        }
        return new DeliveryReport(outcomes);
    }
}
