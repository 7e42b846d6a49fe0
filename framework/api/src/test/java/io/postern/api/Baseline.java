// SPDX-License-Identifier: Apache-2.0
package io.postern.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares a surface with that of the last release, package by package, by OSGi's rules: what was
 * taken away or changed needs a higher major version, what came a higher minor one. What others
 * implement or switch over can't even grow without the former.
 */
public final class Baseline {
    /** Sealed types of which a plugin gets a value: an old one doesn't know a case that came. */
    private static final List<String> HANDED_OUT =
            List.of(
                    "io.postern.api.auth.Credentials",
                    "io.postern.api.lookup.DnsAnswer",
                    "io.postern.api.lookup.LookupAnswer",
                    "io.postern.api.lookup.StsAnswer",
                    "io.postern.api.mail.ReversePath",
                    "io.postern.api.transport.ConnectionLeave");

    private static final String VERSION = "@Version ";

    private Baseline() {}

    /** What must not be, a line for each package that has too low a version. */
    public static List<String> problems(List<String> released, List<String> current) {
        List<String> problems = new ArrayList<>();
        for (String name : packages(released)) {
            String problem = problem(of(name, released), of(name, current));
            if (!problem.isEmpty()) {
                problems.add(name + ": " + problem);
            }
        }
        return problems;
    }

    private static String problem(Set<String> released, Set<String> current) {
        if (current.isEmpty()) {
            return "the package is gone";
        }
        int[] before = version(released);
        int[] now = version(current);
        Set<String> gone = without(released, current);
        Set<String> came = without(current, released);
        Set<String> breaking = new TreeSet<>(gone);
        came.stream().filter(line -> breaks(line, released)).forEach(breaking::add);
        if (!breaking.isEmpty() && now[0] <= before[0]) {
            return "needs version " + (before[0] + 1) + ".0.0 for " + breaking;
        }
        boolean higher = now[0] > before[0] || (now[0] == before[0] && now[1] > before[1]);
        if (!came.isEmpty() && !higher) {
            return "needs version " + before[0] + "." + (before[1] + 1) + ".0 for " + came;
        }
        boolean lower = now[0] < before[0] || (now[0] == before[0] && now[1] < before[1]);
        return lower ? "its version went down" : "";
    }

    private static boolean breaks(String line, Set<String> released) {
        String type = line.substring(0, line.indexOf(" | "));
        boolean isAbstract = line.contains(" | public abstract ") && line.contains("(");
        boolean implementedByOthers = released.contains(type + " | @ConsumerType");
        boolean caseOfAnOldType =
                HANDED_OUT.stream()
                        .anyMatch(
                                known ->
                                        type.startsWith(known + "$")
                                                && line.contains(" record ")
                                                && isKnown(known, released));
        return (isAbstract && implementedByOthers)
                || line.endsWith(" | @ConsumerType") && isKnown(type, released)
                || caseOfAnOldType;
    }

    private static boolean isKnown(String type, Set<String> released) {
        return released.stream().anyMatch(line -> line.startsWith(type + " | "));
    }

    private static Set<String> packages(List<String> surface) {
        return surface.stream()
                .filter(line -> line.contains(" | " + VERSION))
                .map(line -> line.substring(0, line.indexOf(" | ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> of(String name, List<String> surface) {
        return surface.stream()
                .filter(line -> line.startsWith(name + ".") || line.startsWith(name + " | "))
                .filter(line -> packageOf(line).equals(name))
                .collect(Collectors.toSet());
    }

    private static String packageOf(String line) {
        String subject = line.substring(0, line.indexOf(" | "));
        return line.contains(" | " + VERSION)
                ? subject
                : subject.substring(0, subject.lastIndexOf('.'));
    }

    private static Set<String> without(Set<String> lines, Set<String> others) {
        Set<String> rest = new HashSet<>(lines);
        rest.removeAll(others);
        rest.removeIf(line -> line.contains(" | " + VERSION));
        return new TreeSet<>(rest);
    }

    private static int[] version(Set<String> surface) {
        String version =
                surface.stream()
                        .filter(line -> line.contains(" | " + VERSION))
                        .findFirst()
                        .map(line -> line.substring(line.indexOf(VERSION) + VERSION.length()))
                        .orElse("0.0.0");
        String[] parts = version.split("\\.");
        return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }
}
