// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.config.Option;
import io.postern.api.config.Option.Kind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

class OptionBinderTest {
    @TempDir private Path home;

    private final Problems problems = new Problems();
    private OptionBinder binder;

    @BeforeEach
    void createBinder() throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/aliases"), "");
        binder =
                new OptionBinder(
                        new Home(home),
                        new OptionBinder.Names(Set.of("smtp", "maildir"), Set.of("mx")),
                        problems);
    }

    @Test
    void everyTypeGetsItsValue() {
        assertThat(bind("text", "5m")).contains("5m");
        assertThat(bind("text", "true")).contains("true");
        assertThat(bind("text", "'quoted'")).contains("quoted");
        assertThat(bind("flag", "true")).contains(true);
        assertThat(bind("number", "-7")).contains(-7);
        assertThat(bind("large", "5000000000")).contains(5_000_000_000L);
        assertThat(bind("fraction", "1.5")).contains(1.5);
        assertThat(bind("fraction", "2")).contains(2.0);
        assertThat(bind("mode", "low-delay")).contains("LOW_DELAY");
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void everyKindGetsItsValue() {
        assertThat(bind("duration", "1h30m")).contains("PT1H30M");
        assertThat(bind("size", "50MiB")).contains(52_428_800L);
        assertThat(bind("limit", "12")).contains(12);
        assertThat(bind("limit", "unlimited")).contains(Integer.MAX_VALUE);
        assertThat(bind("network", "192.0.2.0/24")).contains("192.0.2.0/24");
        assertThat(bind("endpoint", "127.0.0.1:25")).contains("127.0.0.1:25");
        assertThat(bind("path", "data/{domain}/{local-part}"))
                .contains(home + "/data/{domain}/{local-part}");
        assertThat(bind("path", "/var/mail")).contains("/var/mail");
        assertThat(bind("file", "conf/aliases")).contains(home + "/conf/aliases");
        assertThat(bind("transport", "smtp")).contains("smtp");
        assertThat(bind("secret", "12345")).contains("12345");
        assertThat(bind("domain", "'*.example.org'")).contains("*.example.org");
        assertThat(bind("retry", "2s x 5")).contains("2s x 5");
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void listsAreArraysOfObjects() {
        assertThat(bind("texts", "[a, 'b', 3]").orElseThrow())
                .isEqualTo(new String[] {"a", "b", "3"});
        assertThat(bind("texts", "one").orElseThrow()).isEqualTo(new String[] {"one"});
        assertThat(bind("texts", "[]").orElseThrow()).isEqualTo(new String[0]);
        assertThat(bind("numbers", "[1, 2]").orElseThrow()).isEqualTo(new Integer[] {1, 2});
        assertThat(bind("durations", "[5s, 1m]").orElseThrow())
                .isEqualTo(new String[] {"PT5S", "PT1M"});
        assertThat(bind("modes", "fast").orElseThrow()).isEqualTo(new String[] {"FAST"});
        assertThat(problems.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    text|[a]|expected one value
                    text|{a: b}|expected one value
                    text|~|the value is missing
                    text||the value is missing
                    flag|yes|expected true or false, not 'yes'
                    flag|'true'|expected true or false without quotes
                    number|1.5|'1.5' is no whole number
                    number|'1'|expected a number without quotes
                    number|3000000000|3000000000 is more than 2147483647
                    fraction|x|'x' is no number
                    mode|slow|'slow' is none of fast, low-delay
                    mode|fsat|'fsat' is none of fast, low-delay; did you mean 'fast'?
                    size|50MB|'50MB' is no size (as 10240, 100KiB, 50MiB, 1GiB)
                    limit|3000000000|3000000000 is more than 2147483647
                    limit|no|'no' is no limit (a whole number, or unlimited)
                    texts|[a, [b]]|expected one value or a list of them
                    path|''|'' is no path
                    path|"a\\0b"|'a b' is no path
                    transport|smpt|there is no transport 'smpt'; did you mean 'smtp'?
                    transport|lmtp|there is no transport 'lmtp'; did you mean 'smtp'?
                    retry|5s 3|'5s 3' is no retry step (as '2s x 5', '10s until 10m', 'backoff 1.5 max 4h until 5d')
                    """)
    void wrongValueSaysWhatWasExpected(String option, String yaml, String why) {
        bind(option, yaml == null ? "" : yaml);

        assertThat(problems.lines()).singleElement().asString().endsWith(option + ": " + why);
    }

    @Test
    void missingFileIsNamedWhereItWasLookedFor() {
        bind("file", "conf/nothing");

        assertThat(problems.lines())
                .containsExactly(
                        "conf/postern.yaml:1:7: file: there is no file " + home + "/conf/nothing");
    }

    @Test
    void folderIsNoFile() {
        bind("file", "conf");

        assertThat(problems.lines())
                .containsExactly(
                        "conf/postern.yaml:1:7: file: "
                                + home
                                + "/conf isn't a file that we can read");
    }

    @Test
    void everyWrongItemOfAListIsReported() {
        bind("durations", "[5s, x, 1m, y]");

        assertThat(problems.lines())
                .containsExactly(
                        "conf/postern.yaml:1:17: durations: 'x' is no duration (as 300ms, 5s, 5m,"
                                + " 4h, 5d, 1h30m)",
                        "conf/postern.yaml:1:24: durations: 'y' is no duration (as 300ms, 5s, 5m,"
                                + " 4h, 5d, 1h30m)");
    }

    @Test
    void defaultsAreInTheComponentsForm() throws NoSuchMethodException {
        assertThat(standard("duration")).contains("PT30S");
        assertThat(standard("path")).contains(home + "/data/mail");
        assertThat(standard("file")).contains(home + "/conf/aliases");
        assertThat(standard("mode")).contains("FAST");
        assertThat(standard("limit")).contains(7);
        assertThat(standard("transport")).contains("");
        assertThat(standard("numbers").orElseThrow()).isEqualTo(new Integer[] {1, 2});
        assertThat(standard("modes").orElseThrow()).isEqualTo(new String[] {"LOW_DELAY"});
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void optionWithoutDefaultMustBeGiven() throws NoSuchMethodException {
        assertThat(standard("text")).isEmpty();

        assertThat(problems.lines())
                .containsExactly("conf/postern.yaml:4:2: it needs 'text' (what it says)");
    }

    private Optional<Object> bind(String option, String yaml) {
        Node.Mapping root =
                YamlReader.read(option + ": " + yaml + "\n", new Problems()).orElseThrow();
        return binder.bind(type(option), option, root.find(option).orElseThrow().value());
    }

    private Optional<Object> standard(String option) throws NoSuchMethodException {
        return binder.standard(type(option), new Place(4, 2), "it");
    }

    private static OptionType type(String key) {
        return OptionType.of(Kinds.class).stream()
                .filter(option -> option.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    enum Mode {
        FAST,
        LOW_DELAY
    }

    @interface Kinds {
        @Option("what it says")
        String text();

        boolean flag();

        int number();

        long large();

        double fraction();

        Mode mode() default Mode.FAST;

        String[] texts();

        int[] numbers() default {1, 2};

        Mode[] modes() default {Mode.LOW_DELAY};

        @Option(kind = Kind.DURATION)
        String duration() default "PT30S";

        @Option(kind = Kind.DURATION)
        String[] durations();

        @Option(kind = Kind.SIZE)
        long size();

        @Option(kind = Kind.LIMIT)
        int limit() default 7;

        @Option(kind = Kind.NETWORK)
        String network();

        @Option(kind = Kind.ENDPOINT)
        String endpoint();

        @Option(kind = Kind.PATH)
        String path() default "data/mail";

        @Option(kind = Kind.FILE)
        String file() default "conf/aliases";

        @Option(kind = Kind.TRANSPORT)
        String transport() default "";

        @Option(kind = Kind.DOMAIN)
        String domain();

        @Option(kind = Kind.SECRET)
        @SuppressWarnings("MemberName") // the underscore makes it a private property
        String _secret();

        @Option(kind = Kind.RETRY)
        String retry();
    }
}
