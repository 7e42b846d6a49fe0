// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What every {@link Lookup} must obey. Implement it in the look-up's test. */
public interface LookupContract {
    /** The look-up, set up so that it knows {@link #known} and not {@link #absent}. */
    Lookup lookup();

    /** A key with something under it. */
    String known();

    /** A key with nothing under it. */
    default String absent() {
        return "nobody-has-this-key";
    }

    /** The same look-up while its source can't be asked; empty where it has none but itself. */
    default Optional<Lookup> withoutItsSource() {
        return Optional.empty();
    }

    @Test
    default void findsWhatIsKept() throws InterruptedException {
        assertThat(lookup().find(known())).isInstanceOf(LookupAnswer.Found.class);
    }

    @Test
    default void saysThatNothingIsThere() throws InterruptedException {
        assertThat(lookup().find(absent())).isEqualTo(new LookupAnswer.Absent());
    }

    /** "Not found" would lose mail that a moment later is known. */
    @Test
    default void doesNotSayAbsentWhereItCannotKnow() throws InterruptedException {
        Optional<Lookup> source = withoutItsSource();
        Assumptions.assumeTrue(source.isPresent(), "it has no source but itself");
        Lookup broken = source.orElseThrow();
        for (String key : List.of(known(), absent())) {
            assertThat(answer(broken, key)).isInstanceOf(LookupAnswer.Unknown.class);
        }
    }

    /** Keys come from the network: SQL, LDAP filters, paths, patterns, line breaks. */
    @Test
    default void anyTextIsAKey() throws InterruptedException {
        Lookup lookup = lookup();
        List<String> keys = new ArrayList<>(HostileText.LOCAL_PARTS);
        keys.addAll(
                List.of(
                        "' OR '1'='1",
                        "*)(uid=*",
                        "a\r\nb: c",
                        "a\0b",
                        "%s%n",
                        known() + "\n",
                        "k".repeat(100_000)));
        for (String key : keys) {
            LookupAnswer answer = lookup.find(key);
            assertThat(answer).as(key).isNotNull();
            if (answer instanceof LookupAnswer.Unknown unknown) {
                assertThat(unknown.reason()).doesNotContain("\r", "\n");
            }
        }
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        Lookup lookup = lookup();

        assertThat(ManyThreads.call(50, () -> lookup.find(known())))
                .hasSize(50)
                .hasOnlyElementsOfType(LookupAnswer.Found.class);
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        Lookup lookup = lookup();

        ManyThreads.callInterrupted(() -> lookup.find(known()));
    }

    /** A throw counts as not knowing. */
    private static LookupAnswer answer(Lookup lookup, String key) throws InterruptedException {
        try {
            return lookup.find(key);
        } catch (IllegalStateException | java.io.UncheckedIOException e) {
            return new LookupAnswer.Unknown(e.toString());
        }
    }
}
