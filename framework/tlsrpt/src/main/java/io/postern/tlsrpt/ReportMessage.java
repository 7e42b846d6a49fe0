// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.mail.Mailbox;
import io.postern.smtp.MailDate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Puts a report into a message (RFC 8460 section 5.3). */
final class ReportMessage {
    private static final int LINE = 76;

    private ReportMessage() {}

    static byte[] of(Report report, Mailbox to, Instant now) {
        String text =
                """
                From: %1$s
                To: %2$s
                Date: %3$s
                Message-ID: <%5$x.%4$s>
                Subject: Report Domain: %6$s
                 Submitter: %7$s
                 Report-ID: <%4$s>
                TLS-Report-Domain: %6$s
                TLS-Report-Submitter: %7$s
                TLS-Required: No
                Auto-Submitted: auto-generated
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type="tlsrpt";
                 boundary="=_tls-report"

                --=_tls-report
                Content-Type: text/plain; charset=us-ascii

                This is an aggregate TLS report (RFC 8460) from %7$s
                on mail to %6$s, %8$s.

                --=_tls-report
                Content-Type: application/tlsrpt+gzip; name="%9$s"
                Content-Disposition: attachment;
                 filename="%9$s"
                Content-Transfer-Encoding: base64

                %10$s
                --=_tls-report--
                """
                        .formatted(
                                report.submitter().from(),
                                to,
                                MailDate.utc(now),
                                report.id(),
                                to.hashCode(),
                                report.domain(),
                                report.submitter().domain(),
                                report.day(),
                                report.fileName(),
                                Base64.getMimeEncoder(LINE, new byte[] {'\n'})
                                        .encodeToString(report.octets()));
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
