// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What people call a site: {@code (aspmx1|aspmx2).google.com}, {@code mx.example.org}. */
final class SiteName {
    private static final String SMTP = ":25";

    private SiteName() {}

    /**
     * Names a site.
     *
     * @param hosts its host:port, sorted; a port is shown where it isn't 25
     */
    static String of(String transport, List<String> hosts) {
        if (hosts.isEmpty()) {
            return transport;
        }
        List<String> names = hosts.stream().map(SiteName::host).distinct().toList();
        if (names.size() == 1) {
            return names.getFirst();
        }
        int common = common(names);
        if (common == 0) {
            return "(" + String.join("|", names) + ")";
        }
        List<String> firsts = new ArrayList<>();
        for (String name : names) {
            firsts.add(name.substring(0, name.length() - common));
        }
        String suffix = names.getFirst().substring(names.getFirst().length() - common);
        return "(" + String.join("|", firsts) + ")" + suffix;
    }

    /** The host of {@code host:port}, with its port where that isn't 25. */
    static String host(String hop) {
        String name = hop.endsWith(SMTP) ? hop.substring(0, hop.length() - SMTP.length()) : hop;
        return name.toLowerCase(Locale.ROOT);
    }

    /** The length of the suffix that all share, from a dot on; 0 where there is none. */
    private static int common(List<String> names) {
        String first = names.getFirst();
        for (int dot = first.indexOf('.'); dot >= 0; dot = first.indexOf('.', dot + 1)) {
            String suffix = first.substring(dot);
            if (names.stream().allMatch(n -> n.endsWith(suffix) && n.length() > suffix.length())) {
                return suffix.length();
            }
        }
        return 0;
    }
}
