// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

class NoteTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-04T05:06:07Z"), ZoneOffset.ofHours(2));

    @Test
    void hasTheFieldsThatAMessageMustHave() {
        String text = note("a@x.test", "hello", "one\ntwo").text();
        assertThat(text)
                .startsWith("Date: Wed, 4 Nov 2026 07:06:07 +0200\r\nFrom: a@x.test\r\n")
                .contains("To: b@y.test,\r\n c@z.test\r\n", "Subject: hello\r\n", "@x.test>\r\n")
                .endsWith("Content-Transfer-Encoding: 7bit\r\n\r\none\r\ntwo\r\n");
    }

    @Test
    void whatIsNotAsciiIsEncodedInTheSubjectAndDeclaredForTheBody() {
        String text = note("a@x.test", "Grüße", "schöne").text();
        assertThat(text)
                .contains("Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n")
                .contains("Content-Transfer-Encoding: 8bit\r\n\r\nschöne\r\n");
    }

    @Test
    void aSubjectCannotSmuggleAField() {
        assertThat(note("a@x.test", "x\r\nBcc: evil@z.test", "").text())
                .contains("Subject: x  Bcc: evil@z.test\r\n");
    }

    @Test
    void theNullReversePathIsNobodysAuthor() {
        assertThat(note("<>", "x", "").text()).contains("From: MAILER-DAEMON\r\n");
    }

    private static Note note(String from, String subject, String body) {
        return new Note(from, List.of("b@y.test", "c@z.test"), subject, body, CLOCK);
    }
}
