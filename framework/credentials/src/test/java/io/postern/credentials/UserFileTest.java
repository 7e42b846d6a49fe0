// SPDX-License-Identifier: Apache-2.0
package io.postern.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;
import io.postern.credentials.UserEntry.Form;
import io.postern.credentials.UserEntry.Span;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserFileTest {
    private static final String TEXT =
            """
            # Who is here; 𝄞 takes two chars.
            alice@a.test:
              password: "$2y$05$x"   # old
              senders: [alice@a.test, '@b.test']
              deep: {a: [{b: c}]}
            bob@a.test:      # nothing
            "carol": {password: x, senders: y}

            dave: &shared
              senders:
                - one
                - two
            eve: *shared
            """;

    private static UserFile good(String text) {
        Parsed<UserFile> parsed = UserFile.parse(text);
        assertThat(parsed).isInstanceOf(Parsed.Good.class);
        return ((Parsed.Good<UserFile>) parsed).value();
    }

    private static String bad(String text) {
        Parsed<UserFile> parsed = UserFile.parse(text);
        assertThat(parsed).isInstanceOf(Parsed.Bad.class);
        Problem problem = ((Parsed.Bad<UserFile>) parsed).problems().getFirst();
        return problem.line() + ":" + problem.column() + ": " + problem.text();
    }

    private static String at(Span span) {
        return TEXT.substring(span.start(), span.end());
    }

    @Test
    void usersAndTheirFieldsAreReadInOrder() {
        UserFile file = good(TEXT);

        assertThat(file.users())
                .extracting(UserEntry::name)
                .containsExactly("alice@a.test", "bob@a.test", "carol", "dave", "eve");
        assertThat(file.users())
                .extracting(UserEntry::form)
                .containsExactly(Form.BLOCK, Form.NOTHING, Form.BRACES, Form.BLOCK, Form.ALIAS);
        UserEntry alice = file.users().getFirst();
        assertThat(alice.fields())
                .extracting(UserEntry.Field::name)
                .containsExactly("password", "senders", "deep");
        assertThat(alice.field("senders").orElseThrow().values())
                .containsExactly("alice@a.test", "@b.test");
        assertThat(alice.field("deep").orElseThrow().values()).isEmpty();
        assertThat(file.users().get(3).field("senders").orElseThrow().values())
                .containsExactly("one", "two");
    }

    @Test
    void allOfThemHaveTheirPlaces() {
        UserFile file = good(TEXT);
        UserEntry alice = file.users().getFirst();

        assertThat(at(alice.key())).isEqualTo("alice@a.test");
        assertThat(alice.key().line()).isEqualTo(2);
        assertThat(at(alice.field("password").orElseThrow().value())).isEqualTo("\"$2y$05$x\"");
        assertThat(at(alice.value())).startsWith("password:").endsWith("{a: [{b: c}]}");
        assertThat(at(file.users().get(1).value())).isEmpty();
        assertThat(at(file.users().get(2).value())).isEqualTo("{password: x, senders: y}");
        assertThat(at(file.users().get(3).value())).endsWith("- two");
        assertThat(at(file.root())).startsWith("alice@").endsWith("*shared");
        assertThat(file.isBraces()).isFalse();
    }

    @Test
    void bracesAreAMapOfNone() {
        UserFile none = good("# none\n{}\n");

        assertThat(none.users()).isEmpty();
        assertThat(none.isBraces()).isTrue();
        assertThat(none.root().start()).isEqualTo(7);
        assertThat(none.root().end()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'# nothing';1:10: not a map of mailboxes",
                "- alice;1:1: not a map of mailboxes",
                "alice: 7;1:1: what 'alice' has must be a map or nothing",
                "'alice:\nALICE:';2:1: 'ALICE' stands here twice",
                "'a: {x: 1, x: 2}';1:11: 'x' stands here twice",
                "a@b@c:;1:1: not a mailbox",
                "'a: {x: &y z, b: *z}';1:17: there is no &z before this",
                "'alice:\n---\nbob:';2:1: a second document",
                "'alice: {\nbob:';2:"
            })
    void aBrokenFileIsNamedByLineAndColumn(String text, String problem) {
        assertThat(bad(text)).contains(problem);
    }

    @Test
    void aFieldDoesNotTellItsSecret() {
        assertThat(good("a: {password: hunter2}").users().toString()).doesNotContain("hunter2");
    }

    @Test
    @Timeout(60)
    void aHundredThousandUsersAreReadAndDepthCostsNothing() {
        StringBuilder text = new StringBuilder();
        text.append("a: {x: ").append("[".repeat(10_000)).append("]".repeat(10_000)).append("}\n");
        for (int i = 0; i < 100_000; i++) {
            text.append("user").append(i).append("@a.test:\n  password: \"$2y$10$abcdefg\"\n");
        }

        assertThat(good(text.toString()).users()).hasSize(100_001);
    }
}
