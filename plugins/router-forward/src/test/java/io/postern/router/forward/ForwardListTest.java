// SPDX-License-Identifier: Apache-2.0
package io.postern.router.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class ForwardListTest {
    private static ForwardList parse(String text) {
        return ForwardList.parse(text, new Domain("home.test"));
    }

    private static List<String> addresses(String text) {
        return ((ForwardList.Good) parse(text))
                .mailboxes().stream().map(Mailbox::toString).toList();
    }

    @Test
    void addressesStandOnLinesOrBetweenCommas() {
        assertThat(addresses("a@x.test, b@x.test\r\n\n c@x.test ,\n\"d, e\"@x.test\n"))
                .containsExactly("a@x.test", "b@x.test", "c@x.test", "\"d, e\"@x.test");
    }

    @Test
    void aNameAloneIsInTheDomainOfTheFile() {
        assertThat(addresses("bob\n")).containsExactly("bob@home.test");
    }

    @Test
    void aBackslashBeforeAnAddressIsNothing() {
        assertThat(addresses("\\alice, bob@x.test"))
                .containsExactly("alice@home.test", "bob@x.test");
    }

    @Test
    void commentsAreNothing() {
        assertThat(addresses("# a@x.test, |prog\n   # b\n")).isEmpty();
    }

    @Test
    void anAddressNamedTwiceIsOne() {
        assertThat(addresses("a@x.test\na@X.test\n")).containsExactly("a@x.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|/bin/prog",
                "\\|prog",
                "| prog",
                "\"|/bin/prog a\"",
                "/var/mail/x",
                "\"/var/mail/x\"",
                "/dev/null",
                ":include:/etc/x",
                ":fail:"
            })
    void pipesFilesAndIncludesAreBad(String line) {
        assertThat(parse("a@x.test\n" + line + "\n"))
                .isEqualTo(
                        new ForwardList.Bad(
                                2, "only addresses are followed, no pipes, files or includes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a@", "a@x..test", "\"a", "<a@x.test>", "a@x.test b@x.test"})
    void whatIsNoAddressIsBadAndNotQuoted(String line) {
        assertThat(parse("\n\n" + line + "\n")).isEqualTo(new ForwardList.Bad(3, "not an address"));
    }

    @Test
    void aHundredAddressesAreGoodAndOneMoreIsNot() {
        String hundred =
                IntStream.range(0, 100).mapToObj(i -> "a" + i).collect(Collectors.joining("\n"));

        assertThat(addresses(hundred)).hasSize(100);
        assertThat(parse(hundred + "\nmore"))
                .isEqualTo(new ForwardList.Bad(101, "more than 100 addresses"));
    }
}
