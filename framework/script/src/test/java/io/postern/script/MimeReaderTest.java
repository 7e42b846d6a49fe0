// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

@Timeout(60)
class MimeReaderTest {
    private static final String MULTIPART =
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n";

    /** Octets as they are, LF for CRLF; what the server scans of the headers isn't needed here. */
    private record Raw(byte[] octets) implements Message {
        @Override
        public List<HeaderField> headers() {
            return List.of();
        }

        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public boolean isEightBit() {
            return true;
        }

        @Override
        public InputStream content() {
            return new ByteArrayInputStream(octets);
        }
    }

    private static MimeParts read(String text) {
        byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return MimeReader.read(new Raw(octets));
    }

    private static MimePart only(String text) {
        MimeParts parts = read(text);
        assertThat(parts.truncated()).isFalse();
        assertThat(parts.parts()).hasSize(1);
        return parts.parts().getFirst();
    }

    @Test
    void messageWithoutMimeIsOnePart() {
        MimePart part = only("Subject: hi\n\nhello\n");
        assertThat(part.head().type()).isEqualTo("text/plain");
        assertThat(part.head().charset()).isEqualTo("us-ascii");
        assertThat(part.head().encoding()).isEqualTo("7bit");
        assertThat(part.head().filename()).isEmpty();
        assertThat(part.head().disposition()).isEmpty();
        assertThat(part.head().fields()).containsExactly(new HeaderField("Subject", "hi"));
        assertThat(part.size()).isEqualTo(7);
        assertThat(part.text(100)).isEqualTo("hello\r\n");
        assertThat(part.text(3)).isEqualTo("hel");
    }

