// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

@Timeout(60)
class ApplyIT {
    private static final String IDENTITY = "io.postern.api.mail.HostIdentity";
    private static final String ROUTER = "io.postern.api.routing.Router";
    private static final String TRANSPORT = "io.postern.api.transport.Transport";
    private static final String RELAY = "io.postern.api.policy.RelayPolicy";

    private static final String FILE =
            """
            hostname: mx.example.org
            domains: {local: [example.org]}
            listeners:
              - {name: smtp, bind: "127.0.0.1:2525"}
            relay:
              networks: [127.0.0.0/8, 192.0.2.1]
            routers:
              - name: first
                type: sample
                domains: ["local", "*.example.org"]
                hosts: ["[::1]:25", mx.example.org]
                transport: out
                connect-timeout: 5s
                mode: low-delay
              - {name: second, type: sample, hosts: "127.0.0.1:26", transport: out}
            transports:
              out: {type: sample, connections: unlimited, buffer: 64KiB}
            queue:
              retry: ["2s x 5", "10s until 10m"]
            """;

    @TempDir private static Path bundles;
    private static URI sample;

    @TempDir private Path home;
    @TempDir private Path work;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private TestFramework framework;
    private BundleContext context;
    private ServiceRegistration<?> gate;
    private final List<ServiceTracker<?, ?>> users = new ArrayList<>();

    @BeforeAll
    static void makeBundle() throws Exception {
        sample = TestFramework.sampleBundle(bundles);
    }

    @BeforeEach
    void start() throws Exception {
        framework = new TestFramework(home, work, sample);
        context = framework.context();
        Consumer<String> logger = log::add;
        context.registerService(
                Consumer.class, logger, FrameworkUtil.asDictionary(Map.of("test", "log")));
        openGate();
        for (String hook : List.of(ROUTER, TRANSPORT, RELAY)) {
            users.add(use(hook));
        }
        await().until(() -> command("apply") != null);
    }

    @AfterEach
    void stop() throws Exception {
        users.forEach(ServiceTracker::close);
        framework.stop();
    }

    @Test
    void everyComponentGetsItsOptionsAndListenersComeLast() throws Exception {
        assertThat(apply(FILE)).isEmpty();

        assertThat(log.subList(0, log.size() - 1))
                .containsExactlyInAnyOrder(
                        "queue: [2s x 5, 10s until 10m] false",
                        "relay: [127.0.0.0/8, 192.0.2.1]",
                        "router first: [[::1]:25, mx.example.org] out PT5S LOW_DELAY ranking=1000"
                                + " domains=[local, *.example.org]",
                        "router second: [127.0.0.1:26] out PT30S FAST ranking=999 domains=null",
                        "transport out: 2147483647 65536");
        assertThat(log.getLast()).isEqualTo("listener smtp: 127.0.0.1:2525");
    }

    @Test
    void hostIdentityIsThereAndChangesInPlace() throws Exception {
        apply(FILE);
        ServiceReference<?> identity = services(IDENTITY).getFirst();
        Object service = context.getService(identity);
        assertThat(service).extracting("names.hostname").isEqualTo("mx.example.org");
        assertThat(identity.getProperty("postern.listeners")).isEqualTo(1);
        assertThat(identity.getProperty("postern.routers"))
                .isEqualTo(new String[] {"first", "second"});

        apply(
                FILE.replace("hostname: mx.", "hostname: mail.")
                        .replace("relay:\n", "  - {name: more, bind: \"127.0.0.1:0\"}\nrelay:\n"));

        assertThat(services(IDENTITY)).isEqualTo(List.of(identity));
        assertThat(service).extracting("names.hostname").isEqualTo("mail.example.org");
        assertThat(identity.getProperty("postern.listeners")).isEqualTo(2);
    }

    @Test
    void onlyWhatChangedIsRestarted() throws Exception {
        apply(FILE);
        log.clear();

        assertThat(apply(FILE)).isEmpty();
        assertThat(log).isEmpty();

        assertThat(apply(FILE.replace("127.0.0.1:26", "127.0.0.1:27"))).isEmpty();
        assertThat(log)
                .containsExactly(
                        "router second gone",
                        "router second: [127.0.0.1:27] out PT30S FAST ranking=999 domains=null");
    }

    @Test
    void entriesThatAreGoneStop() throws Exception {
        apply(FILE + "  paused: true\n");
        log.clear();

        String smaller =
                FILE.replaceAll("(?m)^  - \\{name: second.*\n", "")
                        .replaceAll("(?m)^relay:\n.*\n", "")
                        .replace("name: smtp", "name: mx");
        assertThat(apply(smaller)).isEmpty();

        assertThat(services(ROUTER)).hasSize(1);
        assertThat(services(RELAY)).isEmpty();
        assertThat(log).containsSubsequence("listener smtp gone", "listener mx: 127.0.0.1:2525");
        assertThat(log).containsSubsequence("queue gone", "queue: [2s x 5, 10s until 10m] false");
    }

    @Test
    void brokenFileChangesNothing() throws Exception {
        apply(FILE);
        log.clear();

        List<String> errors =
                apply(FILE.replace("second, type: sample", "2nd, type: smple").replace("5s", "5"));

        assertThat(errors)
                .containsExactly(
                        "conf/postern.yaml:13:22: connect-timeout: '5' is no duration (as 300ms,"
                                + " 5s, 5m, 4h, 5d, 1h30m)",
                        "conf/postern.yaml:15:23: router '2nd': no plugin here has the type"
                                + " 'smple'; did you mean 'sample'?");
        assertThat(log).isEmpty();
    }

