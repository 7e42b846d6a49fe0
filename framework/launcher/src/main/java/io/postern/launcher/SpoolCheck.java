// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.spool.OfflineSpool;
import io.postern.spool.SpoolSurvey;

import java.io.IOException;
import java.io.PrintWriter;

/** {@code postern spool check}, with the spool on the class path. */
final class SpoolCheck {
    private final Home home;
    private final PrintWriter out;

    SpoolCheck(Home home, PrintWriter out) {
        this.home = home;
        this.out = out;
    }

    /** The exit code. */
    int run(boolean json) throws IOException {
        SpoolSurvey survey = new SpoolAccess(home).read(OfflineSpool::survey);
        SurveyReport report = new SurveyReport(home.journal(), survey);
        if (json) {
            out.println(Json.text(report.fields()));
        } else {
            report.print(out);
        }
        out.flush();
        return survey.isSound() ? Exit.FINE : Exit.NO;
    }
}
