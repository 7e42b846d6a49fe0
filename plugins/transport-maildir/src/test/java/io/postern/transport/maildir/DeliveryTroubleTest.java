// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;

class DeliveryTroubleTest {
    @Test
    void fullDiskBlamesTheDestination() {
        assertDeferred(new IOException("No space left on device"), "4.3.1", Blame.DESTINATION);
        assertDeferred(
                new FileSystemException("/m/x", null, "No space left on device"),
                "4.3.1",
                Blame.DESTINATION);
    }

    @Test
    void quotaBlamesTheRecipient() {
        assertDeferred(new IOException("Disk quota exceeded"), "4.2.2", Blame.RECIPIENT);
    }

    @Test
    void brokenStoreBlamesTheDestination() {
        assertDeferred(new IOException("Input/output error"), "4.3.0", Blame.DESTINATION);
        assertDeferred(
                new FileSystemException("/m", null, "Read-only file system"),
                "4.3.0",
                Blame.DESTINATION);
        assertDeferred(
                new UnusableRootException(new AccessDeniedException("/m")),
                "4.3.0",
                Blame.DESTINATION);
        assertDeferred(new IOException("Too many open files"), "4.3.1", Blame.DESTINATION);
    }

    @Test
    void brokenMailboxBlamesTheRecipient() {
        assertDeferred(new AccessDeniedException("/m/a"), "4.2.0", Blame.RECIPIENT);
        assertDeferred(new NotDirectoryException("/m/a"), "4.2.0", Blame.RECIPIENT);
    }

    @Test
    void interruptIsNobodysFault() {
        assertDeferred(new ClosedByInterruptException(), "4.3.2", Blame.DESTINATION);
    }

    @Test
    void nobodyReadsOurPaths() {
        assertThat(DeliveryTrouble.of(new AccessDeniedException("/secret/place")).status().text())
                .doesNotContain("secret");
    }

    private static void assertDeferred(IOException trouble, String code, Blame blame) {
        DeliveryOutcome outcome = DeliveryTrouble.of(trouble);

        assertThat(outcome.status().code()).isEqualTo(code);
        assertThat(((DeliveryOutcome.Deferred) outcome).blame()).isEqualTo(blame);
    }
}
