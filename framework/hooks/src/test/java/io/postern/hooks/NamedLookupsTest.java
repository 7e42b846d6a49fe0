// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class NamedLookupsTest {
    private final HookChain<Lookup> chain =
            HookChain.of(
                    new HookHost(_ -> {}, Clock.systemUTC()), Lookup.class, Duration.ofSeconds(10));
    private final NamedLookups lookups = new NamedLookups(chain);

    @Test
    void aLookupIsFoundByItsNameInTheVersionThatIsAsked() throws Exception {
        add(1, "defer", _ -> found("old"));
        add(2, "defer", key -> found(key));
        assertThat(lookups.apply("other")).isEmpty();
        assertThat(lookups.apply("users").orElseThrow().find("ann")).isEqualTo(found("ann"));
    }

    @Test
    void oneThatFailsCannotTell() throws Exception {
        add(1, "defer", NamedLookupsTest::broken);
        Lookup users = lookups.apply("users").orElseThrow();
        for (int i = 0; i < 5; i++) {
            assertThat(users.find("ann")).isEqualTo(unknown("users unavailable"));
        }
        assertThat(users.find("ann")).isEqualTo(unknown("users suspended"));
    }

    @Test
    void whereItIsToBeSkippedItHasNoAnswerWhileItIsSuspended() throws Exception {
        add(1, "skip", NamedLookupsTest::broken);
        Lookup users = lookups.apply("users").orElseThrow();
        for (int i = 0; i < 5; i++) {
            assertThat(users.find("ann")).isEqualTo(unknown("users unavailable"));
        }
        assertThat(users.find("ann")).isEqualTo(new LookupAnswer.Absent());
    }

    @Test
    void oneThatHasGoneCannotTell() throws Exception {
        Member<Lookup> member = add(1, "skip", key -> found(key));
        Lookup users = lookups.apply("users").orElseThrow();
        chain.gone(member);
        assertThat(users.find("ann")).isEqualTo(unknown("users has just gone"));
    }

    private Member<Lookup> add(long version, String onFailure, Lookup lookup) {
        return chain.add(
                lookup,
                new Source("plugin", "" + version, version, version),
                new HashMap<>(Map.of("postern.name", "users", "postern.on-failure", onFailure)));
    }

    private static LookupAnswer broken(String key) {
        throw new IllegalStateException("broken");
    }

    private static LookupAnswer found(String value) {
        return new LookupAnswer.Found(List.of(value));
    }

    private static LookupAnswer unknown(String reason) {
        return new LookupAnswer.Unknown(reason);
    }
}
