// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Who is asked while there are several versions of a plugin. */
class VersionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long OLD = 10;
    private static final long NEW = 20;
    private static final long NEWEST = 30;

    private Instant now = START;
    private final HookHost host = new HookHost(_ -> {}, () -> now);
    private HookChain<Names> chain;
    private HookChain<Others> others;
    private long services;

    private interface Names {
        String name();
    }

    private interface Others extends Names {}

    @BeforeEach
    void openChains() {
        chain = HookChain.of(host, Names.class, LIMIT);
        others = HookChain.of(host, Others.class, LIMIT);
    }

    @Test
    void twoVersionsAreOnePlaceAndTheOneInstalledLastIsAsked() throws Exception {
        add("filter", OLD, 0);
        assertThat(ask()).containsExactly("10");
        add("filter", NEW, 0);
        assertThat(ask()).containsExactly("20");
        assertThat(chain.hooks())
                .singleElement()
                .extracting(h -> h.info().plugin())
                .isEqualTo("plugin/20");
    }

    @Test
    void theLastInstalledIsAskedThoughItsServiceCameFirst() throws Exception {
        add("filter", NEW, 0);
        add("filter", OLD, 0);
        assertThat(ask()).containsExactly("20");
    }

    @Test
    void theOlderIsAskedAgainWhenTheNewerGoes() throws Exception {
        add("filter", OLD, 0);
        Member<Names> newer = add("filter", NEW, 0);
        Hook<Names> held = chain.hooks().getFirst();
        chain.gone(newer);
        assertThat(ask()).containsExactly("10");
        assertThat(held.call(Names::name, LIMIT)).isEqualTo(new Answer.Given<>("10", "filter"));
    }

    @Test
    void whoHasGoneLeavesNothing() throws Exception {
        Member<Names> only = add("filter", OLD, 0);
        Hook<Names> held = chain.hooks().getFirst();
        chain.gone(only);
        assertThat(chain.isEmpty()).isTrue();
        assertThat(held.call(Names::name, LIMIT)).isEqualTo(new Answer.None<>());
        assertThat(host.figures()).isEmpty();
    }

    @Test
    void otherNamesOtherPluginsAndOtherConfigurationsArePlacesOfTheirOwn() throws Exception {
        add("one", OLD, 0);
        add("two", NEW, 0);
        add(new Source("other", "1", NEWEST, services++), Map.of("postern.name", "one"));
        add(source(NEW), Map.of("postern.name", "one", "service.pid", "pid~one"));
        assertThat(ask()).containsExactly("10", "20", "30", "20");
    }

    @Test
    void servicesOfOneBundleAreNoVersionsOfEachOther() throws Exception {
        add("same", OLD, 0);
        add("same", OLD, 0);
        add("same", NEW, 0);
        assertThat(ask()).containsExactly("20", "10");
    }

    @Test
    void namesThatComeFromTheTypeOrTheClassCountToo() throws Exception {
        add(source(OLD), Map.of("postern.type", "t", "service.pid", new String[] {"a", "b"}));
        add(source(NEW), Map.of("postern.type", "t", "service.pid", List.of("b", "a")));
        add(source(OLD), Map.of());
        add(source(NEW), Map.of());
        assertThat(ask()).containsExactly("20", "20");
    }

    @Test
    void thePlaceStaysWhereItIsWhileVersionsComeAndGo() throws Exception {
        Member<Names> old = add("filter", OLD, 0);
        add("next", OLD, 0);
        Member<Names> newer = add("filter", NEW, 50);
        assertThat(ask()).containsExactly("20", "10");
        chain.gone(newer);
        assertThat(ask()).containsExactly("10", "10");
        newer = add("filter", NEW, 0);
        chain.gone(old);
        assertThat(ask()).containsExactly("20", "10");
        add("filter", NEWEST, -50);
        chain.gone(newer);
        assertThat(ask()).containsExactly("10", "30");
    }

    @Test
    void aChainThatIsOpenedLaterHasTheSameOrder() throws Exception {
        Member<Names> old = add("filter", OLD, 0);
        add("next", OLD, 0);
        Source newer = source(NEW);
        Map<String, Object> properties = Map.of("postern.name", "filter");
        chain.add(() -> "20", newer, properties);
        chain.gone(old);
        HookChain<Names> later = HookChain.of(host, Names.class, LIMIT);
        later.add(() -> "next", new Source("plugin", "10", OLD, 1), named("next", 0));
        later.add(() -> "filter", newer, properties);
        assertThat(later.hooks())
                .extracting(hook -> hook.info().name())
                .containsExactly("filter", "next");
    }

    @Test
    void zeroThenOneSwitchesAllHooksOfAVersionOverAtOnce() throws Exception {
        host.share(NEW, 0, false);
        for (long version : new long[] {OLD, NEW}) {
            add("one", version, 0);
            add("two", version, 0);
            others.add(() -> "" + version, source(version), named("three", 0));
        }
        add("not-in-old", NEW, 0);
        assertThat(ask()).containsExactly("10", "10");
        assertThat(asked(others, Subject.NONE)).isEqualTo("10");
        host.share(NEW, 1, true);
        assertThat(ask()).containsExactly("20", "20", "20");
        assertThat(asked(others, Subject.NONE)).isEqualTo("20");
    }

    @Test
    void aShareIsThatPartOfMessagesAndTheSameForAllHooks() throws Exception {
        add("one", OLD, 0);
        add("one", NEW, 0);
        add("two", OLD, 0);
        add("two", NEW, 0);
        host.share(NEW, 0.1, true);
        long newer = messages().filter(m -> ask(m).equals(List.of("20", "20"))).count();
        assertThat(newer).isBetween(900L, 1100L);
        assertThat(messages().filter(m -> ask(m).equals(List.of("10", "10"))).count())
                .isEqualTo(10_000 - newer);
    }

    @Test
    void thoseWhoSayNothingGetTheVersionWithTheLargerShare() throws Exception {
        add("one", OLD, 0);
        add("one", NEW, 0);
        host.share(NEW, 0.5, true);
        assertThat(ask()).containsExactly("10");
        host.share(NEW, 0.51, true);
        assertThat(ask()).containsExactly("20");
    }

    @Test
    void whoHasALargerShareKeepsWhatItHad() {
        add("one", OLD, 0);
        add("one", NEW, 0);
        host.share(NEW, 0.1, true);
        List<Subject> before = messages().filter(m -> ask(m).equals(List.of("20"))).toList();
        host.share(NEW, 0.3, true);
        assertThat(before).allMatch(m -> ask(m).equals(List.of("20")));
        assertThat(messages().filter(m -> ask(m).equals(List.of("20"))).count())
                .isBetween(2800L, 3200L);
    }

    @Test
    void ofThreeVersionsEachOlderHasTheRest() {
        add("one", OLD, 0);
        add("one", NEW, 0);
        add("one", NEWEST, 0);
        host.share(NEWEST, 0.2, true);
        host.share(NEW, 0.5, true);
        assertThat(messages().filter(m -> ask(m).equals(List.of("30"))).count())
                .isBetween(1850L, 2150L);
        assertThat(messages().filter(m -> ask(m).equals(List.of("20"))).count())
                .isBetween(3800L, 4200L);
        assertThat(host.figures())
                .extracting(HookFigures::share)
                .containsExactlyInAnyOrder(0.2, 0.4, 0.4);
    }

    @Test
    void whatHasBegunBeforeStaysWithItsVersionWhileThatOneIsThere() throws Exception {
        Member<Names> old = add("one", OLD, 0);
        host.share(NEW, 0, false);
        add("one", NEW, 0);
        Subject before = new Subject("4f2a", now);
        now = now.plusSeconds(1);
        host.share(NEW, 1, true);
        Subject after = new Subject("4f2b", now);
        assertThat(ask(before)).containsExactly("10");
        assertThat(ask(after)).containsExactly("20");
        chain.gone(old);
        assertThat(ask(before)).containsExactly("20");
    }

    @Test
    void whatBeganBeforeAVersionWasGivenLessStaysWithIt() throws Exception {
        add("one", OLD, 0);
        add("one", NEW, 0);
        Subject before = new Subject("4f2a", now);
        now = now.plusSeconds(1);
        host.share(NEW, 0, true);
        assertThat(ask(before)).containsExactly("20");
        assertThat(ask(new Subject("4f2b", now))).containsExactly("10");
    }

    @Test
    void aPlainUpdateTakesEffectAtTheNextCall() throws Exception {
        add("one", OLD, 0);
        Subject open = new Subject("session", now);
        now = now.plusSeconds(1);
        add("one", NEW, 0);
        assertThat(ask(open)).containsExactly("20");
    }

    @Test
    void anOnlyVersionWithoutAShareIsNotThere() throws Exception {
        host.share(NEW, 0, false);
        add("one", NEW, 0);
        assertThat(chain.isEmpty()).isTrue();
        assertThat(chain.named("one")).isEmpty();
        assertThat(ask(new Subject("4f2a", now))).isEmpty();
        assertThat(host.figures()).singleElement().returns(0.0, HookFigures::share);
    }

    @Test
    void aHookThatOnlyTheNewerHasMeetsItsShareAloneWhileTheOlderIsStarted() throws Exception {
        Member<Names> old = add("one", OLD, 0);
        Member<Names> newer = add("two", NEW, 0);
        host.share(NEW, 0.1, false);
        long met = messages().filter(m -> ask(m).equals(List.of("10", "20"))).count();
        assertThat(met).isBetween(900L, 1100L);
        assertThat(chain.hooks()).hasSize(2);
        assertThat(host.figures())
                .extracting(HookFigures::share)
                .containsExactlyInAnyOrder(1.0, 0.1);
        chain.gone(old);
        assertThat(messages()).allMatch(m -> ask(m).equals(List.of("20")));
        assertThat(host.figures()).extracting(HookFigures::share).containsExactly(1.0);
        chain.gone(newer);
    }

    @Test
    void aHookTurnsToAnotherSubject() {
        add("one", OLD, 0);
        add("one", NEW, 0);
        host.share(NEW, 0.5, false);
        Hook<Names> hook = chain.named("one").orElseThrow();
        assertThat(messages().map(m -> hook.about(m).info().plugin()).distinct())
                .containsExactlyInAnyOrder("plugin/10", "plugin/20");
        assertThat(messages())
                .allMatch(
                        m -> ("plugin/" + ask(m).getFirst()).equals(hook.about(m).info().plugin()));
    }

    @Test
    void hooksAreEqualByTheVersionThatIsAsked() {
        add("one", OLD, 0);
        List<Hook<Names>> before = chain.hooks();
        assertThat(chain.hooks()).isEqualTo(before).hasSameHashCodeAs(before);
        add("one", NEW, 0);
        assertThat(chain.hooks()).isNotEqualTo(before);
    }

    @Test
    void sharesAreFromZeroToOne() {
        for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> host.share(NEW, wrong, true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Stream<Subject> messages() {
        return IntStream.range(0, 10_000).mapToObj(i -> new Subject("m" + i, Instant.MAX));
    }

    private List<String> ask() throws InterruptedException {
        return ask(Subject.NONE);
    }

    private List<String> ask(Subject subject) {
        return chain.hooks(subject).stream()
                .map(hook -> hook.info().plugin().replace("plugin/", "").replace("other/1", "30"))
                .toList();
    }

    private static String asked(HookChain<? extends Names> chain, Subject subject)
            throws InterruptedException {
        return chain.first(subject, _ -> true, Names::name, _ -> false)
                        instanceof Answer.Given<String>(String name, _)
                ? name
                : "nobody";
    }

    private Member<Names> add(String name, long bundle, int ranking) {
        return add(source(bundle), named(name, ranking));
    }

    private Member<Names> add(Source source, Map<String, Object> properties) {
        return chain.add(() -> "" + source.bundle(), source, new HashMap<>(properties));
    }

    private static Map<String, Object> named(String name, int ranking) {
        return Map.of("postern.name", name, "service.ranking", ranking);
    }

    private Source source(long bundle) {
        return new Source("plugin", "" + bundle, bundle, services++);
    }
}
