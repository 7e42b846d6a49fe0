// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class LookupFunctionsTest {
    private static final String ASKS =
            """
            import { lookup, reject } from 'postern';
            const users = lookup('users');
            export const onSender = (t) => reject('5.0.0',
                JSON.stringify([users.get(t.sender), Array.from(users.all(t.sender))]));
            """;

    @TempDir private Path home;

    private final Map<String, Lookup> lookups = new ConcurrentHashMap<>();

    private TestScript script(String source) {
        return script(source, TestScript.PATIENT);
    }

    private TestScript script(String source, Limits limits) {
        return TestScript.asking(
                home, source, name -> Optional.ofNullable(lookups.get(name)), limits);
    }

    private static String ask(TestScript script) throws InterruptedException {
        Verdict verdict =
                script.hook(SenderPolicy.class)
                        .onSender(TestMail.transaction("192.0.2.1", "ann@example.org"));
        return ((Verdict.Reject) verdict).status().text();
    }

    @Test
    void valuesAreStringsAndNothingIsNull() throws Exception {
        lookups.put("users", _ -> new LookupAnswer.Absent());
        try (TestScript script = script(ASKS)) {
            assertThat(ask(script)).isEqualTo("[null,[]]");
            lookups.put("users", key -> new LookupAnswer.Found(List.of(key, "", "ü")));
            assertThat(ask(script))
                    .isEqualTo("[\"ann@example.org\",[\"ann@example.org\",\"\",\"ü\"]]");
        }
    }

    @Test
    void notKnowingThrows() throws Exception {
        lookups.put("users", _ -> new LookupAnswer.Unknown("the file is gone"));
        try (TestScript script = script(ASKS)) {
            assertThatThrownBy(() -> ask(script))
                    .isInstanceOf(ScriptFailedException.class)
                    .hasMessageContaining("scripts/policy.js:4:")
                    .hasMessageContaining("lookup 'users' can't tell: the file is gone");
            lookups.put(
                    "users",
                    _ -> {
                        throw new IllegalStateException("broken plugin");
                    });
            assertThatThrownBy(() -> ask(script)).hasMessageContaining("broken plugin");
        }
    }

    @Test
    void nameThatIsNotThereIsAnErrorOfLoading() throws Exception {
        assertThatThrownBy(() -> script(ASKS))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessageContaining("scripts/policy.js:2:")
                .hasMessageContaining("there is no 'users' under lookups:");
        lookups.put("users", _ -> new LookupAnswer.Absent());
        try (TestScript script = script(ASKS)) {
            lookups.clear();
            assertThatThrownBy(() -> ask(script))
                    .hasMessageContaining("there is no 'users' under lookups:");
        }
    }

    @Test
    void reloadTriesAgainWhatMissedALookup() throws Exception {
        try (TestScript script = script("export const onSender = () => {};")) {
            script.change(ASKS);
            assertThat(script.script().kept()).contains("there is no 'users'");
            lookups.put("users", _ -> new LookupAnswer.Found("gold"));
            script.script().refresh();
            assertThat(script.script().kept()).isEmpty();
            assertThat(ask(script)).isEqualTo("[\"gold\",[\"gold\"]]");
        }
    }

    @Test
    void waitingIsNotRunning() throws Exception {
        lookups.put(
                "users",
                _ -> {
                    CountDownLatch never = new CountDownLatch(1);
                    boolean _ = never.await(300, TimeUnit.MILLISECONDS);
                    return new LookupAnswer.Found("late");
                });
        try (TestScript script = script(ASKS, TestScript.limits(Duration.ofMillis(250), 1))) {
            assertThat(ask(script)).isEqualTo("[\"late\",[\"late\"]]");
        }
    }

    @Test
    void whatNeverAnswersIsGivenUp() throws Exception {
        lookups.put(
                "users",
                _ -> {
                    new CountDownLatch(1).await();
                    return new LookupAnswer.Absent();
                });
        try (TestScript script = script(ASKS)) {
            assertThatThrownBy(() -> ask(script))
                    .isInstanceOf(ScriptFailedException.class)
                    .hasMessageContaining("no answer from outside after 1000 ms");
        }
    }
}
