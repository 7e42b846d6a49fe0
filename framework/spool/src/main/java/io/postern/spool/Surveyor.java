// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes of what recovery found what a person wants to know. */
final class Surveyor {
    private final JournalReader journal;
    private final boolean keyFile;

    Surveyor(JournalReader journal, boolean keyFile) {
        this.journal = journal;
        this.keyFile = keyFile;
    }

    SpoolSurvey survey(Recovery.Result found) throws IOException {
        Recovery.Trouble trouble = found.trouble();
        return new SpoolSurvey(
                journal.usage(),
                keyFile,
                found.report().records(),
                found.sequence(),
                waiting(found.messages().all()),
                found.report().torn(),
                found.report().damage(),
                found.gaps().stream().map(gap -> gap(gap, trouble.lost().contains(gap))).toList(),
                trouble.missing(),
                broken(trouble.damaged()),
                broken(found.dropped()),
                suspects(found),
                lines(found));
    }

    static SpoolSurvey.Waiting waiting(List<IndexEntry> messages) {
        long held = 0;
        long octets = 0;
        for (IndexEntry message : messages) {
            held += message.hold().isEmpty() ? 0 : 1;
            octets += message.size();
        }
        return new SpoolSurvey.Waiting(messages.size(), held, octets);
    }

    private static SpoolSurvey.Gap gap(NoteRecord.Gap gap, boolean lost) {
        return new SpoolSurvey.Gap(gap.first(), gap.last(), lost);
    }

    static List<SpoolSurvey.Broken> broken(List<IndexEntry> entries) {
        return entries.stream().map(Surveyor::broken).toList();
    }

    private static SpoolSurvey.Broken broken(IndexEntry entry) {
        return new SpoolSurvey.Broken(
                entry.id().value(),
                entry.received(),
                "<" + entry.reversePath() + ">",
                entry.recipients().stream()
                        .filter(to -> to.state() instanceof RecipientState.Waiting)
                        .map(to -> "<" + to.recipient().mailbox() + ">")
                        .toList(),
                entry.size());
    }

    private List<SpoolSurvey.Suspect> suspects(Recovery.Result found) throws IOException {
        Suspects suspects = new Suspects(journal, number -> isNowhere(number, found));
        for (Journal.Stretch stretch : found.report().damage()) {
            suspects.search(stretch);
        }
        suspects.search(found.report().torn());
        return suspects.found();
    }

    private static boolean isNowhere(long sequence, Recovery.Result found) {
        return sequence > found.sequence()
                || found.gaps().stream()
                        .anyMatch(gap -> gap.first() <= sequence && sequence <= gap.last());
    }

    /** Less what unreadable stretches say already. */
    private List<String> lines(Recovery.Result found) {
        List<String> lines = new ArrayList<>(found.trouble().lines());
        found.report().damage().forEach(stretch -> lines.remove(stretch.toString()));
        found.trouble()
                .missing()
                .forEach(segment -> lines.add("segment " + segment + " is missing"));
        if (!keyFile) {
            lines.add("the file 'key' is missing or damaged; a segment has the key too");
        }
        return lines;
    }
}
