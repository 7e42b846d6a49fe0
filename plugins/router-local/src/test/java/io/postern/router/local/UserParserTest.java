// SPDX-License-Identifier: Apache-2.0
package io.postern.router.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.config.WatchedFile;
import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.mail.Mailbox;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

class UserParserTest {
    private static Users good(String text) {
        Parsed<Users> result = UserParser.parse(text);
        assertThat(result).isInstanceOf(Parsed.Good.class);
        return ((Parsed.Good<Users>) result).value();
    }

    private static String bad(String text) {
        Parsed<Users> result = UserParser.parse(text);
        assertThat(result).isInstanceOf(Parsed.Bad.class);
        WatchedFile.Problem problem = ((Parsed.Bad<Users>) result).problems().getFirst();
        return problem.line() + ":" + problem.column() + ": " + problem.text();
    }

    private static boolean contains(Users users, String localPart, String domain) {
        return users.contain(Mailbox.of(localPart, domain));
    }

    @Test
    void aKeyWithADomainIsThatMailbox() {
        Users users = good("alice@a.test: {password: x}\n");

        assertThat(contains(users, "alice", "a.test")).isTrue();
        assertThat(contains(users, "alice", "b.test")).isFalse();
        assertThat(contains(users, "bob", "a.test")).isFalse();
    }

    @Test
    void aKeyWithoutADomainIsThatMailboxInAll() {
        Users users = good("alice:\nbob: null\ncarol: ~\n");

        assertThat(contains(users, "alice", "a.test")).isTrue();
        assertThat(contains(users, "bob", "b.test")).isTrue();
        assertThat(contains(users, "carol", "c.test")).isTrue();
    }

    @Test
    void letterCaseSaysNothing() {
        Users users = good("Alice@A.Test:\nBOB:\n");

        assertThat(contains(users, "aLICE", "a.test")).isTrue();
        assertThat(contains(users, "bob", "a.test")).isTrue();
    }

    @Test
    void anAtSignInALocalPartMakesNobodyElse() {
        assertThat(contains(good("alice@a.test:\n"), "alice@a.test", "b.test")).isFalse();
    }

    @Test
    void whatTheMapsHoldIsForOthers() {
        Users users =
                good(
                        """
                        # comment
                        ---
                        alice@a.test: &quota
                          password: "$2y$..."
                          deep: [{a: {b: [c]}}, d]
                        bob@a.test: *quota
                        "1": {}
                        """);

        assertThat(users.size()).isEqualTo(3);
        assertThat(contains(users, "bob", "a.test")).isTrue();
        assertThat(contains(users, "password", "a.test")).isFalse();
    }

    @Test
    void anEmptyMapIsNobody() {
        assertThat(good("{}").size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# comment only\n", "---\n", "- alice\n", "alice\n"})
    void whatIsNoMapIsNoList(String text) {
        assertThat(bad(text)).contains("not a map of mailboxes");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("alice:\nbob: yes\n", "2:1: what 'bob' has must be a map or nothing"),
                Arguments.of("alice:\nbob: []\n", "2:1: what 'bob' has must be a map or nothing"),
                Arguments.of("bob: \"\"\n", "1:1: what 'bob' has must be a map or nothing"),
                Arguments.of("alice: {}\n\nALICE:\n", "3:1: 'ALICE' stands here twice"),
                Arguments.of("a@b@c:\n", "1:1: not a mailbox"),
                Arguments.of("\"a b\":\n", "1:1: not a mailbox"),
                Arguments.of("a@:\n", "1:1: not a mailbox"),
                Arguments.of("\"@a.test\":\n", "1:1: not a mailbox"),
                Arguments.of("alice:\n---\nbob:\n", "2:1: a second document"),
                Arguments.of("alice: {}\n@bob: {}\n", "2:1: "),
                Arguments.of("alice: {\nbob:\n", "3:1: "));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenListIsNamedWithLineAndColumn(String text, String problem) {
        assertThat(bad(text)).startsWith(problem);
    }

    @Test
    @Timeout(20)
    void neitherDepthNorAliasesCostAnything() {
        assertThat(good("a: {x: " + "[".repeat(10_000) + "]".repeat(10_000) + "}").size()).isOne();
        StringBuilder bomb = new StringBuilder("a: {x: &x0 [l, l]}\n");
        for (int i = 1; i < 100; i++) {
            String before = "*x" + (i - 1);
            bomb.append("a%d: {x: &x%d [%s, %s]}%n".formatted(i, i, before, before));
        }
        assertThat(good(bomb.toString()).size()).isEqualTo(100);
    }

    @Test
    @Timeout(60)
    void aHundredThousandUsersAreRead() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("user")
                    .append(i)
                    .append("@a.test: {password: \"$2y$10$abcdefghijklmnop\"}\n");
        }

        assertThat(good(text.toString()).size()).isEqualTo(100_000);
    }
}
