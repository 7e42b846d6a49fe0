// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.Peer;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Objects;

/**
 * What a failed delivery to an mbox means, and whom it blames. Trouble of the disk is ours and
 * temporary. Statuses name no paths: the sender may get to read them.
 */
final class DeliveryTrouble {
    private DeliveryTrouble() {}

    /** What a failed file operation means; Java tells full disks apart by the system's words. */
    static DeliveryOutcome of(IOException trouble) {
        if (trouble instanceof ClosedByInterruptException) {
            return interrupted();
        }
        if (trouble instanceof Mbox.LockedException) {
            return locked();
        }
        if (trouble instanceof UnusableRootException) {
            return deferred(3, 0, "mail store can't be used", Blame.DESTINATION);
        }
        String words = reason(trouble).toLowerCase(Locale.ROOT);
        if (words.contains("no space left") || words.contains("file too large")) {
            return deferred(3, 1, "mail system full", Blame.DESTINATION);
        }
        if (words.contains("quota")) {
            return deferred(2, 2, "mailbox full", Blame.RECIPIENT);
        }
        if (words.contains("read-only") || words.contains("input/output error")) {
            return deferred(3, 0, "mail store can't be written", Blame.DESTINATION);
        }
        if (words.contains("too many open files")) {
            return deferred(3, 1, "out of file descriptors", Blame.DESTINATION);
        }
        return trouble instanceof AccessDeniedException
                ? deferred(2, 0, "no permission for the mailbox", Blame.RECIPIENT)
                : deferred(2, 0, "mailbox can't be used", Blame.RECIPIENT);
    }

    /** Somebody else has it. */
    static DeliveryOutcome locked() {
        return deferred(2, 0, "mailbox is locked", Blame.RECIPIENT);
    }

    /** The message can't be read. */
    static DeliveryOutcome unreadable() {
        return deferred(3, 0, "message can't be read", Blame.MESSAGE);
    }

    /** The attempt's time is over. */
    static DeliveryOutcome late() {
        return deferred(3, 0, "out of time", Blame.DESTINATION);
    }

    /** The attempt is stopped. */
    static DeliveryOutcome interrupted() {
        return deferred(3, 2, "stopped", Blame.DESTINATION);
    }

    /** The address makes a name that no file system takes. */
    static DeliveryOutcome nameTooLong() {
        return new DeliveryOutcome.Failed(
                new Status.Permanent(1, 1, "address too long for a mailbox here"), Peer.NONE);
    }

    private static String reason(IOException trouble) {
        String words =
                trouble instanceof FileSystemException system
                        ? system.getReason()
                        : trouble.getMessage();
        return Objects.requireNonNullElse(words, "");
    }

    private static DeliveryOutcome deferred(int subject, int detail, String text, Blame blame) {
        return new Deferred(new Status.Transient(subject, detail, text), blame, Peer.NONE);
    }
}
