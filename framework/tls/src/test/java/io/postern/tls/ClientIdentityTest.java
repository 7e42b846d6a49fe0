// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import javax.net.ssl.X509ExtendedKeyManager;

class ClientIdentityTest {
    private final TestCertificates authority = TestCertificates.authority("CA");

    @TempDir Path folder;

    @Test
    void isShownWhereTheServerCanVerifyItsKind() throws Exception {
        TestCertificate own = authority.client("relay.test");
        X509ExtendedKeyManager manager = of(own, own).keyManager();

        assertThat(manager.chooseClientAlias(new String[] {"RSA"}, null, null)).isNull();
        String alias = manager.chooseClientAlias(new String[] {"RSA", "EC"}, null, null);
        assertThat(manager.getCertificateChain(alias)).containsExactly(own.certificate());
        assertThat(manager.getPrivateKey(alias)).isEqualTo(own.key());
        assertThat(manager.getPrivateKey("another")).isNull();
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        assertThatThrownBy(() -> of(authority.client("a.test"), authority.client("b.test")))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining("own.key");
    }

    private ClientIdentity of(TestCertificate certificate, TestCertificate key)
            throws TlsFileException {
        return ClientIdentity.of(
                certificate.writeCertificate(folder.resolve("own.pem")),
                key.writeKey(folder.resolve("own.key")));
    }
}
