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

    /** None of them is anything but a local-part, at the domain behind the last {@code @}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            textBlock =
                    """
                    <u%o@l>              ; u%o             ; l
                    <"u@o"@l>            ; u@o             ; l
                    <@a,@l:u@o>          ; u               ; o
                    <o!u@l>              ; o!u             ; l
                    <"u%o"@l>            ; u%o             ; l
                    <u@[127.0.0.1]>      ; u               ; [127.0.0.1]
                    <u@XN--E1AFMKFD>     ; u               ; xn--e1afmkfd
                    """)
    void relayTrickIsAPlainMailbox(String path, String localPart, String domain) {
        AddressParser parser = new AddressParser(path, false);
        assertThat(parser.path(null)).isEqualTo(Mailbox.of(localPart, domain));
        assertThat(parser.rest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<u@o@l>", "<u@l.>", "<u@[127.0.0.1>", "<@a:@b:u@l>", "<u@o%>", "<u>"})
    void relayTrickThatIsNoMailboxIsRefused(String path) {
        assertThat(new AddressParser(path, true).path(null)).isNull();
        String longLabel = "<u@" + "l".repeat(300) + ">";
        assertThat(new AddressParser(longLabel, true).path(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            textBlock =
                    """
                    \u03b4\u03bf\u03ba@b         ; \u03b4\u03bf\u03ba  ; b
                    a.\u00fc@b              ; a.\u00fc         ; b
                    "\u00fc \u00df"@b         ; \u00fc \u00df        ; b
                    \ud83d\ude00@b          ; \ud83d\ude00     ; b
                    a@b\u00fccher.example   ; a            ; b\u00fccher.example
                    a@B\u00dcCHER.example   ; a            ; b\u00fccher.example
                    a@\u4f8b\u3048.\u30c6\u30b9\u30c8 ; a     ; \u4f8b\u3048.\u30c6\u30b9\u30c8
                    a@paral\u00b7lel.example ; a           ; paral\u00b7lel.example
                    a@fa\u00df.example      ; a            ; fa\u00df.example
                    """)
    void utf8MailboxIsRead(String text, String localPart, String domain) {
        assertThat(AddressParser.utf8Mailbox(text)).contains(Mailbox.of(localPart, domain));
        assertThat(AddressParser.mailbox(text)).isEmpty();
        assertThat(AddressParser.utf8Mailbox(Mailbox.of(localPart, domain).toString()))
                .contains(Mailbox.of(localPart, domain));
    }

    /** Controls, separators, lone surrogates; and labels that look like another or are too long. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0085@b",
                "a\u009b@b",
                "a\u2028@b",
                "\"a\u2029\"@b",
                "\"a\\\u00fc\"@b",
                "a\ud83d@b",
                "a@bu\u0308cher",
                "a@\u0308b",
                "a@\uff42.example",
                "a@b\u3002example",
                "a@b\u200dc",
                "a@b\u00adc",
                "a@b\u2024c",
                "a@\ufb01sh",
                "a@-\u00fc",
                "a@\u00fc-",
                "a@xn--\u00fc",
                "a@a\u00b7b",
                "a@a\u30fbb",
                "a@\u2603",
                "a@\u00fc."
            })
    void whatIsNoUtf8MailboxIsEmpty(String text) {
        assertThat(AddressParser.utf8Mailbox(text)).isEmpty();
    }

    /** RFC 3492 section 7.1, and two that differ between IDNA2003 and IDNA2008. */
    @ParameterizedTest
    @CsvSource({
        "b\u00fccher.example,xn--bcher-kva.example",
        "fa\u00df.example,xn--fa-hia.example",
        "\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587,xn--ihqwcrb4cv8a8dqg056pqjye",
        "pro\u010dprost\u011bnemluv\u00ed\u010desky,xn--proprostnemluvesky-uyb24dma41a",
        "\u30d1\u30d5\u30a3\u30fcde\u30eb\u30f3\u30d0,xn--de-jg4avhby1noc0d",
        "a.example,a.example"
    })
    void nameIsKnownToDnsByItsALabels(String name, String ascii) {
        Domain domain = AddressParser.utf8Mailbox("a@" + name).orElseThrow().domain();
        assertThat(Idna.toAscii(domain)).isEqualTo(new Domain(ascii));
    }

    @Test
    void lengthsOfUtf8DomainsAreThoseOfDns() {
        String label = "\u00fc".repeat(56);
        assertThat(Idna.length(label)).isBetween(1, 63);
        assertThat(AddressParser.utf8Mailbox("a@" + label)).isPresent();
        assertThat(AddressParser.utf8Mailbox("a@" + "\u00fc".repeat(64))).isEmpty();
        assertThat(AddressParser.utf8Mailbox("a@" + "\u4f8b\u3048".repeat(31))).isEmpty();
        String many = String.join(".", label, label, label, label, label);
        assertThat(AddressParser.utf8Mailbox("a@" + many)).isEmpty();
    }
}
