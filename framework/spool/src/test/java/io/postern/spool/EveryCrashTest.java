// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.postern.api.mail.QueueId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Three records, in every order and in every split into groups, with a crash at every step, and
 * after it each page old, new or torn and each name there or not.
 */
@Timeout(600)
class EveryCrashTest implements QuietSpool {
    /** Of pages and names; more also tears pages at more places, for a long run. */
    private static final int MOST_OPTIONS = Integer.getInteger("postern.simulation.options", 4);

    private static final long SEGMENT = 1800; // so that the records stand in two

    @Test
    void noCrashBetweenThreeRecordsBreaksAPromise() {
        int runs = 0;
        boolean crashed = true;
        for (int step = 1; crashed; step++) {
            Choices.All choices = new Choices.All(MOST_OPTIONS);
            do {
                Run run = new Run(choices, step);
                assertThatCode(run::execute)
                        .as("crash at step %d, choices %s", step, choices)
                        .doesNotThrowAnyException();
                crashed = run.crashed;
                runs++;
            } while (choices.next());
        }
        assertThat(runs).isGreaterThan(10_000);
    }

    private static final class Run {
        private final Choices choices;
        private final Machine machine;
        private final Simulation simulation;
        private final int crashAt;
        private boolean crashed;

        private Run(Choices choices, int crashAt) {
            this.choices = choices;
            this.machine = Machine.Virtual.of(choices);
            this.simulation = new Simulation(choices, machine, SEGMENT);
            this.crashAt = crashAt;
        }

        private void execute() throws IOException, InterruptedException {
            simulation.start();
            QueueId first = mail(200).id();
            simulation.process().turn();
            machine.crashAfter(crashAt);
            try {
                script(first);
            } catch (VirtualDisk.Crash dead) {
                assertThat(machine.crashed()).isTrue();
            }
            crashed = machine.crashed();
            simulation.end(true);
            simulation.start();
            simulation.process().stop();
            simulation.end(false);
            simulation.start();
        }

        private void script(QueueId first) throws IOException, InterruptedException {
            Promise promise = simulation.promise(first);
            List<Runnable> records = new ArrayList<>();
            records.add(() -> mail(300));
            records.add(() -> mail(900));
            records.add(() -> simulation.bounce(promise, promise.now().getFirst(), "no"));
            boolean alive = true;
            while (alive && !records.isEmpty()) {
                records.remove(choices.pick(records.size())).run();
                boolean together = records.isEmpty() || choices.pick(2) == 0;
                alive = together || simulation.process().turn();
            }
            if (alive && simulation.process().turn()) {
                simulation.process().stop();
            }
        }

        private Promise mail(int length) {
            return simulation.accept(length);
        }
    }
}
