// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import org.osgi.annotation.versioning.ProviderType;

/**
 * An enhanced status code (RFC 3463) and its text. The class digit is the type of the value, so
 * that nobody can put off with a permanent code or refuse with a temporary one.
 */
@ProviderType
public sealed interface Status {
    /** The second digit group: what the status is about (RFC 3463 section 3), 0 to 999. */
    int subject();

    /** The third digit group, 0 to 999. */
    int detail();

    /** For people; one line without control characters. */
    String text();

    /** The three groups with dots, as in {@code 5.1.1}. */
    default String code() {
        int type =
                switch (this) {
                    case Success _ -> 2;
                    case Transient _ -> 4;
                    case Permanent _ -> 5;
                };
        return type + "." + subject() + "." + detail();
    }

    /** 2.x.x: done. */
    record Success(int subject, int detail, String text) implements Status {
        public Success {
            text = Text.oneLine(Text.checked(subject, detail, text));
        }

        @Override
        public String toString() {
            return code() + " " + text;
        }
    }

    /** 4.x.x: not now. */
    record Transient(int subject, int detail, String text) implements Status {
        public Transient {
            text = Text.oneLine(Text.checked(subject, detail, text));
        }

        @Override
        public String toString() {
            return code() + " " + text;
        }
    }

    /** 5.x.x: never. */
    record Permanent(int subject, int detail, String text) implements Status {
        public Permanent {
            text = Text.oneLine(Text.checked(subject, detail, text));
        }

        @Override
        public String toString() {
            return code() + " " + text;
        }
    }
}
