// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.transport.Egress;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class EgressesTest {
    private static final Egress USUAL = Egress.of(TestHost.named("mx.postern.test"));

    static Egresses.Source source(String name, Map<String, Integer> pools) {
        return new Egresses.Source(
                new Egress(name, Optional.empty(), Optional.empty(), name + ".postern.test"),
                pools);
    }

    @Test
    void withoutSourcesTheSystemChooses() {
        Egresses egresses = Egresses.of(USUAL, List.of());

        assertThat(egresses.ranked("", 1, 2)).containsExactly(Egress.DEFAULT);
        assertThat(egresses.source(Egress.DEFAULT)).contains(USUAL);
        assertThat(egresses.hasPool("bulk")).isFalse();
    }

    @Test
    void sourcesAreUsedInProportionToTheirWeights() {
        Egresses egresses =
                Egresses.of(
                        USUAL,
                        List.of(source("a", Map.of("bulk", 3)), source("b", Map.of("bulk", 1))));
        Map<String, Integer> used = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            used.merge(egresses.ranked("bulk", i, 7).getFirst(), 1, Integer::sum);
        }

        assertThat(used.get("a")).isBetween(7200, 7800);
    }

    @Test
    void aMessageKeepsItsSourceAndAnotherSourceTakesOnlyItsShare() {
        List<Egresses.Source> two =
                List.of(source("a", Map.of("bulk", 1)), source("b", Map.of("bulk", 1)));
        List<Egresses.Source> three =
                List.of(two.get(0), two.get(1), source("c", Map.of("bulk", 1)));
        Egresses before = Egresses.of(USUAL, two);
        Egresses after = Egresses.of(USUAL, three);
        int moved = 0;
        for (int i = 0; i < 3000; i++) {
            String source = before.ranked("bulk", i, 7).getFirst();
            assertThat(before.ranked("bulk", i, 7).getFirst()).isEqualTo(source);
            String now = after.ranked("bulk", i, 7).getFirst();
            assertThat(now).isIn(source, "c");
            moved += now.equals("c") ? 1 : 0;
        }

        assertThat(moved).isBetween(850, 1150);
    }

    @Test
    void aSourceIsAPoolOfItsOwn() {
        Egresses egresses = Egresses.of(USUAL, List.of(source("a", Map.of("bulk", 1))));

        assertThat(egresses.ranked("a", 1, 1)).containsExactly("a");
        assertThat(egresses.ranked("", 1, 1)).containsExactly(Egress.DEFAULT);
    }
}
