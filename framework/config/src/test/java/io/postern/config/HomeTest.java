// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class HomeTest {
    @TempDir private Path directory;

    private final Problems problems = new Problems();

    @BeforeEach
    void createFolder() throws IOException {
        Files.createDirectories(directory.resolve("conf"));
    }

    @Test
    void fileIsRead() throws IOException {
        write("hostname: mx.example.org # für alle\n".getBytes(StandardCharsets.UTF_8));

        assertThat(new Home(directory).read(problems))
                .contains("hostname: mx.example.org # für alle\n");
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void missingFileIsOneLine() {
        assertThat(new Home(directory).read(problems)).isEmpty();
        assertThat(problems.lines())
                .containsExactly("conf/postern.yaml:1:1: there is no such file in " + directory);
    }

    @Test
    void folderInItsPlaceIsOneLine() throws IOException {
        Files.createDirectories(directory.resolve("conf/postern.yaml"));

        assertThat(new Home(directory).read(problems)).isEmpty();
        assertThat(problems.lines())
                .singleElement()
                .asString()
                .startsWith("conf/postern.yaml:1:1: the file can't be read: ");
    }

    @Test
    void otherEncodingIsRefusedWithItsPlace() throws IOException {
        write("a: 1\nb: f\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(new Home(directory).read(problems)).isEmpty();
        assertThat(problems.lines())
                .containsExactly("conf/postern.yaml:2:5: the text isn't UTF-8 from here");
    }

    @Test
    void characterCutOffAtTheEndIsRefused() throws IOException {
        write(new byte[] {'a', ':', ' ', (byte) 0xc3});

        assertThat(new Home(directory).read(problems)).isEmpty();
        assertThat(problems.lines())
                .containsExactly("conf/postern.yaml:1:4: the text isn't UTF-8 from here");
    }

    @Test
    void hugeFileIsNotRead() throws IOException {
        write(new byte[(1 << 20) + 1]);

        assertThat(new Home(directory).read(problems)).isEmpty();
        assertThat(problems.lines())
                .containsExactly("conf/postern.yaml:1:1: the file is larger than 1 MiB");
    }

    private void write(byte[] octets) throws IOException {
        Files.write(directory.resolve("conf/postern.yaml"), octets);
    }
}
