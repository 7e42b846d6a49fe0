// SPDX-License-Identifier: Apache-2.0
package io.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class BaselineTest {
    private static final List<String> RELEASED =
            List.of(
                    "a.b | @Version 1.2.0",
                    "a.b.Hook | @ConsumerType",
                    "a.b.Hook | public abstract interface a.b.Hook",
                    "a.b.Hook | public abstract int a.b.Hook.ask(a.b.Context)",
                    "a.b.Context | public abstract interface a.b.Context",
                    "a.b.Context | public abstract int a.b.Context.size()",
                    "a.b.c | @Version 1.0.0",
                    "a.b.c.Other | public final class a.b.c.Other");

    @Test
    void sameIsFineWithTheSameVersion() {
        assertThat(Baseline.problems(RELEASED, RELEASED)).isEmpty();
    }

    @Test
    void whatIsTakenAwayNeedsTheNextMajorVersion() {
        List<String> current = without("a.b.Context | public abstract int a.b.Context.size()");

        assertThat(Baseline.problems(RELEASED, current))
                .singleElement()
                .asString()
                .startsWith("a.b: needs version 2.0.0 for [a.b.Context | ");
        assertThat(Baseline.problems(RELEASED, at("1.9.0", current))).hasSize(1);
        assertThat(Baseline.problems(RELEASED, at("2.0.0", current))).isEmpty();
    }

    @Test
    void whatChangesIsTakenAway() {
        List<String> current =
                with(
                        without("a.b.Context | public abstract int a.b.Context.size()"),
                        "a.b.Context | public abstract long a.b.Context.size()");

        assertThat(Baseline.problems(RELEASED, at("1.3.0", current)))
                .singleElement()
                .asString()
                .contains("needs version 2.0.0");
    }

    @Test
    void methodOfWhatTheCoreImplementsNeedsTheNextMinorVersion() {
        List<String> current =
                with(RELEASED, "a.b.Context | public abstract int a.b.Context.more()");

        assertThat(Baseline.problems(RELEASED, current))
                .singleElement()
                .asString()
                .startsWith("a.b: needs version 1.3.0 for [a.b.Context | ");
        assertThat(Baseline.problems(RELEASED, at("1.2.7", current))).hasSize(1);
        assertThat(Baseline.problems(RELEASED, at("1.3.0", current))).isEmpty();
    }

    @Test
    void methodOfWhatPluginsImplementBreaksThemUnlessItHasABody() {
        List<String> second = with(RELEASED, "a.b.Hook | public abstract int a.b.Hook.second()");
        List<String> body = with(RELEASED, "a.b.Hook | public default int a.b.Hook.second()");

        assertThat(Baseline.problems(RELEASED, at("1.3.0", second)))
                .singleElement()
                .asString()
                .contains("needs version 2.0.0", "second()");
        assertThat(Baseline.problems(RELEASED, at("1.3.0", body))).isEmpty();
    }

    @Test
    void typeThatPluginsAreToImplementFromNowOnBreaksThoseThatAreThere() {
        assertThat(
                        Baseline.problems(
                                RELEASED,
                                at("1.3.0", with(RELEASED, "a.b.Context | @ConsumerType"))))
                .hasSize(1);
        assertThat(
                        Baseline.problems(
                                RELEASED,
                                at(
                                        "1.3.0",
                                        with(
                                                RELEASED,
                                                "a.b.New | @ConsumerType",
                                                "a.b.New | public abstract interface a.b.New",
                                                "a.b.New | public abstract int a.b.New.ask()"))))
                .isEmpty();
    }

    @Test
    void caseOfAnAnswerThatPluginsGetBreaksTheirSwitches() {
        List<String> released =
                List.of(
                        "io.postern.api.lookup | @Version 2.2.0",
                        "io.postern.api.lookup.DnsAnswer | public abstract sealed interface"
                                + " io.postern.api.lookup.DnsAnswer<T>");
        List<String> current =
                List.of(
                        "io.postern.api.lookup | @Version 2.3.0",
                        released.get(1),
                        "io.postern.api.lookup.DnsAnswer$Stale | public static final record"
                                + " io.postern.api.lookup.DnsAnswer$Stale<T>");

        assertThat(Baseline.problems(released, current)).hasSize(1);
    }

    @Test
    void packagesAreLookedAtOneByOne() {
        List<String> current = with(RELEASED, "a.b.c.New | public final class a.b.c.New");

        assertThat(Baseline.problems(RELEASED, current))
                .singleElement()
                .asString()
                .startsWith("a.b.c: needs version 1.1.0");
        assertThat(
                        Baseline.problems(
                                RELEASED,
                                with(RELEASED, "a.d | @Version 1.0.0", "a.d.New | public class")))
                .isEmpty();
    }

    @Test
    void packageThatIsGoneAndVersionThatFallsAreNamed() {
        assertThat(
                        Baseline.problems(
                                RELEASED,
                                without(
                                        "a.b.c | @Version 1.0.0",
                                        "a.b.c.Other | public final class a.b.c.Other")))
                .containsExactly("a.b.c: the package is gone");
        assertThat(Baseline.problems(RELEASED, at("1.1.0", RELEASED)))
                .containsExactly("a.b: its version went down");
    }

    @Test
    void surfaceOfTheApiHasVersionsAndSaysWhatPluginsImplement() throws Exception {
        assertThat(ApiSurface.of(Path.of("target/classes")))
                .contains("io.postern.api.routing.Router | @ConsumerType")
                .doesNotContain("io.postern.api.routing.RoutingContext | @ConsumerType")
                .anyMatch(line -> line.startsWith("io.postern.api.routing | @Version "));
    }

    private static List<String> without(String... lines) {
        List<String> rest = new ArrayList<>(RELEASED);
        rest.removeAll(List.of(lines));
        return rest;
    }

    private static List<String> with(List<String> lines, String... more) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(List.of(more));
        return all;
    }

    private static List<String> at(String version, List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.replaceAll(line -> line.replace("a.b | @Version 1.2.0", "a.b | @Version " + version));
        return all;
    }
}
