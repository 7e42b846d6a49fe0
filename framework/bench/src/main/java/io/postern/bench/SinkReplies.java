// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.nio.charset.StandardCharsets;

/** What a sink says, and the verbs it knows by their first four letters. */
final class SinkReplies {
    static final int EHLO = ('E' << 24) | ('H' << 16) | ('L' << 8) | 'O';
    static final int HELO = ('H' << 24) | ('E' << 16) | ('L' << 8) | 'O';
    static final int MAIL = ('M' << 24) | ('A' << 16) | ('I' << 8) | 'L';
    static final int RCPT = ('R' << 24) | ('C' << 16) | ('P' << 8) | 'T';
    static final int DATA = ('D' << 24) | ('A' << 16) | ('T' << 8) | 'A';
    static final int BDAT = ('B' << 24) | ('D' << 16) | ('A' << 8) | 'T';
    static final int RSET = ('R' << 24) | ('S' << 16) | ('E' << 8) | 'T';
    static final int NOOP = ('N' << 24) | ('O' << 16) | ('O' << 8) | 'P';
    static final int QUIT = ('Q' << 24) | ('U' << 16) | ('I' << 8) | 'T';
    static final int AUTH = ('A' << 24) | ('U' << 16) | ('T' << 8) | 'H';
    static final int STARTTLS = ('S' << 24) | ('T' << 16) | ('A' << 8) | 'R';

    static final byte[] GREETING = reply("220 sink.postern.invalid ESMTP");
    static final byte[] OK = reply("250 2.0.0 Ok");
    static final byte[] TAKEN = reply("250 2.0.0 Taken");
    static final byte[] GO_AHEAD = reply("354 Go ahead");
    static final byte[] GO_AHEAD_TLS = reply("220 2.0.0 Go ahead");
    static final byte[] LOGGED_IN = reply("235 2.7.0 Whoever you are");
    static final byte[] BYE = reply("221 2.0.0 Bye");
    static final byte[] DEFERRED = reply("451 4.3.0 Not now, says the sink");
    static final byte[] TOO_MANY = reply("452 4.5.3 Too many recipients");
    static final byte[] UNKNOWN = reply("500 5.5.2 Not known here");
    static final byte[] BAD_SEQUENCE = reply("503 5.5.1 Not now");
    static final byte[] REJECTED = reply("550 5.7.1 Never, says the sink");

    /** To EHLO. */
    static final byte[] EXTENSIONS = extensions("250 SMTPUTF8");

    /** To EHLO, where STARTTLS may follow. */
    static final byte[] EXTENSIONS_TLS = extensions("250-SMTPUTF8\r\n250 STARTTLS");

    private SinkReplies() {}

    private static byte[] extensions(String last) {
        return reply(
                "250-sink.postern.invalid\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n"
                        + "250-ENHANCEDSTATUSCODES\r\n250-AUTH PLAIN\r\n"
                        + last);
    }

    private static byte[] reply(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The first four letters of a line, in upper case; 0 where there are fewer. */
    static int verb(byte[] line, int length) {
        if (length < 4) {
            return 0;
        }
        return ((line[0] & 0xdf) << 24)
                | ((line[1] & 0xdf) << 16)
                | ((line[2] & 0xdf) << 8)
                | (line[3] & 0xdf);
    }
}
