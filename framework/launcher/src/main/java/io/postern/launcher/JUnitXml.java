// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.script.TestOutcome;
import io.postern.script.TestRun;

import java.util.List;
import java.util.Locale;

/** A report in the form that CI servers know from JUnit: a suite for each file. */
final class JUnitXml {
    private JUnitXml() {}

    /** The report, in XML. */
    static String of(List<TestRun> runs) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuites>\n");
        for (TestRun run : runs) {
            append(xml, run);
        }
        return xml.append("</testsuites>\n").toString();
    }

    private static void append(StringBuilder xml, TestRun run) {
        long failed = run.outcomes().stream().filter(one -> !one.passed()).count();
        double time = run.outcomes().stream().mapToDouble(JUnitXml::seconds).sum();
        xml.append("  <testsuite name=\"")
                .append(text(run.file()))
                .append("\" tests=\"")
                .append(run.outcomes().size())
                .append("\" failures=\"")
                .append(failed)
                .append("\" errors=\"0\" skipped=\"0\" time=\"")
                .append(decimal(time))
                .append("\">\n");
        for (TestOutcome one : run.outcomes()) {
            append(xml, run.file(), one);
        }
        xml.append("  </testsuite>\n");
    }

    private static void append(StringBuilder xml, String file, TestOutcome one) {
        xml.append("    <testcase classname=\"")
                .append(text(file))
                .append("\" name=\"")
                .append(text(one.name()))
                .append("\" time=\"")
                .append(decimal(seconds(one)))
                .append('"');
        if (one.passed()) {
            xml.append("/>\n");
            return;
        }
        xml.append(">\n      <failure message=\"")
                .append(text(one.failure()))
                .append("\"/>\n    </testcase>\n");
    }

    private static double seconds(TestOutcome one) {
        return one.time().toNanos() / 1e9;
    }

    private static String decimal(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /** Escaped for an attribute; what XML 1.0 has no way to say is a question mark. */
    private static String text(String value) {
        StringBuilder safe = new StringBuilder();
        value.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> safe.append("&amp;");
                                case '<' -> safe.append("&lt;");
                                case '>' -> safe.append("&gt;");
                                case '"' -> safe.append("&quot;");
                                default -> safe.appendCodePoint(isText(c) ? c : '?');
                            }
                        });
        return safe.toString();
    }

    private static boolean isText(int c) {
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        return c >= ' ' && !surrogate && c != 0xFFFE && c != 0xFFFF;
    }
}
