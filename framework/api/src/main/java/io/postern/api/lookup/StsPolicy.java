// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a domain asks of those who send mail to it (RFC 8461 section 3.2).
 *
 * @param mx names of its hosts, or {@code *.} and a name for all that have one label more; in lower
 *     case, none only for {@link Mode#NONE}
 * @param maxAge how long it may be kept
 */
public record StsPolicy(Mode mode, List<String> mx, Duration maxAge) {
    public StsPolicy {
        mx = mx.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** What is to be done with a host that doesn't meet it. */
    public enum Mode {
        /** Mail isn't given to it. */
        ENFORCE,
        /** Mail is given to it, and the domain would like to know. */
        TESTING,
        /** Nothing: the domain has no policy any more. */
        NONE;

        /** As it stands in a policy. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Itself as a domain publishes it, line by line (RFC 8461 section 3.2). */
    public List<String> lines() {
        return Stream.of(
                        Stream.of("version: STSv1", "mode: " + mode.word()),
                        mx.stream().map(name -> "mx: " + name),
                        Stream.of("max_age: " + maxAge.toSeconds()))
                .flatMap(part -> part)
                .toList();
    }

    /** Whether a host of that name is one that it names (RFC 8461 section 4.1). */
    public boolean names(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        String wildcard = dot < 0 ? name : "*" + name.substring(dot);
        return mx.contains(name) || (dot > 0 && mx.contains(wildcard));
    }
}
