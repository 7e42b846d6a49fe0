// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import io.postern.api.auth.Credentials;
import io.postern.api.mail.ClientCertificate;

import java.util.Optional;

/**
 * EXTERNAL (RFC 4422 appendix A): the certificate speaks, the response says for whom, if at all.
 */
final class ExternalExchange implements SaslExchange {
    private final ClientCertificate certificate;
    private boolean over;

    ExternalExchange(ClientCertificate certificate) {
        this.certificate = certificate;
    }

    @Override
    public Step begin() {
        return new Step.Challenge(new byte[0]);
    }

    @Override
    public Step respond(byte[] response) {
        if (over) {
            return Answers.over();
        }
        over = true;
        if (response.length == 0) {
            return ask("");
        }
        Optional<String> account = Prepared.of(response, 0, response.length);
        return account.isPresent()
                ? ask(account.get())
                : new Step.Malformed("the name holds what is prohibited");
    }

    private Step ask(String account) {
        return new Step.Ask(new Credentials.Certificate(account, certificate), Answers::last);
    }
}
