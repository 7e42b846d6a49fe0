// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            textBlock =
                    """
                    a@b                      ; a               ; b
                    a.b.c@d.example          ; a.b.c           ; d.example
                    a@B.EXAMPLE              ; a               ; b.example
                    !#$%&'*+-/=?^_`{|}~@b    ; !#$%&'*+-/=?^_`{|}~ ; b
                    user%foreign@local       ; user%foreign    ; local
                    foreign!user@local       ; foreign!user    ; local
                    "user@foreign"@local     ; user@foreign    ; local
                    "a b"@c                  ; a b             ; c
                    "a\\"b"@c                ; a"b             ; c
                    "a\\\\b"@c               ; a\\b            ; c
                    "\\a"@c                  ; a               ; c
                    "a.b"@c                  ; a.b             ; c
                    a@[192.0.2.1]            ; a               ; [192.0.2.1]
                    a@[IPv6:2001:db8::1]     ; a               ; [ipv6:2001:db8::1]
                    a@[ipv6:::ffff:192.0.2.1] ; a              ; [ipv6:::ffff:192.0.2.1]
                    a@xn--bcher-kva.example  ; a               ; xn--bcher-kva.example
                    a@1.2.3.4                ; a               ; 1.2.3.4
                    """)
    void mailboxIsRead(String text, String localPart, String domain) {
        assertThat(AddressParser.mailbox(text)).contains(Mailbox.of(localPart, domain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "@b",
                "a@",
                "a@b@c",
                ".a@b",
                "a.@b",
                "a..b@c",
                "a b@c",
                "a@b.",
                "a@.b",
                "a@b..c",
                "a@-b",
                "a@b-",
                "a@b c",
                "\"a@b",
                "\"a\"b@c",
                "\"a\\",
                "\"\u00fc\"@b",
                "\u00fc@b",
                "a@\u00fc",
                "a@[1.2.3]",
                "a@[1.2.3.4",
                "a@[1.2.3.4.5]",
                "a@[1.2.3.256]",
                "a@[01.2.3.4]",
                "a@[1.2.3.4]x",
                "a@[]",
                "a@[IPv6:]",
                "a@[IPv6:1:2:3:4:5:6:7]",
                "a@[IPv6:1:2:3:4:5:6:7:8:9]",
                "a@[IPv6:1::2::3]",
                "a@[IPv6:1:2:3:4::5:6:7:8]",
                "a@[IPv6:12345::]",
                "a@[IPv6:1.2.3.4::]",
                "a@[x-tag:content]",
                "<a@b>",
                "a@b>",
                "@x:a@b"
            })
    void whatIsNoMailboxIsEmpty(String text) {
        assertThat(AddressParser.mailbox(text)).isEmpty();
    }

    @Test
    void lengthsOfDomainsAreLimited() {
        String label = "l".repeat(63);
        assertThat(AddressParser.domain(label)).contains(new Domain(label));
        assertThat(AddressParser.domain(label + "l")).isEmpty();
        String longest = String.join(".", label, label, label, label);
        assertThat(AddressParser.domain(longest)).contains(new Domain(longest));
        assertThat(AddressParser.domain(longest + ".x")).isEmpty();
    }

    @Test
    void longLocalPartIsLetThrough() {
        String local = "l".repeat(1900);
        assertThat(AddressParser.mailbox(local + "@b")).contains(Mailbox.of(local, "b"));
    }
}