    @Test
    void leavesAreInOrderAndDecoded() {
        MimeParts parts =
                read(
                        MULTIPART
                                + """
                                preamble
                                --b
                                Content-Type: multipart/alternative; boundary="c d"

                                --c d
                                Content-Type: Text/Plain; charset=ISO-8859-1
                                Content-Transfer-Encoding: Quoted-Printable

                                gr=FC=
                                n
                                --c d
                                Content-Type: text/html; charset=utf-8

                                <b>grün</b>
                                --c d--
                                --b
                                Content-Type: application/pdf; name=a.pdf
                                Content-Disposition: ATTACHMENT; filename="b.pdf"
                                Content-Transfer-Encoding: base64

                                aGVsbG8=
                                --b
                                Content-Type: message/rfc822

                                Subject: inner
                                Content-Type: image/gif

                                GIF89a
                                --b--
                                epilogue
                                """);
        assertThat(parts.truncated()).isFalse();
        assertThat(parts.parts())
                .extracting(part -> part.head().type() + " " + part.text(100).strip())
                .containsExactly(
                        "text/plain grün",
                        "text/html <b>grün</b>",
                        "application/pdf hello",
                        "image/gif GIF89a");
        MimePart pdf = parts.parts().get(2);
        assertThat(pdf.head().filename()).isEqualTo("b.pdf");
        assertThat(pdf.head().disposition()).isEqualTo("attachment");
        assertThat(pdf.head().encoding()).isEqualTo("base64");
        assertThat(pdf.size()).isEqualTo(5);
        assertThat(pdf.sha256())
                .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    filename=a.txt|a.txt
                    filename="a \\"b\\".txt"|a "b".txt
                    filename*=UTF-8''%e2%82%ac%20rates.txt|€ rates.txt
                    filename*0="long "; filename*1="name"; filename*2=".txt"|long name.txt
                    filename*0*=UTF-8''%e2%82%ac%20; filename*1=".txt"|€ .txt
                    filename*=iso-8859-1'en'gr%FCn.exe|grün.exe
                    filename="=?UTF-8?B?Z3LDvG4uZXhl?="|grün.exe
                    filename="=?iso-8859-1?Q?gr=FCn.exe?="|grün.exe
                    filename="=?broken?="|=?broken?=
                    filename="=?no-such?B?Z3LDvG4uZXhl?="|grün.exe
                    filename="grün.exe"|grün.exe
                    FILENAME=a.exe|a.exe
                    filename="a.exe|a.exe
                    x=y|from-type.txt
                    filename*=UTF-8''%zz|UTF-8''%zz
                    """)
    void fileNamesAreDecoded(String parameters, String name) {
        MimePart part =
                only(
                        "Content-Type: application/octet-stream; name=from-type.txt\n"
                                + "Content-Disposition: attachment; "
                                + parameters
                                + "\n\nx");
        assertThat(part.head().filename()).isEqualTo(name);
    }

    @Test
    void missingEndIsNoMatter() {
        MimeParts parts =
                read(MULTIPART + "--b\nContent-Type: text/html\n\none\n--b\n\ntwo\nand more");
        assertThat(parts.parts())
                .extracting(part -> part.text(100))
                .containsExactly("one", "two\r\nand more");
        assertThat(read(MULTIPART).parts()).isEmpty();
        assertThat(read("").parts()).hasSizeLessThan(2);
        assertThat(read("Content-Type: multipart/mixed\n\nno boundary at all\n").parts())
                .hasSizeLessThan(2);
    }

    @Test
    void brokenEncodingsGiveWhatThereIs() {
        assertThat(
                        only("Content-Transfer-Encoding: base64\n\naGVs*bG8\n%%%\nIQ==\ntrash")
                                .text(100))
                .startsWith("hello");
        assertThat(only("Content-Transfer-Encoding: base64\n\na").size()).isLessThan(2);
        assertThat(only("Content-Transfer-Encoding: quoted-printable\n\na=zzb=").text(100))
                .startsWith("a");
        assertThat(only("Content-Transfer-Encoding: no-such\n\nas is").text(100))
                .isEqualTo("as is");
        assertThat(only("Content-Type: text/plain; charset=no-such\n\ngrün").text(100))
                .isEqualTo("grün");
        assertThat(only("Content-Type: ;;;=\n\nx").text(100)).isEqualTo("x");
    }

    @Test
    void textIsCutAtACharacter() {
        MimePart part = only("Content-Type: text/plain; charset=utf-8\n\naü€");
        assertThat(part.text(1)).isEqualTo("a");
        assertThat(part.text(2)).isEqualTo("a");
        assertThat(part.text(3)).isEqualTo("aü");
        assertThat(part.text(5)).isEqualTo("aü");
        assertThat(part.text(6)).isEqualTo("aü€");
    }

    @Test
    void nestingIsBounded() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\n\n");
            text.append("--b").append(i).append("\n");
        }
        MimeParts deep = read(text + "\nx");
        assertThat(deep.truncated()).isTrue();
        assertThat(deep.parts()).isEmpty();
        String attached = "Content-Type: message/rfc822\n\n".repeat(10_000);
        assertThat(read(attached + "\nx").truncated()).isTrue();
        String some = "Content-Type: message/rfc822\n\n".repeat(10);
        assertThat(only(some + "\nx").text(10)).isEqualTo("x");
    }

    @Test
    void partsAreBounded() {
        MimeParts many = read(MULTIPART + "--b\n\nx\n".repeat(10_000) + "--b--\n");
        assertThat(many.truncated()).isTrue();
        assertThat(many.parts()).hasSize(MimeReader.MOST);
        MimeParts most = read(MULTIPART + "--b\n\nx\n".repeat(MimeReader.MOST) + "--b--\n");
        assertThat(most.truncated()).isFalse();
        assertThat(most.parts()).hasSize(MimeReader.MOST);
    }

    @Test
    void whatIsKeptIsBounded() {
        String large = "--b\n\n" + "x".repeat(200_000) + "\n";
        MimeParts parts = read(MULTIPART + large.repeat(30) + "--b--\n");
        assertThat(parts.truncated()).isFalse();
        assertThat(parts.parts()).hasSize(30);
        assertThat(parts.parts()).allSatisfy(part -> assertThat(part.size()).isEqualTo(200_000));
        assertThat(parts.parts().stream().mapToInt(part -> part.text(1_000_000).length()).sum())
                .isEqualTo(1024 * 1024);
        assertThat(parts.parts().getFirst().text(1_000_000)).hasSize(Limits.ANSWER);
    }

    @Test
    void headersAreBounded() {
        String field = "X-A: " + "x".repeat(50_000) + "\n";
        MimeParts much = read(field.repeat(30) + "Content-Type: text/html\n\nx");
        assertThat(much.truncated()).isTrue();
        assertThat(much.parts()).hasSize(1);
        assertThat(much.parts().getFirst().head().type()).isEqualTo("text/html");
        MimeParts longest =
                read(MULTIPART + "--b\n\none\n--b\nX: " + "x".repeat(100_000) + "\n\ntwo\n");
        assertThat(longest.truncated()).isTrue();
        assertThat(longest.parts()).extracting(part -> part.text(9)).containsExactly("one");
        assertThat(read("A: b\n".repeat(100_000) + "\nx").truncated()).isTrue();
    }

    @Test
    void timeIsBounded() {
        MimeParts none =
                MimeReader.read(
                        new Raw("Subject: x\r\n\r\ny".getBytes(StandardCharsets.UTF_8)),
                        Duration.ZERO);
        assertThat(none.truncated()).isTrue();
    }

    @Test
    void unreadableSpoolIsNoMessage() {
        Message gone =
                new Message() {
                    @Override
                    public List<HeaderField> headers() {
                        return List.of();
                    }

                    @Override
                    public long size() {
                        return 1;
                    }

                    @Override
                    public boolean isEightBit() {
                        return false;
                    }

                    @Override
                    public InputStream content() {
                        return new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("disk");
                            }
                        };
                    }
                };
        assertThatThrownBy(() -> MimeReader.read(gone))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the message can't be read");
    }

    /** Whatever comes: an answer, in bounded time. */
    @Test
    void noiseIsNoTrouble() {
        Random random = new Random(7);
        String[] pieces = {
            "Content-Type: ",
            "multipart/mixed; ",
            "boundary=b",
            "\r\n",
            "\r\n\r\n",
            "--b",
            "--b--",
            "message/rfc822",
            "Content-Transfer-Encoding: base64",
            "=?utf-8?q?",
            "; filename*0*=",
            "Content-Disposition: x",
            "\0",
            "\u00ff",
            "(",
            "\"",
            "%",
            "'",
            ":",
            " ",
            "\n",
            "\r",
            "="
        };
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(60); j > 0; j--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] octets = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            MimeParts parts = MimeReader.read(new Raw(octets));
            assertThat(parts.parts()).allSatisfy(part -> assertThat(part.text(9)).isNotNull());
        }
    }
}
