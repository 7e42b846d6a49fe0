// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class TokenTest {
    @TempDir private Path folder;

    @Test
    void isReadableByItsOwnerAlone() throws IOException {
        Token.in(file());
        assertThat(permissions()).isEqualTo("rw-------");
        assertThat(Files.readString(file()).strip()).hasSizeGreaterThan(40);
    }

    @Test
    void isTheSameAfterARestart() throws IOException {
        Token.in(file());
        String text = Files.readString(file()).strip();
        assertThat(Token.in(file()).isIn("Bearer " + text)).isTrue();
        assertThat(Files.readString(file()).strip()).isEqualTo(text);
    }

    @Test
    void aFileThatOthersCouldReadIsClosedToThem() throws IOException {
        Files.writeString(file(), "old\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Token.in(file()).isIn("Bearer old")).isTrue();
        assertThat(permissions()).isEqualTo("rw-------");
    }

    @Test
    void anEmptyFileNeverLetsAnybodyIn() throws IOException {
        Files.createFile(file());
        Token token = Token.in(file());
        assertThat(token.isIn("Bearer ")).isFalse();
        assertThat(Files.readString(file()).strip()).isNotEmpty();
    }

    @Test
    void onlyTheWholeTokenAsABearerIsRight() throws IOException {
        Token token = Token.in(file());
        String text = Files.readString(file()).strip();
        assertThat(token.isIn("Bearer " + text)).isTrue();
        assertThat(token.isIn("Bearer " + text.substring(1))).isFalse();
        assertThat(token.isIn("Basic " + text)).isFalse();
        assertThat(token.isIn(text)).isFalse();
        assertThat(token.isIn(null)).isFalse();
    }

    private Path file() {
        return folder.resolve("admin.token");
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
    }
}
