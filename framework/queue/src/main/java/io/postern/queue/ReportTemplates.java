// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.config.WatchedFile.Parsed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.Objects;

/**
 * The words of reports, by kind and language. English is always there, built in where the operator
 * has none.
 */
final class ReportTemplates {
    static final String LAST_RESORT = "en";

    /** Those that come with the queue. */
    static final ReportTemplates BUILT_IN = new ReportTemplates(builtIn());

    private final Map<ReportKind, Map<String, ReportTemplate>> templates;

    private ReportTemplates(Map<ReportKind, Map<String, ReportTemplate>> templates) {
        this.templates = templates;
    }

    /**
     * Those built in, with these in their place or beside them.
     *
     * @param own by kind and language tag (RFC 5646)
     */
    static ReportTemplates with(Map<ReportKind, Map<String, ReportTemplate>> own) {
        Map<ReportKind, Map<String, ReportTemplate>> all = new EnumMap<>(ReportKind.class);
        BUILT_IN.templates.forEach((kind, built) -> all.put(kind, new HashMap<>(built)));
        own.forEach(
                (kind, mine) ->
                        mine.forEach(
                                (language, template) ->
                                        of(all, kind).put(lower(language), template)));
        return new ReportTemplates(all);
    }

    /** The first of some languages that there is one in (RFC 4647 section 3.4), else English. */
    Chosen choose(ReportKind kind, List<LanguageRange> wanted) {
        Map<String, ReportTemplate> there = of(templates, kind);
        String found = Locale.lookupTag(wanted, there.keySet());
        String language = found == null ? LAST_RESORT : found;
        return new Chosen(language, Objects.requireNonNull(there.get(language)));
    }

    private static Map<String, ReportTemplate> of(
            Map<ReportKind, Map<String, ReportTemplate>> all, ReportKind kind) {
        return Objects.requireNonNull(all.get(kind));
    }

    private static Map<ReportKind, Map<String, ReportTemplate>> builtIn() {
        Map<ReportKind, Map<String, ReportTemplate>> all = new EnumMap<>(ReportKind.class);
        for (ReportKind kind : ReportKind.values()) {
            all.put(kind, Map.of(LAST_RESORT, builtIn(kind)));
        }
        return all;
    }

    private static ReportTemplate builtIn(ReportKind kind) {
        String name = "reports/" + kind.word() + "." + LAST_RESORT + ".txt";
        try (InputStream in = ReportTemplates.class.getResourceAsStream(name)) {
            String text =
                    new String(
                            Objects.requireNonNull(in, name).readAllBytes(),
                            StandardCharsets.UTF_8);
            return switch (ReportTemplate.read(kind, text)) {
                case Parsed.Good<ReportTemplate>(ReportTemplate good) -> good;
                case Parsed.Bad<ReportTemplate>(var problems) ->
                        throw new IllegalStateException(name + ": " + problems);
            };
        } catch (IOException broken) {
            throw new UncheckedIOException(name, broken);
        }
    }

    static String lower(String language) {
        return language.toLowerCase(Locale.ROOT);
    }

    /**
     * One of them.
     *
     * @param language its tag
     */
    record Chosen(String language, ReportTemplate template) {}
}
