// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two against each other, over real sockets. */
@Timeout(60)
class GeneratorAndSinkIT {
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void everyMessageComesOnceWithItsSize(boolean pipelining, boolean chunking) throws Exception {
        Ledgers ledgers = Bench.ledgers();
        try (Sink sink = Sink.open(Bench.anyPort(), SinkSetup.PLAIN, ledgers)) {
            Manner manner =
                    new Manner(
                            Sizes.parse("600:5,1KiB:5,1041:5,100KiB:2,1MiB:1"),
                            7,
                            pipelining,
                            chunking);
            Load load = Bench.load(sink.address(), Bench.pace(5, 500), manner);
            Ledger ledger = ledgers.of(Bench.RUN, 1);
            LoadReport report = new Generator(load, Bench.STOPWATCH, ledger).run();
            assertThat(report.troubles()).isEmpty();
            assertThat(report.taken()).isEqualTo(500);
            assertThat(report.connections()).isGreaterThanOrEqualTo(500 / 7);
            assertThat(report.accept().getTotalCount()).isEqualTo(500);
            SinkReport seen = sink.report();
            assertThat(seen.messages()).isEqualTo(500);
            assertThat(seen.octets()).isEqualTo(report.octets() + (chunking ? 0 : 3 * 500));
            assertThat(ledger.open()).isZero();
            assertThat(seen.runs()).hasSize(1).allMatch(Findings::isExact);
            assertThat(seen.runs().getFirst().arrived()).isEqualTo(500);
        }
    }
}
