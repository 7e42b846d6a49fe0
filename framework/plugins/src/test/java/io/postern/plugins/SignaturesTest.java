// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import jdk.security.jarsigner.JarSigner;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.zip.ZipFile;

class SignaturesTest {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("plugins");

    @TempDir private Path folder;
    private Path keys;

    @BeforeEach
    void trustTheAuthority() throws IOException {
        keys = Files.createDirectory(folder.resolve("plugin-keys"));
        AUTHORITY.writeRoot(keys.resolve("ca.pem"));
    }

    @Test
    void withoutKeysNobodyNeedsToSign() throws Exception {
        Files.delete(keys.resolve("ca.pem"));
        Files.writeString(keys.resolve("README"), "no keys yet");
        assertThat(signer(unsigned())).isEmpty();
        Files.delete(keys.resolve("README"));
        Files.delete(keys);
        assertThat(signer(unsigned())).isEmpty();
    }

    @Test
    void oneWhomTheAuthorityVouchesForMaySign() throws Exception {
        assertThat(signer(signed(AUTHORITY.server("builder.example.test"))))
                .contains("builder.example.test");
    }

    @Test
    void aCertificateOfItsOwnMayBeTrusted() throws Exception {
        TestCertificate own = TestCertificates.selfSigned("me.example.test");
        assertThatThrownBy(() -> signer(signed(own))).isInstanceOf(Refusal.class);
        own.writeCertificate(keys.resolve("me.pem"));
        assertThat(signer(signed(own))).contains("me.example.test");
    }

    @Test
    void unsignedAndStrangersAndExpiredAreRefused() throws Exception {
        refused(unsigned(), "isn't signed");
        refused(
                signed(TestCertificates.authority("others").server("x.example.test")),
                "isn't signed by anyone of conf/plugin-keys");
        refused(signed(AUTHORITY.expired().server("old.example.test")), "or no longer");
    }

    @Test
    void whatWasChangedOrAddedAfterwardsIsRefused() throws Exception {
        Path changed = signed(AUTHORITY.server("builder.example.test"));
        write(changed, "a/file.txt", "changed");
        refused(changed, "signature is broken");
        Path added = signed(AUTHORITY.server("builder.example.test"));
        write(added, "a/more.txt", "added");
        refused(added, "a/more.txt isn't signed");
        Path versioned = signed(AUTHORITY.server("builder.example.test"));
        write(versioned, "META-INF/versions/9/a/file.txt", "other");
        refused(versioned, "other versions of Java");
    }

    @Test
    void twoWhoSignedHalfEachAreNotOne() throws Exception {
        Path half = signed(AUTHORITY.server("one.example.test"));
        write(half, "a/more.txt", "added");
        // The second signs all of it, the first only what was there.
        assertThat(signer(signed(half, AUTHORITY.server("two.example.test"), "TWO")))
                .contains("two.example.test")
                .doesNotContain("one.example.test");
    }

    @Test
    void aKeyThatCannotBeReadOpensNothing() throws Exception {
        Files.writeString(keys.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n");
        refused(signed(AUTHORITY.server("builder.example.test")), "broken.pem");
        Files.writeString(keys.resolve("broken.pem"), "nothing in it");
        refused(signed(AUTHORITY.server("builder.example.test")), "broken.pem");
    }

    private void refused(Path jar, String why) {
        assertThatThrownBy(() -> signer(jar)).isInstanceOf(Refusal.class).hasMessageContaining(why);
    }

    private String signer(Path jar) throws Exception {
        return new Signatures(keys).signer(jar);
    }

    private Path unsigned() throws IOException {
        return TestJar.named("x", "1").entry("a/file.txt", "text").write(folder.resolve("x.jar"));
    }

    private Path signed(TestCertificate by) throws Exception {
        return signed(unsigned(), by, "ONE");
    }

    private Path signed(Path jar, TestCertificate by, String name) throws Exception {
        JarSigner signer =
                new JarSigner.Builder(
                                by.key(),
                                CertificateFactory.getInstance("X.509")
                                        .generateCertPath(by.chain()))
                        .signerName(name)
                        .build();
        Path signed = folder.resolve(name + ".signed.jar");
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            signer.sign(in, out);
        }
        return signed;
    }

    private static void write(Path jar, String entry, String text) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Path file = zip.getPath(entry);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }
}