    @Test
    void rehearsalFindsTheSame() throws Exception {
        write(FILE.replace("retry:", "rtery:"));

        assertThat(command("rehearse").call())
                .containsExactly(
                        "conf/postern.yaml:19:3: unknown key 'rtery' in queue; did you mean"
                                + " 'retry'?");
        assertThat(log).isEmpty();
    }

    @Test
    void rehearsalStartsWhatNeitherBindsNorWrites() throws Exception {
        write(FILE);

        assertThat(command("rehearse").call()).isEmpty();

        assertThat(log)
                .hasSize(4)
                .noneMatch(line -> line.startsWith("listener") || line.startsWith("queue"));
        ServiceReference<?>[] listeners =
                context.getAllServiceReferences(null, "(postern.rehearsed=listeners)");
        assertThat(listeners).hasSize(1);
        assertThat(listeners[0].getProperty("postern.name")).isEqualTo("smtp");
        assertThat(listeners[0].getProperty("bind")).isEqualTo("127.0.0.1:2525");
        ServiceReference<?> identity = services(IDENTITY).getFirst();
        assertThat(identity.getProperty("postern.domains.local"))
                .isEqualTo(new String[] {"example.org"});
        assertThat(services(RELAY).getFirst().getProperty("postern.networks"))
                .isEqualTo(new String[] {"127.0.0.0/8", "192.0.2.1"});
    }

    @Test
    void rehearsalNamesWhatDoesNotStart() throws Exception {
        write(FILE.replace("mx.example.org]", "mx.example.org, a, b]"));

        assertThat(command("rehearse").call())
                .containsExactly(
                        "conf/postern.yaml:8:5: router 'first' doesn't start: two hosts are"
                                + " enough");
    }

    @Test
    void nothingIsRehearsedWhereAConfigurationIsInForce() throws Exception {
        apply(FILE);
        log.clear();

        assertThatThrownBy(() -> command("rehearse").call())
                .isInstanceOf(IllegalStateException.class);
        assertThat(log).isEmpty();
    }

    @Test
    void pluginThatRefusesItsOptionsIsNamedAndAllIsAsBefore() throws Exception {
        apply(FILE);
        log.clear();

        List<String> errors =
                apply(
                        FILE.replace("mx.example.org]", "mx.example.org, a, b]")
                                + "  paused: true\n");

        assertThat(errors)
                .containsExactly(
                        "conf/postern.yaml:8:5: router 'first' doesn't start: two hosts are"
                                + " enough");
        assertThat(log)
                .containsSubsequence(
                        "queue: [2s x 5, 10s until 10m] true",
                        "queue: [2s x 5, 10s until 10m] false");
        assertThat(log).anyMatch(line -> line.startsWith("router first: [[::1]:25, mx.example"));
        assertThat(log).doesNotContain("listener smtp gone");
    }

    @Test
    void sectionThatRefusesItsOptionsIsNamed() throws Exception {
        assertThat(apply(FILE + "  jitter: 1.5\n"))
                .containsExactly(
                        "conf/postern.yaml:18:1: queue doesn't start: jitter must be 0 to 1");
    }

    @Test
    void listenerThatFailsIsNamedAndTheOldOneIsBack() throws Exception {
        apply(FILE);
        log.clear();

        assertThat(apply(FILE.replace("127.0.0.1:2525", "127.0.0.1:1")))
                .containsExactly(
                        "conf/postern.yaml:4:5: listener 'smtp' doesn't start: port 1 is taken");
        assertThat(log).containsExactly("listener smtp gone", "listener smtp: 127.0.0.1:2525");
    }

    @Test
    void firstFileThatFailsLeavesNothing() throws Exception {
        apply(FILE + "  jitter: 1.5\n");

        assertThat(services(IDENTITY)).isEmpty();
        assertThat(services(ROUTER)).isEmpty();
        assertThat(services(RELAY)).isEmpty();
        assertThat(apply(FILE)).isEmpty();
    }

    @Test
    void listenersWaitForAPluginThatIsLate() throws Exception {
        gate.unregister();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> applied = executor.submit(() -> apply(FILE));
            await().until(() -> log.stream().anyMatch(line -> line.startsWith("router second:")));
            assertThat(log).noneMatch(line -> line.startsWith("listener"));

            openGate();

            assertThat(applied.get()).isEmpty();
            assertThat(log)
                    .containsSubsequence(
                            "transport out: 2147483647 65536", "listener smtp: 127.0.0.1:2525");
        }
    }

    private void openGate() {
        Supplier<String> open = () -> "open";
        gate =
                context.registerService(
                        Supplier.class, open, FrameworkUtil.asDictionary(Map.of("test", "gate")));
    }

    /** Uses services as the core does, so that their components stay active. */
    private ServiceTracker<?, ?> use(String hook) {
        ServiceTracker<?, ?> tracker = new ServiceTracker<>(context, hook, null);
        tracker.open(true);
        return tracker;
    }

    private List<ServiceReference<?>> services(String type) throws Exception {
        ServiceReference<?>[] references = context.getAllServiceReferences(type, null);
        return references == null ? List.of() : List.of(references);
    }

    private List<String> apply(String text) throws Exception {
        write(text);
        return command("apply").call();
    }

    private void write(String text) throws Exception {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/postern.yaml"), text);
    }

    @SuppressWarnings("unchecked")
    private Callable<List<String>> command(String name) throws Exception {
        var references =
                context.getServiceReferences(Callable.class, "(postern.command=" + name + ")");
        return references.isEmpty() ? null : context.getService(references.iterator().next());
    }
}
