// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/** Says what went wrong in a script, and where, on one line. */
final class Failure {
    private static final int LONGEST = 500;

    /** How an Error shows itself; anything may be thrown. */
    private static final Pattern ERROR = Pattern.compile("\\w*Error\\b");

    /** A syntax error names its place in the message too. */
    private static final Pattern PLACE = Pattern.compile("^(SyntaxError: ).*?:\\d+:\\d+ ");

    private Failure() {}

    /** {@code scripts/policy.js:12:5: TypeError: …}. */
    static String describe(PolyglotException failed, ScriptFiles files, Limits limits) {
        String where = place(failed, files);
        if (where.isEmpty()) {
            where = files.name() + ": ";
        }
        return where + reason(failed, files, limits);
    }

    /** {@code scripts/policy.js:12:5: }, empty where it isn't in a script. */
    static String position(@Nullable SourceSection section, ScriptFiles files) {
        if (section == null || !section.isAvailable()) {
            return "";
        }
        String path = section.getSource().getPath();
        if (path == null || !files.holds(path)) {
            return "";
        }
        return "%s:%d:%d: "
                .formatted(files.name(path), section.getStartLine(), section.getStartColumn());
    }

    /** The innermost place that is in one of the files: what a module of ours throws isn't. */
    private static String place(PolyglotException failed, ScriptFiles files) {
        String where = position(failed.getSourceLocation(), files);
        for (PolyglotException.StackFrame frame : failed.getPolyglotStackTrace()) {
            if (!where.isEmpty()) {
                break;
            }
            if (frame.isGuestFrame()) {
                where = position(frame.getSourceLocation(), files);
            }
        }
        return where;
    }

    private static String reason(PolyglotException failed, ScriptFiles files, Limits limits) {
        String message = failed.getMessage() == null ? "" : failed.getMessage();
        if (failed.isHostException()) {
            String ours = failed.asHostException().getMessage();
            return oneLine(ours == null ? failed.asHostException().toString() : ours);
        }
        if (failed.isResourceExhausted()) {
            return message.startsWith("Statement count")
                    ? "more than " + limits.statements() + " statements"
                    : oneLine(message);
        }
        if (failed.isInterrupted() || failed.isCancelled()) {
            return "stopped: out of time";
        }
        if (failed.isInternalError()) {
            return "JavaScript engine: " + oneLine(message);
        }
        if (failed.isSyntaxError()) {
            message = PLACE.matcher(message).replaceFirst("$1");
        }
        boolean error = ERROR.matcher(message).lookingAt();
        return oneLine(error ? files.shorten(message) : "threw " + message);
    }

    /** What comes after the first line is a picture of the place. */
    private static String oneLine(String text) {
        String first = text.lines().findFirst().orElse("");
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < Math.min(first.length(), LONGEST); i++) {
            char c = first.charAt(i);
            clean.append(Character.isISOControl(c) ? ' ' : c);
        }
        return clean.toString();
    }
}
