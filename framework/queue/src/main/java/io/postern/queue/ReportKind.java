// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a report is about, which says in what words it tells people. */
enum ReportKind {
    /** Recipients failed. */
    FAILED("failed", Dsn.Action.FAILED),
    /** Recipients still wait. */
    DELAYED("delayed", Dsn.Action.DELAYED),
    /** Recipients have it. */
    DELIVERED("delivered", Dsn.Action.DELIVERED),
    /** Recipients are with a host that won't report. */
    RELAYED("relayed", Dsn.Action.RELAYED),
    /** Recipients stand for others, who got it. */
    EXPANDED("expanded", Dsn.Action.EXPANDED),
    /** Mail without a sender failed; the postmaster is told. */
    DOUBLE_BOUNCE("double-bounce", Dsn.Action.FAILED);

    private final String word;
    private final Dsn.Action action;

    ReportKind(String word, Dsn.Action action) {
        this.word = word;
        this.action = action;
    }

    /** As it stands in names of files. */
    String word() {
        return word;
    }

    /** What it tells programs. */
    Dsn.Action action() {
        return action;
    }

    static Optional<ReportKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    static ReportKind of(Dsn.Action action) {
        return switch (action) {
            case FAILED -> FAILED;
            case DELAYED -> DELAYED;
            case DELIVERED -> DELIVERED;
            case RELAYED -> RELAYED;
            case EXPANDED -> EXPANDED;
        };
    }

    /** All of them, for messages. */
    static String words() {
        return Arrays.stream(values()).map(ReportKind::word).collect(Collectors.joining(", "));
    }
}
