// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Options as Declarative Services would make them: their defaults, and what is given. */
final class TestOptions {
    private TestOptions() {}

    static SmtpTransport.Options login(
            String user, String password, String passwordFile, String tokenFile) {
        return with(
                Map.of(
                        "authUser", user,
                        "_authPassword", password,
                        "authPasswordFile", passwordFile,
                        "authTokenFile", tokenFile));
    }

    static SmtpTransport.Options with(Map<String, Object> given) {
        Class<?> type = SmtpTransport.Options.class;
        return (SmtpTransport.Options)
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, _) ->
                                given.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
