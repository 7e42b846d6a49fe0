// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the TXT records that announce a policy (RFC 8461 section 3.1). Pure. */
final class Announcement {
    private static final String FIELD = "[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<>-~]+";
    private static final String DELIMITER = "[ \\t]*;[ \\t]*";
    private static final Pattern BEGIN = Pattern.compile("v=STSv1[ \\t]*;.*", Pattern.DOTALL);
    private static final Pattern RECORD =
            Pattern.compile("v=STSv1(?:" + DELIMITER + FIELD + ")+(?:" + DELIMITER + ")?");
    private static final Pattern ID = Pattern.compile("[; \\t]id=([A-Za-z0-9]{1,32})(?=[; \\t]|$)");

    private Announcement() {}

    /**
     * The version of the policy; empty where none is announced: no record, several, or one that is
     * wrong.
     */
    static Optional<String> id(List<String> records) {
        List<String> announcing =
                records.stream().filter(text -> BEGIN.matcher(text).matches()).toList();
        if (announcing.size() != 1 || !RECORD.matcher(announcing.getFirst()).matches()) {
            return Optional.empty();
        }
        Matcher id = ID.matcher(announcing.getFirst());
        return id.find() ? Optional.of(id.group(1)) : Optional.empty();
    }
}
