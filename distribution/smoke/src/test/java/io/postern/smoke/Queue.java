// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** The queue as its command line shows it. */
final class Queue {
    private Queue() {}

    /** How many messages wait. */
    static int count(PosternProcess postern) throws Exception {
        PosternProcess.Outcome listed = postern.command("queue", "list", "--count");
        assertThat(listed.code()).as(listed.err()).isZero();
        return Integer.parseInt(listed.out().strip());
    }

    /** Waits until no message waits. */
    static void awaitEmpty(PosternProcess postern, Duration patience) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> count(postern) == 0);
    }
}
