// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReversePath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;

class CommandParserTest {
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
                    EXPN list                     | EXPN list
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
                    VRFY ü                              | 501 5.5.4
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
                    MAIL FROM:<a@b> SMTPUTF8            | 555 5.5.4
                    RCPT                                | 501 5.5.4
                    RCPT FROM:<a@b>                     | 501 5.5.4
                    RCPT TO:<>                          | 501 5.1.3
                    RCPT TO:a@b                         | 501 5.1.3
                    RCPT TO:<a@b                        | 501 5.1.3
                    RCPT TO:<a@b@c>                     | 501 5.1.3
                    RCPT TO:<other>                     | 501 5.1.3
                    RCPT TO:<δ@b>                       | 553 5.6.7
                    RCPT TO:<a@b> NOTIFY=NEVER          | 555 5.5.4
                    RCPT TO:<a@b>x                      | 501 5.5.4
                    ü                                   | 500 5.5.2
                    """)
    void syntaxErrorCarriesItsReply(String line, String reply) {
        assertThat(parse(line))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        malformed -> assertThat(malformed.reply().toString()).startsWith(reply));
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
                                MailParameters.of(Long.MAX_VALUE, BodyType.SEVEN_BIT)));
    }

    /** Anything is answered by a value, and what is understood says the same once rendered. */
    @Test
    void anyOctetsAreAnsweredByValue() {
        Random random = new Random(5321);
        String[] starts = {"", "MAIL FROM:<", "RCPT TO:<", "EHLO ", "MAIL FROM:<a@b> ", "VRFY "};
        String alphabet = "ab.@<>\":,[]%! =\\-1\u00fc\0\tIPv6:";
        for (int round = 0; round < 200_000; round++) {
            StringBuilder line = new StringBuilder(starts[random.nextInt(starts.length)]);
            for (int i = random.nextInt(24); i > 0; i--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] octets = line.append(">").toString().getBytes(StandardCharsets.ISO_8859_1);
            Command command = CommandParser.parse(octets);
            switch (command) {
                case Command.Malformed _, Command.Unknown _ -> {}
                default -> assertThat(parse(command.line())).isEqualTo(command);
            }
        }
    }

    private static Command parse(String line) {
        return CommandParser.parse(line.getBytes(StandardCharsets.UTF_8));
    }
}
