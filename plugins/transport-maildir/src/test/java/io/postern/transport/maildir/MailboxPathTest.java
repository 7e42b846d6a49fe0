// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Mailbox;
import io.postern.testkit.HostileText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

class MailboxPathTest {
    private static final MailboxPath PATH =
            MailboxPath.parse(Path.of("/home/data/mail/{domain}/{local-part}"));

    @Test
    void rootIsWhatHasNoPlaceholder() {
        assertThat(PATH.root()).isEqualTo(Path.of("/home/data/mail"));
        assertThat(PATH.of(Mailbox.of("alice", "example.org")))
                .containsExactly("example.org", "alice");
    }

    @Test
    void namesBehindThePlaceholderAreKept() {
        MailboxPath path = MailboxPath.parse(Path.of("/srv/{domain}/u-{local-part}/Maildir"));

        assertThat(path.of(Mailbox.of("alice", "example.org")))
                .containsExactly("example.org", "u-alice", "Maildir");
    }

    @Test
    void templateWithoutPlaceholdersIsOneMaildir() {
        MailboxPath path = MailboxPath.parse(Path.of("/srv/mail/all"));

        assertThat(path.root()).isEqualTo(Path.of("/srv/mail"));
        assertThat(path.of(Mailbox.of("a", "b"))).containsExactly("all");
    }

    @Test
    void unknownPlaceholderIsRefused() {
        assertThatThrownBy(() -> MailboxPath.parse(Path.of("/srv/{user}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{user}");
        assertThatThrownBy(() -> MailboxPath.parse(Path.of("/")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Alice.Smith+x, alice.smith+x",
        "'', %",
        "., %2E",
        ".., %2E.",
        ".forward, %2Eforward",
        "-rf, %2Drf",
        "a/b, a%2Fb",
        "%2e%2e, %252e%252e",
        "'a b', a%20b",
        "ö, %C3%B6",
        "{domain}, %7Bdomain%7D",
        "a\\b, a%5Cb"
    })
    void hostileTextBecomesAnOrdinaryName(String text, String name) {
        assertThat(MailboxPath.encode(text)).isEqualTo(name);
    }

    @Test
    void everyNameIsHarmlessAndItsOwn() {
        Set<String> names = new HashSet<>();
        Set<String> texts = new HashSet<>();
        for (String text : HostileText.LOCAL_PARTS) {
            names.add(MailboxPath.encode(text));
            texts.add(text.toLowerCase(Locale.ROOT));
        }

        assertThat(names)
                .hasSameSizeAs(texts)
                .allMatch(name -> name.matches("[a-z0-9%_+=#~][a-zA-Z0-9%._+=#~-]*"));
    }

    @Test
    void longNamesAreNoticed() {
        assertThat(MailboxPath.fits(PATH.of(Mailbox.of("x".repeat(255), "b")))).isTrue();
        assertThat(MailboxPath.fits(PATH.of(Mailbox.of("x".repeat(256), "b")))).isFalse();
        assertThat(MailboxPath.fits(PATH.of(Mailbox.of("ö".repeat(64), "b")))).isFalse();
    }
}
