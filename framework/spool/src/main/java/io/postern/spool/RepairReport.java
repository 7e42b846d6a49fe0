// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.util.List;

/**
 * What came of copying the messages of a journal to a new one.
 *
 * @param survey of the old one
 * @param saved the messages in the new one, each read back and compared
 * @param unsaved messages that we answered for, are waiting, and can't be read
 */
public record RepairReport(
        SpoolSurvey survey, SpoolSurvey.Waiting saved, List<SpoolSurvey.Broken> unsaved) {
    public RepairReport {
        unsaved = List.copyOf(unsaved);
    }
}
