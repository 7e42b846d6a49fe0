// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.spool.JournalFactory;

import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** The bundle that is shipped, in Felix: it resolves, and Chronicle works inside it. */
@Timeout(60)
class BundleIT {
    @TempDir Path folder;

    @Test
    void chronicleWorksInsideTheBundle() throws Exception {
        Framework framework =
                new FrameworkFactory()
                        .newFramework(
                                Map.of(
                                        "org.osgi.framework.storage",
                                        folder.resolve("cache").toString(),
                                        "org.osgi.framework.bootdelegation",
                                        "sun.*,jdk.*,com.sun.*,javax.*",
                                        "org.osgi.framework.system.capabilities.extra",
                                        "osgi.extender;osgi.extender=osgi.component;version:Version=1.5",
                                        "org.osgi.framework.system.packages.extra",
                                        "org.slf4j;version=2.0.20,io.postern.spool;version=1.0.0,"
                                                + "org.osgi.service.component;version=1.5.1"));
        framework.start();
        try {
            Path jar = Path.of(System.getProperty("bundle.jar"));
            Bundle bundle = framework.getBundleContext().installBundle(jar.toUri().toString());
            Class<?> factory = bundle.loadClass(ChronicleJournalFactory.class.getName());
            assertThat(factory.getClassLoader()).isNotEqualTo(getClass().getClassLoader());
            write(factory);
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    private void write(Class<?> type) throws Exception {
        var factory = (JournalFactory) type.getDeclaredConstructor().newInstance();
        try (var journal = factory.open(folder.resolve("spool"), 1 << 20)) {
            journal.roll();
            var place = journal.append(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
            journal.sync();
            journal.roll();
            assertThat(journal.read(place)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        }
    }
}
