// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aQute.bnd.osgi.Builder;

import io.postern.api.event.MailEvent;
import io.postern.api.routing.Router;
import io.postern.testserver.sample.ParkingRouter;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.component.annotations.Component;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** A plugin as it is installed, configured as an operator would. */
@Timeout(60)
class InstalledPluginIT {
    private static final String ENTRIES =
            """
            routers:
              - name: parking
                type: parking
                parked: nobody
              - name: to-sink
                type: smarthost
                hosts: ["${sink}"]
                transport: smtp
            """;

    @TempDir static Path folder;
    private static Path jar;

    @BeforeAll
    static void build() throws Exception {
        jar = folder.resolve("parking.jar");
        try (Builder builder = new Builder()) {
            for (Class<?> type : List.of(ParkingRouter.class, Router.class, Component.class)) {
                builder.addClasspath(place(type).toFile());
            }
            builder.setProperty("Bundle-SymbolicName", "parking");
            builder.setProperty("Private-Package", ParkingRouter.class.getPackageName());
            builder.setProperty("Import-Package", "!org.jspecify.annotations, *");
            builder.build().write(jar.toFile());
            assertThat(builder.getErrors()).isEmpty();
        }
    }

    @Test
    void entryOfTheConfigurationIsAsked() throws Exception {
        try (TestServer server = TestServer.with().install(jar).configuration(ENTRIES).start()) {
            server.send("alice@client.test", "nobody@example.test", "hello");

            assertThat(server.awaitEvents(MailEvent.Discarded.class, 1))
                    .extracting(MailEvent.Discarded::reason)
                    .containsExactly("parked");
            server.send("alice@client.test", "bob@example.test", "hello");
            server.sink().awaitMessages(1);
        }
    }

    @Test
    void wrongOptionIsNamedWithItsPlace() {
        assertThatThrownBy(
                        () ->
                                TestServer.with()
                                        .install(jar)
                                        .configuration(ENTRIES.replace("parked:", "parkt:"))
                                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postern.yaml:")
                .hasMessageContaining("parkt");
    }

    @Test
    void pluginComesAndGoesWhileMailFlows() throws Exception {
        try (TestServer server = TestServer.with().start()) {
            server.install(jar);
            assertThat(server.reload(ENTRIES)).isEmpty();
            server.send("alice@client.test", "nobody@example.test", "hello");
            server.awaitEvents(MailEvent.Discarded.class, 1);

            assertThat(server.reload(ENTRIES.replace("type: parking", "type: parkink")))
                    .singleElement()
                    .asString()
                    .contains("parkink");
            server.uninstall("parking");
            assertThat(server.reload("")).isEmpty();
            server.send("alice@client.test", "nobody@example.test", "hello");
            server.sink().awaitMessages(1);
        }
    }

    @Test
    void pluginThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> TestServer.with().install(folder.resolve("none.jar")).start())
                .hasMessageContaining("has it been built?");
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
