// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

class BulkheadTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Bulkhead bulkhead = new Bulkhead(2, now::get);

    @Test
    void lossesWithinTenMinutesAddUp() {
        assertThat(bulkhead.lost()).isFalse();
        assertThat(bulkhead.lost()).isFalse();
        assertThat(bulkhead.lost()).isTrue();
    }

    @Test
    void olderLossesAreForgotten() {
        bulkhead.lost();
        bulkhead.lost();
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(11)));
        assertThat(bulkhead.lost()).isFalse();
    }
}
