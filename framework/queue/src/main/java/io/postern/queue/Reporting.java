// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.ReversePath;

import java.util.List;
import java.util.function.Supplier;

/**
 * What the operator wants of reports.
 *
 * @param mostReturned octets of a message that comes back whole where RET=FULL asks for it
 * @param doubleBounces who is told where mail without a sender fails; the null one for nobody
 * @param languages of reports where the message says nothing of them, the best first
 * @param templates their words; may block on the disk
 */
record Reporting(
        int mostReturned,
        ReversePath doubleBounces,
        List<String> languages,
        Supplier<ReportTemplates> templates) {
    Reporting {
        languages = List.copyOf(languages);
    }

    /** Whole messages up to some size, in English, no double bounces. */
    static Reporting plain(int mostReturned) {
        return new Reporting(
                mostReturned, new ReversePath.Null(), List.of(), () -> ReportTemplates.BUILT_IN);
    }
}
