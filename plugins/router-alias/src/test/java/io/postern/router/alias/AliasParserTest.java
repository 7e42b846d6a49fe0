// SPDX-License-Identifier: Apache-2.0
package io.postern.router.alias;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.mail.Mailbox;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class AliasParserTest {
    private static Aliases good(String text) {
        assertThat(problems(text)).isEmpty();
        return ((Parsed.Good<Aliases>) AliasParser.parse(text)).value();
    }

    private static List<String> problems(String text) {
        return switch (AliasParser.parse(text)) {
            case Parsed.Good<Aliases> _ -> List.of();
            case Parsed.Bad<Aliases> bad ->
                    bad.problems().stream()
                            .map(problem -> problem.line() + ": " + problem.text())
                            .toList();
        };
    }

    /** Who gets mail for that address, as text. */
    private static String targets(Aliases aliases, String localPart, String domain) {
        Mailbox alias = Mailbox.of(localPart, domain);
        return aliases.targets(alias)
                .map(
                        t ->
                                String.join(
                                        " ",
                                        t.stream()
                                                .map(
                                                        x ->
                                                                x.mailbox(alias)
                                                                        .map(Mailbox::toString)
                                                                        .orElse("-"))
                                                .toList()))
                .orElse("none");
    }

    @Test
    void anAliasHasOneOrMoreTargets() {
        Aliases aliases = good("sales: bob, carol@other.test,\"d e\"@x.test, \"f,g\"\n");

        assertThat(targets(aliases, "sales", "a.test"))
                .isEqualTo("bob@a.test carol@other.test \"d e\"@x.test \"f,g\"@a.test");
        assertThat(targets(aliases, "bob", "a.test")).isEqualTo("none");
    }

    @Test
    void linesThatBeginWithWhiteSpaceContinue() {
        Aliases aliases = good("sales: bob,\n# comment\n\n\tcarol,\n   dave\r\nother: eve\n");

        assertThat(targets(aliases, "sales", "a.test"))
                .isEqualTo("bob@a.test carol@a.test dave@a.test");
        assertThat(targets(aliases, "other", "a.test")).isEqualTo("eve@a.test");
    }

    @Test
    void commentsAndBlankLinesAreNothing() {
        assertThat(good("# a: b\n\n   # c: d\n   \n").entries()).isEmpty();
    }

    @Test
    void letterCaseOfTheNameSaysNothing() {
        Aliases aliases = good("Sales: Bob\nInfo@A.Test: Bob\n");

        assertThat(targets(aliases, "sALES", "a.test")).isEqualTo("Bob@a.test");
        assertThat(targets(aliases, "INFO", "a.test")).isEqualTo("Bob@a.test");
    }

    @ParameterizedTest
    @CsvSource({
        "bob, a.test, one@x.test",
        "bob, b.test, two@x.test",
        "carol, a.test, three@x.test",
        "carol, b.test, none"
    })
    void theNearestEntryCounts(String localPart, String domain, String target) {
        Aliases aliases = good("@a.test: three@x.test\nbob: two@x.test\nbob@a.test: one@x.test\n");

        assertThat(targets(aliases, localPart, domain)).isEqualTo(target);
    }

    @Test
    void aQuotedNameMayHoldAColon() {
        assertThat(targets(good("\"a:b\": bob\n"), "a:b", "a.test")).isEqualTo("bob@a.test");
    }

    @Test
    void anAddressLiteralMayHoldAColon() {
        Aliases aliases = good("bob@[IPv6:2001:db8::1]: carol\n");

        assertThat(targets(aliases, "bob", "[IPv6:2001:db8::1]"))
                .isEqualTo("carol@[ipv6:2001:db8::1]");
    }

    @Test
    void aBackslashBeforeATargetIsNothing() {
        assertThat(targets(good("bob: \\bob, carol\n"), "bob", "a.test"))
                .isEqualTo("bob@a.test carol@a.test");
    }

    @Test
    void devNullIsNobody() {
        assertThat(targets(good("nobody: /dev/null\n"), "nobody", "a.test")).isEqualTo("-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|/bin/prog",
                "\\|prog",
                "\"|/bin/prog -x\"",
                "/var/mail/file",
                "\"/var/mail/file\"",
                ":include:/etc/list"
            })
    void pipesFilesAndIncludesAreRefused(String target) {
        assertThat(problems("ok: bob\nsales: bob, " + target + "\n"))
                .containsExactly("2: pipes, files and includes aren't supported: '" + target + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sales bob; 1: no colon after the name: 'sales bob'",
                "two words: bob; 1: not a name, name@domain or @domain: 'two words'",
                "@: bob; 1: not a name, name@domain or @domain: '@'",
                "sales:; 1: nobody after the colon (for nobody write /dev/null)",
                "sales: ,; 1: nobody after the colon (for nobody write /dev/null)",
                "sales: a b; 1: not an address: 'a b'",
                "sales: bob@; 1: not an address: 'bob@'",
                "sales: bob@x..test; 1: not an address: 'bob@x..test'",
                "sales: \"bob; 1: not an address: '\"bob'"
            })
    void aBrokenLineIsNamed(String text, String problem) {
        assertThat(problems(text)).containsExactly(problem);
    }

    @Test
    void aNameThatStandsTwiceIsAProblem() {
        assertThat(problems("bob: a\ncarol: a\nBOB: b\n"))
                .containsExactly("3: 'BOB' stands on line 1 already");
    }

    @Test
    void aFirstLineCanNotContinue() {
        assertThat(problems("  bob: a\n")).containsExactly("1: continues nothing");
    }

    @Test
    void everyProblemIsFound() {
        assertThat(problems("a\nb: |x\n c d\nd: e\n")).hasSize(2);
        assertThat(problems("a\nb: |x,\n  y z\n\nc\n"))
                .extracting(problem -> problem.substring(0, 2))
                .containsExactly("1:", "2:", "2:", "5:");
    }
}
