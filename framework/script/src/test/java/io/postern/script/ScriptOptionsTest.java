// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

@Timeout(60)
class ScriptOptionsTest {
    private static final String TELLS =
            """
            import { options, reject } from 'postern';
            export const onConnect = () => reject('5.0.0', JSON.stringify(options));
            export const onSender = () => reject('5.0.0', 'sender');
            export const onRelay = () => { throw new Error('asked'); };
            """;

    @TempDir private Path home;

    private static String text(Verdict verdict) {
        return ((Verdict.Reject) verdict).status().text();
    }

    @Test
    void optionsAreOfJavaScriptsOwnKinds() throws Exception {
        String options = "{\"a\":[1,2.5,\"x\"],\"b\":{\"c\":true,\"d\":null},\"z\":\"ü\"}";
        try (TestScript script = TestScript.with(home, TELLS, options, Set.of())) {
            assertThat(
                            text(
                                    script.hook(ConnectPolicy.class)
                                            .onConnect(TestMail.client("192.0.2.1"))))
                    .isEqualTo(options);
        }
    }

    @Test
    void optionsCannotBeChanged() throws Exception {
        String source =
                """
                import { options, reject } from 'postern';
                function caught(change) {
                    try { change(); return 'changed'; } catch (e) { return e.name; }
                }
                export const onConnect = () => reject('5.0.0', [
                    caught(() => { options.list.push(2); }),
                    caught(() => { options.map.a = 2; }),
                    caught(() => { delete options.map; }),
                    caught(() => { options.more = 2; }),
                    String(Array.isArray(options.list) && options.list.map((x) => x + 1)),
                ].join());
                """;
        try (TestScript script =
                TestScript.with(home, source, "{\"list\":[1],\"map\":{\"a\":1}}", Set.of())) {
            assertThat(
                            text(
                                    script.hook(ConnectPolicy.class)
                                            .onConnect(TestMail.client("192.0.2.1"))))
                    .isEqualTo("TypeError,TypeError,TypeError,TypeError,2");
        }
    }

    @Test
    void sessionsOfOtherListenersAreNotItsBusiness() throws Exception {
        // The client of TestMail is one of the listener smtp.
        try (TestScript script = TestScript.with(home, TELLS, "{}", Set.of("submission"))) {
            assertThat(script.hook(ConnectPolicy.class).onConnect(TestMail.client("192.0.2.1")))
                    .isEqualTo(Verdict.pass());
            assertThat(script.hook(SenderPolicy.class).onSender(TestMail.transaction()))
                    .isEqualTo(Verdict.pass());
            assertThat(
                            script.hook(RelayPolicy.class)
                                    .onRelay(
                                            TestMail.transaction(),
                                            TestMail.recipient("a@example.org")))
                    .isEqualTo(new RelayDecision.Pass());
        }
    }

    @Test
    void sessionsOfItsListenersAre() throws Exception {
        try (TestScript script = TestScript.with(home, TELLS, "{}", Set.of("submission", "smtp"))) {
            assertThat(text(script.hook(SenderPolicy.class).onSender(TestMail.transaction())))
                    .isEqualTo("sender");
        }
    }

    @Test
    void whatIsAskedWithoutSessionCannotBeForSomeListeners() throws Exception {
        for (String hook : List.of("route", "shape", "retry", "onOutcome")) {
            String source = "export function onHelo() {}\nexport function " + hook + "() {}";
            assertThatThrownBy(() -> TestScript.with(home, source, "{}", Set.of("mx")))
                    .isInstanceOf(ScriptFailedException.class)
                    .hasMessage(
                            "scripts/policy.js: "
                                    + hook
                                    + " is asked without a session, so no script with 'listeners'"
                                    + " may export it");
        }
        try (TestScript script =
                TestScript.with(home, "export function onHelo() {}", "{}", Set.of("mx"))) {
            script.change("export function onHelo() {} export function route() {}");
            assertThat(script.script().kept()).contains("route is asked without a session");
            assertThat(script.script().hooks()).containsExactly("onHelo");
        }
    }

    @Test
    void entryIsAPathOrWhatTheConfigurationMakesOfAMap() {
        assertThat(ScriptEntry.of("/home/scripts/a.js"))
                .isEqualTo(
                        new ScriptEntry(
                                Path.of("/home/scripts/a.js"), "", Set.of(), "{}", false, ""));
        assertThat(
                        ScriptEntry.of(
                                "{\"file\":\"/a.js\",\"listeners\":[\"mx\"],\"name\":\"b\",\"shadow\":true,\"replaces\":\"x.js\","
                                    + "\"options\":\"{\\\"c\\\":1}\"}"))
                .isEqualTo(
                        new ScriptEntry(
                                Path.of("/a.js"), "b", Set.of("mx"), "{\"c\":1}", true, "x.js"));
    }
}
