// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReversePath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

class CommandParserTest {
    private static final CommandParser PARSER =
            new CommandParser(
                    Extensions.of(
                            List.of(
                                    "SIZE 1000",
                                    "8BITMIME",
                                    "BINARYMIME",
                                    "SMTPUTF8",
                                    "REQUIRETLS",
                                    "DSN",
                                    "AUTH PLAIN")));

    private static final CommandParser PLAIN = new CommandParser(Extensions.NONE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    HELO a.example                | HELO a.example
                    helo a.example                | HELO a.example
                    EHLO [127.0.0.1]              | EHLO [127.0.0.1]
                    EHLO [IPv6:::1]               | EHLO [IPv6:::1]
                    EHLO under_score              | EHLO under_score
                    mAiL fRoM:<>                  | MAIL FROM:<>
                    MAIL FROM:<a@b.example>       | MAIL FROM:<a@b.example>
                    MAIL FROM: <a@b.example>      | MAIL FROM:<a@b.example>
                    MAIL FROM:<a@b> SIZE=10       | MAIL FROM:<a@b> SIZE=10
                    MAIL FROM:<a@b> size=0 body=8bitmime | MAIL FROM:<a@b> SIZE=0 BODY=8BITMIME
                    MAIL FROM:<a@b> BODY=7BIT     | MAIL FROM:<a@b>
                    RCPT TO:<Postmaster>          | RCPT TO:<postmaster>
                    RCPT TO:<@x,@y:a@b>           | RCPT TO:<a@b>
                    rcpt to:<"two words"@b>       | RCPT TO:<"two words"@b>
                    RCPT TO:<MiXeD@B.Example>     | RCPT TO:<MiXeD@b.example>
                    DATA                          | DATA
                    rset                          | RSET
                    NOOP some words               | NOOP
                    QUIT                          | QUIT
                    HELP                          | HELP
                    HELP me                       | HELP me
                    VRFY <a@b>                    | VRFY <a@b>
                    VRFY <a@b> smtputf8           | VRFY <a@b> SMTPUTF8
                    VRFY δ SMTPUTF8               | VRFY δ SMTPUTF8
                    VRFY SMTPUTF8                 | VRFY SMTPUTF8
                    EXPN list                     | EXPN list
                    EXPN liste-ü SMTPUTF8         | EXPN liste-ü SMTPUTF8
                    MAIL FROM:<> BODY=BINARYMIME  | MAIL FROM:<> BODY=BINARYMIME
                    MAIL FROM:<a@b> smtputf8      | MAIL FROM:<a@b> SMTPUTF8
                    MAIL FROM:<δ@b> SMTPUTF8      | MAIL FROM:<δ@b> SMTPUTF8
                    MAIL FROM:<a@bücher.example> SIZE=1 SMTPUTF8 | MAIL FROM:<a@bücher.example> SIZE=1 SMTPUTF8
                    MAIL FROM:<"δ ε"@b> SMTPUTF8  | MAIL FROM:<"δ ε"@b> SMTPUTF8
                    MAIL FROM:<a@b> REQUIRETLS    | MAIL FROM:<a@b> REQUIRETLS
                    MAIL FROM:<a@b> RET=hdrs ENVID=QQ314159 | MAIL FROM:<a@b> RET=HDRS ENVID=QQ314159
                    MAIL FROM:<> ret=FULL envid=a+2Bb+20c | MAIL FROM:<> RET=FULL ENVID=a+2Bb+20c
                    MAIL FROM:<a@b> AUTH=<>       | MAIL FROM:<a@b> AUTH=<>
                    MAIL FROM:<a@b> AUTH=e+3Dmc2@example.com | MAIL FROM:<a@b> AUTH=e+3Dmc2@example.com
                    MAIL FROM:<a@b> AUTH=+C3+BC@b SMTPUTF8 | MAIL FROM:<a@b> SMTPUTF8 AUTH=+C3+BC@b
                    RCPT TO:<ü@b>                 | RCPT TO:<ü@b>
                    RCPT TO:<a@b> NOTIFY=NEVER    | RCPT TO:<a@b> NOTIFY=NEVER
                    RCPT TO:<a@b> notify=delay,success | RCPT TO:<a@b> NOTIFY=SUCCESS,DELAY
                    RCPT TO:<a@b> NOTIFY=SUCCESS,FAILURE,DELAY | RCPT TO:<a@b> NOTIFY=SUCCESS,FAILURE,DELAY
                    RCPT TO:<a@b> ORCPT=rfc822;Bob+2Bx@Example.COM | RCPT TO:<a@b> ORCPT=rfc822;Bob+2Bx@Example.COM
                    RCPT TO:<a@b> ORCPT=utf-8;ü@b | RCPT TO:<a@b> ORCPT=utf-8;\\x{FC}@b
                    RCPT TO:<a@b> ORCPT=UTF-8;\\x{1F600}\\x{2B}@b | RCPT TO:<a@b> ORCPT=UTF-8;\\x{1F600}\\x{2B}@b
                    BDAT 0                        | BDAT 0
                    bdat 86 last                  | BDAT 86 LAST
                    BDAT 99999999999999999999 LAST | BDAT 9223372036854775807 LAST
                    starttls                      | STARTTLS
                    AUTH plain                    | AUTH PLAIN
                    AUTH PLAIN =                  | AUTH PLAIN =
                    AUTH SCRAM-SHA-256-PLUS bjwsbj11 | AUTH SCRAM-SHA-256-PLUS bjwsbj11
                    xclient NAME=[UNAVAILABLE] addr=192.0.2.1 | XCLIENT ADDR=192.0.2.1 NAME=[UNAVAILABLE]
                    XCLIENT ADDR=IPV6:2001:db8::1 PORT=25 PROTO=ESMTP HELO=a+2Bb | XCLIENT ADDR=IPV6:2001:db8::1 HELO=a+2Bb PORT=25 PROTO=ESMTP
                    XCLIENT LOGIN=joe DESTADDR=[UNAVAILABLE] DESTPORT=[TEMPUNAVAIL] | XCLIENT DESTADDR=[UNAVAILABLE] DESTPORT=[TEMPUNAVAIL] LOGIN=joe
                    """)
    void commandIsUnderstood(String line, String rendered) {
        Command command = parse(line);
        assertThat(command).isNotInstanceOfAny(Command.Malformed.class, Command.Unknown.class);
        assertThat(command.line()).isEqualTo(rendered);
        assertThat(parse(command.line())).isEqualTo(command);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    EHLO                                | 501 5.5.4
                    HELO                                | 501 5.5.4
                    EHLO two words                      | 501 5.5.4
                    EHLO <script>                       | 501 5.5.4
                    EHLO bücher.example                 | 501 5.5.4
                    DATA now                            | 501 5.5.4
                    RSET now                            | 501 5.5.4
                    QUIT now                            | 501 5.5.4
                    VRFY                                | 501 5.5.4
                    VRFY ü                              | 553 5.6.7
                    EXPN ü                              | 553 5.6.7
                    HELP ü                              | 501 5.5.4
                    EXPN                                | 501 5.5.4
                    MAIL                                | 501 5.5.4
                    MAIL FROM                           | 501 5.5.4
                    MAIL <a@b>                          | 501 5.5.4
                    MAIL FROM:                          | 501 5.1.7
                    MAIL FROM:a@b                       | 501 5.1.7
                    MAIL FROM:<                         | 501 5.1.7
                    MAIL FROM:<a@b                      | 501 5.1.7
                    MAIL FROM:<postmaster>              | 501 5.1.7
                    MAIL FROM:<ü@b>                     | 553 5.6.7
                    MAIL FROM:<a@b>SIZE=1               | 501 5.5.4
                    MAIL FROM:<a@b> SIZE=abc            | 501 5.5.4
                    MAIL FROM:<a@b> SIZE                | 501 5.5.4
                    MAIL FROM:<a@b> SIZE=               | 501 5.5.4
                    MAIL FROM:<a@b> SIZE=1 SIZE=1       | 501 5.5.4
                    MAIL FROM:<a@b> SIZE=123456789012345678901 | 501 5.5.4
                    MAIL FROM:<a@b> SIZE=-1             | 501 5.5.4
                    MAIL FROM:<a@b> BODY=FOO            | 501 5.5.4
                    MAIL FROM:<a@b> BODY=7BIT BODY=7BIT | 501 5.5.4
                    MAIL FROM:<a@b> =x                  | 501 5.5.4
                    MAIL FROM:<a@b> X==                 | 501 5.5.4
                    MAIL FROM:<a@b> FROBNICATE=yes      | 555 5.5.4
                    MAIL FROM:<a@b> PIPELINING          | 555 5.5.4
                    MAIL FROM:<a@b> NOTIFY=NEVER        | 555 5.5.4
                    MAIL FROM:<a@b> SMTPUTF8=yes        | 501 5.5.4
                    MAIL FROM:<a@b> SMTPUTF8 SMTPUTF8   | 501 5.5.4
                    MAIL FROM:<a@b> REQUIRETLS=1        | 501 5.5.4
                    MAIL FROM:<a@b> REQUIRETLS REQUIRETLS | 501 5.5.4
                    MAIL FROM:<a@b> BODY                | 501 5.5.4
                    MAIL FROM:<a@b> RET=BODY            | 501 5.5.4
                    MAIL FROM:<a@b> RET                 | 501 5.5.4
                    MAIL FROM:<a@b> RET=FULL RET=FULL   | 501 5.5.4
                    MAIL FROM:<a@b> ENVID               | 501 5.5.4
                    MAIL FROM:<a@b> ENVID=a+2           | 501 5.5.4
                    MAIL FROM:<a@b> ENVID=a+2b          | 501 5.5.4
                    MAIL FROM:<a@b> ENVID=a+0Ax         | 501 5.5.4
                    MAIL FROM:<a@b> ENVID=+C3+BC        | 501 5.5.4
                    MAIL FROM:<a@b> ENVID=a ENVID=a     | 501 5.5.4
                    MAIL FROM:<a@b> AUTH=joe            | 501 5.5.4
                    MAIL FROM:<a@b> AUTH=<joe@b>        | 501 5.5.4
                    MAIL FROM:<a@b> AUTH=a+0Ax@b        | 501 5.5.4
                    MAIL FROM:<a@b> AUTH=a+0D+0Ab@b     | 501 5.5.4
                    MAIL FROM:<a@b> AUTH=a+00@b         | 501 5.5.4
                    MAIL FROM:<a@b> AUTH=+C3@b SMTPUTF8 | 501 5.5.4
                    MAIL FROM:<a@b> AUTH=+C3+BC@b       | 553 5.6.7
                    MAIL FROM:<a@b> AUTH=<> AUTH=<>     | 501 5.5.4
                    MAIL FROM:<alice>                   | 501 5.1.7
                    RCPT TO:<alice>                     | 501 5.1.3
                    RCPT TO:<a@b> SIZE=1                | 555 5.5.4
                    RCPT TO:<a@b> FROBNICATE            | 555 5.5.4
                    RCPT TO:<a@b> NOTIFY                | 501 5.5.4
                    RCPT TO:<a@b> NOTIFY=NEVER,SUCCESS  | 501 5.5.4
                    RCPT TO:<a@b> NOTIFY=SUCCESS,       | 501 5.5.4
                    RCPT TO:<a@b> NOTIFY=ALWAYS         | 501 5.5.4
                    RCPT TO:<a@b> NOTIFY=DELAY NOTIFY=DELAY | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=a@b             | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=;a@b            | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=rfc822;         | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=rfc822;a+0D+0Ab | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=rfc822;a+0Ax    | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=rfc822;a+       | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=rfc822;ü@b      | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=utf-8;joe       | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=utf-8;\\x{0A}@b | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=utf-8;\\x{85}@b | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=utf-8;\\x{2028}@b | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=utf-8;\\x{D800}@b | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=utf-8;\\x{110000}@b | 501 5.5.4
                    RCPT TO:<a@b> ORCPT=utf-8;\\x{FC@b  | 501 5.5.4
                    BDAT                                | 501 5.5.4
                    BDAT -1                             | 501 5.5.4
                    BDAT 1e9                            | 501 5.5.4
                    BDAT 0x10                           | 501 5.5.4
                    BDAT LAST                           | 501 5.5.4
                    BDAT 1 FIRST                        | 501 5.5.4
                    BDAT 1 LAST LAST                    | 501 5.5.4
                    BDAT 123456789012345678901          | 501 5.5.4
                    STARTTLS now                        | 501 5.5.4
                    AUTH                                | 501 5.5.4
                    AUTH SÜSS                           | 501 5.5.4
                    AUTH PLAIN a b                      | 501 5.5.4
                    AUTH PLAIN a:b                      | 501 5.5.4
                    AUTH ABCDEFGHIJKLMNOPQRSTU          | 501 5.5.4
                    XCLIENT                             | 501 5.5.4
                    XCLIENT FOO=bar                     | 501 5.5.4
                    XCLIENT NAME                        | 501 5.5.4
                    XCLIENT NAME=a NAME=b               | 501 5.5.4
                    XCLIENT NAME=a+0Ab                  | 501 5.5.4
                    XCLIENT ADDR=example.org            | 501 5.5.4
                    XCLIENT ADDR=IPV6:1.2.3.4           | 501 5.5.4
                    XCLIENT PORT=65536                  | 501 5.5.4
                    XCLIENT PROTO=HTTP                  | 501 5.5.4
                    RCPT                                | 501 5.5.4
                    RCPT FROM:<a@b>                     | 501 5.5.4
                    RCPT TO:<>                          | 501 5.1.3
                    RCPT TO:a@b                         | 501 5.1.3
                    RCPT TO:<a@b                        | 501 5.1.3
                    RCPT TO:<a@b@c>                     | 501 5.1.3
                    RCPT TO:<other>                     | 501 5.1.3
                    RCPT TO:<a@b>x                      | 501 5.5.4
                    ü                                   | 500 5.5.2
                    """)
    void syntaxErrorCarriesItsReply(String line, String reply) {
        assertThat(parse(line))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        malformed -> assertThat(malformed.reply().toString()).startsWith(reply));
    }

    /** What isn't offered isn't understood. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    MAIL FROM:<a@b> SIZE=1              | 555 5.5.4
                    MAIL FROM:<a@b> BODY=7BIT           | 555 5.5.4
                    MAIL FROM:<a@b> SMTPUTF8            | 555 5.5.4
                    MAIL FROM:<a@b> REQUIRETLS          | 555 5.5.4
                    MAIL FROM:<a@b> RET=FULL            | 555 5.5.4
                    MAIL FROM:<a@b> ENVID=a             | 555 5.5.4
                    MAIL FROM:<a@b> AUTH=<>             | 555 5.5.4
                    MAIL FROM:<ü@b>                     | 553 5.6.7
                    MAIL FROM:<ü@b> SMTPUTF8            | 553 5.6.7
                    RCPT TO:<a@b> NOTIFY=NEVER          | 555 5.5.4
                    RCPT TO:<a@b> ORCPT=rfc822;a@b      | 555 5.5.4
                    RCPT TO:<ü@b>                       | 553 5.6.7
                    VRFY ü                              | 553 5.6.7
                    VRFY ü SMTPUTF8                     | 553 5.6.7
                    """)
    void whatIsNotOfferedIsRefused(String line, String reply) {
        assertThat(PLAIN.parse(line.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        malformed -> assertThat(malformed.reply().toString()).startsWith(reply));
    }

    @Test
    void binaryMimeIsOfferedOnItsOwn() {
        CommandParser parser = new CommandParser(Extensions.of(List.of("8BITMIME")));
        Command command =
                parser.parse("MAIL FROM:<> BODY=BINARYMIME".getBytes(StandardCharsets.UTF_8));
        assertThat(command)
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        malformed -> assertThat(malformed.reply().code()).isEqualTo(555));
    }

    /** Overlong forms, surrogates, cut sequences, what no UTF-8 starts with. */
    @ParameterizedTest
    @ValueSource(strings = {"c0af", "e080af", "eda080", "f4908080", "c3", "80", "ff", "fffe"})
    void octetsThatAreNotUtf8AreRefused(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        for (String start : List.of("MAIL FROM:<", "RCPT TO:<", "VRFY ", "HELP ", "AUTH ")) {
            assertThat(PARSER.parse(joined(start, bad, "@b> SMTPUTF8")))
                    .isInstanceOfSatisfying(
                            Command.Malformed.class,
                            malformed -> assertThat(malformed.reply().code()).isEqualTo(501));
        }
        assertThat(PLAIN.parse(joined("MAIL FROM:<", bad, "@b>")))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        malformed -> assertThat(malformed.reply().code()).isEqualTo(553));
        assertThat(PARSER.parse(joined("NOOP ", bad, ""))).isEqualTo(new Command.Noop());
        assertThat(PARSER.parse(joined("ETRN ", bad, "")))
                .isEqualTo(new Command.Unknown("ETRN", ""));
    }

    @Test
    void loneLocalPartIsCompletedWhereThatIsWanted() {
        CommandParser completing = PARSER.completing(new Domain("home.example"));
        assertThat(completing.parse("MAIL FROM:<alice>".getBytes(StandardCharsets.UTF_8)).line())
                .isEqualTo("MAIL FROM:<alice@home.example>");
        assertThat(completing.parse("RCPT TO:<\"al ice\">".getBytes(StandardCharsets.UTF_8)).line())
                .isEqualTo("RCPT TO:<\"al ice\"@home.example>");
        assertThat(completing.parse("RCPT TO:<Postmaster>".getBytes(StandardCharsets.UTF_8)).line())
                .isEqualTo("RCPT TO:<postmaster>");
        assertThat(completing.parse("RCPT TO:<a@b>".getBytes(StandardCharsets.UTF_8)).line())
                .isEqualTo("RCPT TO:<a@b>");
        assertThat(completing.parse("RCPT TO:<>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Command.Malformed.class);
        assertThat(completing.parse("RCPT TO:<alice@>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Command.Malformed.class);
    }

    @Test
    void lengthsOfParametersAreLimited() {
        assertThat(parse("MAIL FROM:<> ENVID=" + "e".repeat(100))).isInstanceOf(Command.Mail.class);
        assertThat(parse("MAIL FROM:<> ENVID=" + "e".repeat(101)))
                .isInstanceOf(Command.Malformed.class);
        assertThat(parse("RCPT TO:<a@b> ORCPT=rfc822;" + "o".repeat(493)))
                .isInstanceOf(Command.Rcpt.class);
        assertThat(parse("RCPT TO:<a@b> ORCPT=rfc822;" + "o".repeat(494)))
                .isInstanceOf(Command.Malformed.class);
    }

    @Test
    void recipientSaysWhetherItNeedsUtf8() {
        assertThat(((Command.Rcpt) parse("RCPT TO:<\u03b4@b>")).needsUtf8()).isTrue();
        assertThat(((Command.Rcpt) parse("RCPT TO:<d@b>")).needsUtf8()).isFalse();
    }

    @Test
    void lineOfAuthMayBeLonger() {
        assertThat(lineLimit("auth PLAIN ")).isEqualTo(CommandParser.AUTH_LINE_LIMIT);
        assertThat(lineLimit("AUTHX")).isEqualTo(CommandParser.LINE_LIMIT);
        assertThat(lineLimit("AUT")).isEqualTo(CommandParser.LINE_LIMIT);
    }

    private static int lineLimit(String start) {
        return CommandParser.lineLimit(
                start.getBytes(StandardCharsets.US_ASCII), 0, start.length());
    }

    private static byte[] joined(String start, byte[] middle, String end) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(start.getBytes(StandardCharsets.UTF_8));
        line.writeBytes(middle);
        line.writeBytes(end.getBytes(StandardCharsets.UTF_8));
        return line.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "NOOP\rQUIT", "NOOP\nQUIT", "NOOP \0", "NOOP\u007f"})
    void emptyLinesAndControlCharactersAreRefused(String line) {
        assertThat(parse(line))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        malformed -> assertThat(malformed.reply().code()).isEqualTo(500));
    }

    @Test
    void unknownVerbIsCut() {
        assertThat(parse("FROBNICATE now")).isEqualTo(new Command.Unknown("FROBNICATE", "now"));
        assertThat(parse("x".repeat(2000))).isEqualTo(new Command.Unknown("X".repeat(24), ""));
    }

    @Test
    void trailingSpaceIsTolerated() {
        assertThat(parse("DATA ")).isEqualTo(new Command.Data());
        assertThat(parse("MAIL FROM:<a@b> "))
                .isEqualTo(
                        new Command.Mail(
                                new ReversePath.Of(Mailbox.of("a", "b")), MailParameters.NONE));
    }

    @Test
    void sizeBeyondLongSaturates() {
        assertThat(parse("MAIL FROM:<> SIZE=99999999999999999999"))
                .isEqualTo(
                        new Command.Mail(
                                new ReversePath.Null(),
                                new MailParameters(Long.MAX_VALUE, MailOptions.NONE, "")));
    }

    /** Anything is answered by a value, and what is understood says the same once rendered. */
    @Test
    void anyOctetsAreAnsweredByValue() {
        Random random = new Random(5321);
        String[] starts = {
            "", "MAIL FROM:<", "RCPT TO:<", "EHLO ", "MAIL FROM:<a@b> ", "VRFY ", "XCLIENT ADDR="
        };
        String[] words = {
            "MAIL FROM:<",
            "RCPT TO:<",
            " SMTPUTF8",
            " ENVID=",
            " ORCPT=utf-8;",
            " ORCPT=rfc822;",
            " NOTIFY=",
            "\\x{",
            " AUTH=",
            "NEVER",
            "DELAY,",
            "@b>",
            " LAST",
            "+2B",
            "IPv6:"
        };
        String alphabet = "ab.@<>\":,[]%! =\\-1+\u00fc\u03b4\0\t\u0085\u2028}";
        for (int round = 0; round < 200_000; round++) {
            StringBuilder line = new StringBuilder(starts[random.nextInt(starts.length)]);
            for (int i = random.nextInt(24); i > 0; i--) {
                boolean word = random.nextInt(6) == 0;
                line.append(
                        word
                                ? words[random.nextInt(words.length)]
                                : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] octets = line.append(">").toString().getBytes(StandardCharsets.UTF_8);
            octets[random.nextInt(octets.length)] ^= (byte) (random.nextInt(8) == 0 ? 0x80 : 0);
            Command command = PARSER.parse(octets);
            switch (command) {
                case Command.Malformed _, Command.Unknown _ -> {}
                default -> assertThat(parse(command.line())).isEqualTo(command);
            }
        }
    }

    private static Command parse(String line) {
        return PARSER.parse(line.getBytes(StandardCharsets.UTF_8));
    }
}
