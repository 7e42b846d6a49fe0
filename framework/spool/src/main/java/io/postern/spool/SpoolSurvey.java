// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.time.Instant;
import java.util.List;

/**
 * What a look through a journal has found.
 *
 * @param keyFile whether the key was where it should be; else it comes out of a segment
 * @param records how many are whole
 * @param lastSequence the number of the last one
 * @param waiting messages that aren't finished
 * @param torn octets behind the last whole record, never answered for unless the disk has lost them
 * @param unreadable stretches before it that hold no record; nothing is lost by them where no
 *     number is missing
 * @param gaps numbers that no record has
 * @param missingSegments that nobody has accepted as lost
 * @param damaged messages that we answered for and that can't be read
 * @param dropped messages that aren't whole either, and that a start forgets: nobody was answered
 *     for them, unless the disk has lost what was synced
 * @param suspects what stands, unproven, where no whole record is; at most {@value #MOST_SUSPECTS}
 * @param trouble everything that is wrong, one line each; empty where the journal is sound
 */
public record SpoolSurvey(
        Journal.Usage usage,
        boolean keyFile,
        long records,
        long lastSequence,
        Waiting waiting,
        Journal.Stretch torn,
        List<Journal.Stretch> unreadable,
        List<Gap> gaps,
        List<Integer> missingSegments,
        List<Broken> damaged,
        List<Broken> dropped,
        List<Suspect> suspects,
        List<String> trouble) {
    static final int MOST_SUSPECTS = 1000;

    public SpoolSurvey {
        unreadable = List.copyOf(unreadable);
        gaps = List.copyOf(gaps);
        missingSegments = List.copyOf(missingSegments);
        damaged = List.copyOf(damaged);
        dropped = List.copyOf(dropped);
        suspects = List.copyOf(suspects);
        trouble = List.copyOf(trouble);
    }

    /** Whether all that we answered for is there, as far as anybody can tell. */
    public boolean isSound() {
        return trouble.isEmpty();
    }

    /**
     * Messages that aren't finished.
     *
     * @param held of them
     * @param octets of all of them
     */
    public record Waiting(long messages, long held, long octets) {}

    /**
     * Numbers without a record.
     *
     * @param lost whether they were durable, and no start has reported them; else they were written
     *     when the power went, or are known
     */
    public record Gap(long first, long last, boolean lost) {}

    /**
     * A message that can't be read.
     *
     * @param from in angle brackets
     * @param to who waits for it, likewise
     */
    public record Broken(String id, Instant received, String from, List<String> to, long size) {
        public Broken {
            to = List.copyOf(to);
        }
    }

    /**
     * What looks like the start of a record. Its checksum is wrong, so none of this need be true.
     *
     * @param message its queue id, as {@link RecordView#message()}
     */
    public record Suspect(int segment, long offset, String type, long sequence, String message) {}
}
