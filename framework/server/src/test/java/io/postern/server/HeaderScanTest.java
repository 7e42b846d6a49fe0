// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class HeaderScanTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    A: b~~text~                           | 6  | 0
                    Received: x~~                         | 13 | 1
                    RECEIVED : x~ y~received:~~Received: z~ | 29 | 2
                    Receive: x~Receiveds: x~X-Received: x~~ | 41 | 0
                    A: b~ Received: no field~~            | 27 | 0
                    A: b~text without a blank line~C: d~  | 6  | 0
                    A: b~C: d~                            | 12 | 0
                    ~A: b~~                               | 0  | 0
                    ' folded at the start~A: b~'          | 0  | 0
                    just text~Received: x~                | 0  | 0
                    : no name~Received: x~                | 0  | 0
                    two words: x~                         | 14 | 0
                    x                                     | 0  | 0
                    """)
    void headerSectionIsMeasuredWhereverItIsSplit(String text, long length, int received) {
        byte[] octets = text.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8);
        for (int split = 0; split <= octets.length; split++) {
            HeaderScan scan = new HeaderScan();
            scan.scan(ByteBuffer.wrap(octets, 0, split));
            scan.scan(ByteBuffer.wrap(octets, split, octets.length - split));
            assertThat(scan.length()).isEqualTo(length);
            assertThat(scan.received()).isEqualTo(received);
            assertThat(scan.lengthSoFar()).isGreaterThanOrEqualTo(length);
        }
    }
}
