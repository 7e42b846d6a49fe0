// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;
import io.postern.tls.ListenerTls;
import io.postern.tls.TlsSection;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A certificate for mx.test, made for a test, and the TLS of a listener that shows it. */
final class TestTls {
    static final TestCertificates AUTHORITY = TestCertificates.authority("test CA");

    private TestTls() {}

    /**
     * Of a listener that asks clients for certificates of the authority.
     *
     * @param more options of {@code tls:} by the names of their methods
     */
    static ListenerTls listener(Path folder, Map<String, Object> more) throws IOException {
        TestCertificate certificate = AUTHORITY.server("mx.test");
        Map<String, Object> options = new HashMap<>(more);
        options.put(
                "certificate",
                new String[] {certificate.writeCertificate(folder.resolve("c.pem")).toString()});
        options.put("key", new String[] {certificate.writeKey(folder.resolve("k.pem")).toString()});
        options.put("clientCa", AUTHORITY.writeRoot(folder.resolve("ca.pem")).toString());
        return section(options).listener();
    }

    private static TlsSection section(Map<String, Object> given) {
        try {
            Constructor<?> constructor = TlsSection.class.getConstructors()[0];
            Class<?> options = constructor.getParameterTypes()[0];
            return (TlsSection)
                    constructor.newInstance(
                            Proxy.newProxyInstance(
                                    options.getClassLoader(),
                                    new Class<?>[] {options},
                                    (_, method, _) -> value(method, given)));
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Object value(Method option, Map<String, Object> given) {
        Object value = given.getOrDefault(option.getName(), option.getDefaultValue());
        return option.getReturnType().isEnum()
                ? Arrays.stream(option.getReturnType().getEnumConstants())
                        .filter(constant -> constant.toString().equals(value.toString()))
                        .findFirst()
                        .orElseThrow()
                : value;
    }

    static ListenerSettings settings(ListenerSettings.Tls tls) {
        ListenerSettings plain = ListenerSettings.plain("smtp");
        return new ListenerSettings(
                plain.name(),
                tls,
                plain.role(),
                plain.proxies(),
                plain.xclients(),
                plain.bareNewlines(),
                plain.bareNewlineClients(),
                plain.authInClear(),
                plain.greetingDelay());
    }
}
