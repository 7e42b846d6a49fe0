// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

class FailStopTest {
    private final List<String> calls = new ArrayList<>();

    @AfterEach
    void forget() {
        System.clearProperty("postern.exit");
    }

    @Test
    void failedSpoolStopsTheFrameworkAndAsksForExitCode75() {
        Bundle system = proxy(Bundle.class, null);
        new FailStop(proxy(BundleContext.class, system)).failed(new IOException("no sync"));
        assertThat(calls).containsExactly("getBundle", "stop");
        assertThat(System.getProperty("postern.exit")).isEqualTo("75");
    }

    private <T> T proxy(Class<T> type, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, _) -> {
                            calls.add(method.getName());
                            return answer;
                        }));
    }
}
