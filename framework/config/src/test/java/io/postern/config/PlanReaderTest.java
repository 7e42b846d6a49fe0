// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.postern.api.mail.Domain;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class PlanReaderTest {
    /** A file that has what each must have; tests add to it. */
    private static final String LEAST =
            """
            listeners: [{name: smtp, bind: "127.0.0.1:2525"}]
            routers: [{name: internet, type: mx, transport: smtp}]
            transports: {smtp: {type: smtp}}
            """;

    @TempDir private Path home;

    private final Problems problems = new Problems();

    @BeforeEach
    void createFiles() throws IOException {
        for (String file :
                List.of(
                        "conf/aliases",
                        "conf/policy.js",
                        "conf/users.yaml",
                        "conf/tls/cert.pem",
                        "conf/tls/key.pem",
                        "conf/tls/clients.pem",
                        "scripts/policy.js")) {
            Files.createDirectories(home.resolve(file).getParent());
            Files.writeString(home.resolve(file), "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relay.yaml", "hold.yaml"})
    void acceptanceFileIsFine(String file) throws Exception {
        Optional<Plan> plan = read(resource("acceptance/" + file));

        assertThat(problems.lines()).isEmpty();
        assertThat(plan.orElseThrow().identity().hostname()).isEqualTo("mx.postern.test");
        assertThat(properties(plan.get(), "test.relay.networks~networks"))
                .containsEntry("networks", new String[] {"127.0.0.0/8"});
    }

    @ParameterizedTest
    @ValueSource(strings = {"conformance.yaml", "isp.yaml"})
    void acceptanceFileWithTlsAndLoginsIsFine(String file) throws Exception {
        Optional<Plan> plan = read(resource("acceptance/" + file));

        assertThat(problems.lines()).isEmpty();
        assertThat(properties(plan.orElseThrow(), "test.listeners~submissions"))
                .containsEntry("tls", "IMPLICIT")
                .containsEntry("role", "SUBMISSION")
                .containsEntry("proxyProtocol", new String[0]);
        assertThat(properties(plan.get(), "test.tls"))
                .containsEntry("certificate", new String[] {home + "/conf/tls/cert.pem"});
        assertThat(properties(plan.get(), "test.auth.file~file"))
                .containsEntry("file", home + "/conf/users.yaml");
    }

    @Test
    void authenticatorsAreRankedAsTheyStandAndNamedByTypeUnlessNamed() {
        Plan plan =
                read(LEAST
                                + """
                                auth:
                                  - type: file
                                  - {type: jwt, name: file-2, issuer: https://id.example.org}
                                  - type: file
                                """)
                        .orElseThrow();

        assertThat(plan.settings())
                .filteredOn(setting -> setting.isIn(HookSection.AUTH))
                .extracting(
                        Setting::pid,
                        setting -> setting.properties().get("postern.type"),
                        setting -> setting.properties().get("service.ranking"))
                .containsExactly(
                        tuple("test.auth.file~file", "file", 1000),
                        tuple("test.auth.jwt~file-2", "jwt", 999),
                        tuple("test.auth.file~file-3", "file", 998));
    }

    @Test
    void lookupsAreThereBeforeTheScriptsThatAskThem() {
        Plan plan =
                read(LEAST
                                + """
                                scripts: [scripts/policy.js]
                                lookups:
                                  users: {type: file, file: conf/aliases}
                                """)
                        .orElseThrow();

        assertThat(plan.settings().getFirst())
                .extracting(Setting::pid, Setting::label)
                .containsExactly("test.lookups.file~users", "lookup 'users'");
        assertThat(properties(plan, "test.lookups.file~users"))
                .containsEntry("postern.name", "users")
                .containsEntry("postern.type", "file")
                .containsEntry("file", home + "/conf/aliases");
        assertThat(read(LEAST + "lookups:\n")).isPresent();
    }

    @Test
    void entryOfAListMayBeAValueOrAMap() {
        Plan plan =
                read(LEAST
                                + """
                                scripts:
                                  - scripts/policy.js
                                  - file: scripts/policy.js
                                    name: second
                                    listeners: smtp
                                    options:
                                      b: [1, 1.5, 012, true, "true", null]
                                      a: {x: ü, "y": -2}
                                """)
                        .orElseThrow();

        assertThat(problems.lines()).isEmpty();
        assertThat(properties(plan, "test.scripts"))
                .containsEntry(
                        "scripts",
                        new String[] {
                            home + "/scripts/policy.js",
                            "{\"file\":\""
                                    + home
                                    + "/scripts/policy.js\",\"listeners\":[\"smtp\"],"
                                    + "\"name\":\"second\",\"options\":\"{\\\"b\\\":"
                                    + "[1,1.5,\\\"012\\\",true,\\\"true\\\",null],"
                                    + "\\\"a\\\":{\\\"x\\\":\\\"ü\\\",\\\"y\\\":-2}}\"}"
                        });
    }

    @Test
    void whatIsWrongInAnEntryIsNamedWhereItIs() {
        read(
                LEAST
                        + """
                        scripts:
                          - file: scripts/none.js
                            name: a b
                          - file: scripts/policy.js
                            name: one
                            listeners: [smpt, smtp]
                          - file: scripts/policy.js
                            name: one
                            opions: {}
                            options: 7
                          - listeners: [smtp]
                          - [scripts/policy.js]
                        """);

        assertThat(problems.lines())
                .containsExactly(
                        "conf/postern.yaml:5:11: file: there is no file "
                                + home
                                + "/scripts/none.js",
                        "conf/postern.yaml:6:11: name: 'a b' is no name: letters, digits, '.', '_'"
                                + " and '-', at most 64",
                        "conf/postern.yaml:9:17: listeners: there is no listener 'smpt'; did you"
                                + " mean 'smtp'?",
                        "conf/postern.yaml:11:11: name: 'one' is already there in line 8",
                        "conf/postern.yaml:12:5: unknown key 'opions' in an entry of scripts; did"
                                + " you mean 'options'?",
                        "conf/postern.yaml:13:14: options: expected keys and values",
                        "conf/postern.yaml:14:5: an entry of scripts needs 'file'",
                        "conf/postern.yaml:15:5: scripts: expected one value or a list of them");
    }

    @Test
    void sectionWhoseFilesNobodyNeedsMayBeLeftOut() {
        Plan plan = read(LEAST + "auth:\n").orElseThrow();

        assertThat(properties(plan, "test.tls"))
                .containsEntry("certificate", new String[0])
                .containsEntry("clientCa", "");
    }

    @Test
    void relayPolicyTellsTheNetworksItNames() {
        Plan plan =
                read(LEAST + "relay: {networks: [10.0.0.0/8, \"::1\"], certificates: true}\n")
                        .orElseThrow();

        assertThat(properties(plan, "test.relay.networks~networks"))
                .containsEntry("postern.networks", new String[] {"10.0.0.0/8", "::1"});
        assertThat(properties(plan, "test.relay.certificates~certificates"))
                .containsEntry("postern.networks", new String[0]);
    }

    /** Each file ends in comments with the lines that it must give. */
    @ParameterizedTest
    @MethodSource("brokenFiles")
    void brokenFileGivesAllItsErrors(Path file) throws IOException {
        String text = Files.readString(file);
        List<String> expected =
                text.lines()
                        .filter(line -> line.startsWith("#=> "))
                        .map(line -> "conf/postern.yaml:" + line.substring(4))
                        .toList();

        Optional<Plan> plan = read(text);

        List<String> lines =
                problems.lines().stream()
                        .map(line -> line.replace(home.toString(), "HOME"))
                        .toList();
        assertThat(lines).isNotEmpty().isEqualTo(expected);
        assertThat(plan).isEmpty();
    }

    static Stream<Path> brokenFiles() throws IOException, URISyntaxException {
        Path folder = Path.of(PlanReaderTest.class.getResource("/broken").toURI());
        return Files.list(folder).sorted();
    }

    @Test
    void routersAreRankedAsTheyStandAndKeepTheirDomains() throws Exception {
        Plan plan = read(resource("acceptance/relay.yaml")).orElseThrow();

        assertThat(properties(plan, "test.routers.smarthost~to-sink"))
                .containsEntry("postern.name", "to-sink")
                .containsEntry("postern.type", "smarthost")
                .containsEntry("postern.section", "routers")
                .containsEntry("service.ranking", 1000)
                .containsEntry("postern.domains", new String[] {"example.test", "*.example.test"})
                .containsEntry("hosts", new String[] {"127.0.0.1:2599"})
                .containsEntry("transport", "smtp")
                .containsEntry("connectTimeout", "PT30S")
                .hasSize(8);
        assertThat(properties(plan, "test.routers.mx~internet"))
                .containsEntry("service.ranking", 999)
                .doesNotContainKey("postern.domains");
    }

    @Test
    void sectionThatIsLeftOutHasDefaults() {
        Plan plan = read(LEAST + "limits:\n").orElseThrow();

        assertThat(properties(plan, "test.queue"))
                .containsEntry("retry", new String[] {"5m x 3"})
                .containsEntry("delayWarning", "PT4H")
                .containsEntry("paused", false)
                .containsEntry("postern.section", "queue")
                .hasSize(4);
        assertThat(properties(plan, "test.limits")).containsEntry("messageSize", 52_428_800L);
        assertThat(properties(plan, "test.listeners~smtp"))
                .containsEntry("bind", "127.0.0.1:2525")
                .containsEntry("postern.name", "smtp");
        assertThat(plan.listeners()).extracting(Setting::name).containsExactly("smtp");
    }

    @Test
    void rulesOfAListAreRankedInItsOrder() {
        Plan plan =
                read(LEAST
                                + "egress: [{name: out1, ipv4: 192.0.2.1}]\n"
                                + "shaping:\n"
                                + "  - {name: first, message-rate: 60/m}\n"
                                + "  - {name: second, connections: 5}\n")
                        .orElseThrow();

        assertThat(properties(plan, "test.egress~out1"))
                .containsEntry("ipv4", "192.0.2.1")
                .containsEntry("pools", new String[] {"default"})
                .containsEntry("postern.name", "out1");
        assertThat(properties(plan, "test.shaping~first"))
                .containsEntry("messageRate", "60/m")
                .containsEntry("service.ranking", 0);
        assertThat(properties(plan, "test.shaping~second")).containsEntry("service.ranking", -1);
    }

    @Test
    void rulesOfRetryRankAboveTheQueuesOwnScheduleAndMayBeLeftOut() {
        Plan plan =
                read(LEAST
                                + "retry:\n"
                                + "  - {name: first, steps: [1m x 3]}\n"
                                + "  - {name: second, steps: [5m x 3]}\n")
                        .orElseThrow();

        assertThat(properties(plan, "test.retry~first")).containsEntry("service.ranking", 2);
        assertThat(properties(plan, "test.retry~second")).containsEntry("service.ranking", 1);
        assertThat(read(LEAST)).isPresent();
    }

    @Test
    void aRateThatIsNoneIsNamedWithItsPlace() {
        assertThat(read(LEAST + "shaping: [{name: a, message-rate: fast}]\n")).isEmpty();

        assertThat(problems.lines().getFirst())
                .contains("message-rate: 'fast' is no rate (as 10/s, 100/m, 1000/h, 10000/d)");
    }

    @Test
    void plainListIsTheValueOfASection() {
        Plan plan = read(LEAST + "scripts: [conf/policy.js]\n").orElseThrow();

        assertThat(properties(plan, "test.scripts"))
                .containsEntry("scripts", new String[] {home + "/conf/policy.js"});
    }

    @Test
    void eachEntryOfAPluginSaysWhatItsFailuresComeTo() {
        Plan plan =
                read("""
                listeners: [{name: smtp, bind: "127.0.0.1:2525"}]
                routers:
                  - {name: one, type: mx, transport: smtp, on-failure: skip}
                  - {name: two, type: mx, transport: smtp, on-failure: defer}
                transports: {smtp: {type: smtp, on-failure: defer}}
                auth: [{type: file, file: conf/users.yaml, on-failure: defer}]
                relay: {networks: {value: [192.0.2.0/24], on-failure: defer}}
                lookups: {list: {type: file, file: conf/users.yaml, on-failure: skip}}
                """)
                        .orElseThrow(() -> new AssertionError(problems.lines()));

        assertThat(properties(plan, "test.routers.mx~one"))
                .containsEntry("postern.on-failure", "skip");
        assertThat(properties(plan, "test.routers.mx~two"))
                .containsEntry("postern.on-failure", "defer");
        for (String pid :
                List.of(
                        "test.transports.smtp~smtp",
                        "test.auth.file~file",
                        "test.relay.networks~networks")) {
            assertThat(properties(plan, pid)).containsEntry("postern.on-failure", "defer");
        }
        assertThat(properties(plan, "test.lookups.file~list"))
                .containsEntry("postern.on-failure", "skip");
    }

    @Test
    void whatMustFailClosedCannotBeSkipped() {
        read(
                """
                listeners: [{name: smtp, bind: "127.0.0.1:2525"}]
                routers:
                  - {name: one, type: mx, transport: smtp, on-failure: pass}
                transports: {smtp: {type: smtp, on-failure: skip}}
                auth: [{type: file, file: conf/users.yaml, on-failure: skip}]
                relay: {networks: {value: [192.0.2.0/24], on-failure: skip}}
                """);

        assertThat(problems.lines())
                .containsSequence(
                        "conf/postern.yaml:3:56: router 'one': on-failure: expected 'defer' or"
                                + " 'skip'",
                        "conf/postern.yaml:4:45: transport 'smtp': on-failure: a transport can't be"
                                + " skipped, only 'defer' is possible",
                        "conf/postern.yaml:5:56: authenticator 'file': on-failure: an authenticator"
                                + " can't be skipped, only 'defer' is possible",
                        "conf/postern.yaml:6:55: relay policy 'networks': on-failure: a relay"
                                + " policy can't be skipped, only 'defer' is possible");
    }

    @Test
    void relayPolicyTakesAPlainValueOrIsSwitched() {
        Plan plan =
                read(LEAST
                                + """
                                relay:
                                  networks: []
                                  authenticated: true
                                  anybody: true
                                """)
                        .orElseThrow();

        assertThat(properties(plan, "test.relay.networks~networks"))
                .containsEntry("networks", new String[0])
                .containsEntry("service.ranking", 0);
        assertThat(properties(plan, "test.relay.authenticated~authenticated"))
                .containsEntry("authenticated", true);
        assertThat(properties(plan, "test.relay.anybody~anybody"))
                .containsEntry("postern.type", "anybody");
    }

    @Test
    void relayPolicyThatIsFalseIsNotConfigured() {
        Plan plan = read(LEAST + "relay: {authenticated: false, anybody: false}\n").orElseThrow();

        assertThat(plan.settings())
                .extracting(Setting::pid)
                .noneMatch(pid -> pid.startsWith("test.relay"));
    }

    @Test
    void hostnameIsTheMachinesWhenLeftOut() {
        assertThat(read(LEAST).orElseThrow().identity())
                .isEqualTo(new Identity("machine.example.org", List.of(), List.of()));
    }

    @Test
    void domainsAreReadInOrder() {
        String domains =
                "hostname: MX.example.org\ndomains: {local: [B.org, a.org], relay: c.org}\n";

        assertThat(read(LEAST + domains).orElseThrow().identity())
                .isEqualTo(
                        new Identity(
                                "MX.example.org",
                                List.of(new Domain("b.org"), new Domain("a.org")),
                                List.of(new Domain("c.org"))));
    }

    @Test
    void emptyFileSaysWhatIsNeeded() {
        read("");

        assertThat(problems.lines())
                .containsExactly(
                        "conf/postern.yaml:1:1: listeners: at least one is needed, else no mail"
                                + " would come in",
                        "conf/postern.yaml:1:1: routers: at least one is needed, else no mail would"
                                + " be routed",
                        "conf/postern.yaml:1:1: transports: at least one is needed, else no mail"
                                + " would be delivered");
    }

    private Optional<Plan> read(String text) {
        PlanReader reader =
                new PlanReader(Declared.stock(), new Home(home), () -> "machine.example.org");
        return YamlReader.read(text, problems).flatMap(root -> reader.read(root, problems));
    }

    private static Map<String, Object> properties(Plan plan, String pid) {
        return plan.settings().stream()
                .filter(setting -> setting.pid().equals(pid))
                .findFirst()
                .orElseThrow()
                .properties();
    }

    private static String resource(String name) throws IOException, URISyntaxException {
        return Files.readString(Path.of(PlanReaderTest.class.getResource("/" + name).toURI()));
    }
}
