// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Mailbox;
import io.postern.tlsrpt.ReportAddresses.Address;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.List;

/** RFC 8460 section 3. */
class ReportAddressesTest {
    private static final Address MAIL = new Address.Mail(Mailbox.of("reports", "x.test"));
    private static final Address WEB = new Address.Https(URI.create("https://x.test/in?a=b"));

    @Test
    void bothKindsAreRead() {
        assertThat(
                        ReportAddresses.of(
                                List.of(
                                        "v=spf1 -all",
                                        "v=TLSRPTv1; rua=mailto:reports@x.test ,"
                                                + " https://x.test/in?a=b;")))
                .containsExactly(MAIL, WEB);
        assertThat(ReportAddresses.of(List.of("v=TLSRPTv1;rua=MAILTO:reports@x.test?subject=x")))
                .containsExactly(MAIL);
        assertThat(ReportAddresses.of(List.of("v=TLSRPTv1; more=1; rua=mailto:a%21b%2Cc@x.test")))
                .isEmpty();
        assertThat(ReportAddresses.of(List.of("v=TLSRPTv1; rua=mailto:a%21b+c@x.test")))
                .containsExactly(new Address.Mail(Mailbox.of("a!b+c", "x.test")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=TLSRPTv1",
                "v=TLSRPTv1;",
                "v=TLSRPTv1; rua=",
                "v=TLSRPTv2; rua=mailto:a@x.test",
                "rua=mailto:a@x.test; v=TLSRPTv1",
                "v=TLSRPTv1; rua=http://x.test/",
                "v=TLSRPTv1; rua=ftp://x.test/",
                "v=TLSRPTv1; rua=https:x",
                "v=TLSRPTv1; rua=mailto:nobody",
                "v=TLSRPTv1; rua=mailto:a%0d%0ab@x.test",
                "v=TLSRPTv1; rua=mailto:a%zz@x.test",
                "v=TLSRPTv1; xrua=mailto:a@x.test"
            })
    void anythingElseIsNoAddress(String record) {
        assertThat(ReportAddresses.of(List.of(record))).isEmpty();
    }

    @Test
    void twoRecordsAreNone() {
        String record = "v=TLSRPTv1; rua=mailto:a@x.test";
        assertThat(ReportAddresses.of(List.of(record, record))).isEmpty();
        assertThat(ReportAddresses.of(List.of())).isEmpty();
    }
}
