// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

class UsageTest {
    @TempDir private Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "route",
                "queue",
                "queue list --most many",
                "queue list --most -1",
                "queue retry",
                "queue retry --all ABC",
                "queue release",
                "queue bounce",
                "queue show",
                "queue explain",
                "tls policy",
                "queue summary --most 0",
                "queue remove --all ABC",
                "queue suspend --for 1h",
                "send --to b@y.test",
                "send --from a@x.test",
                "send --from a@x.test --to b@y.test --subject s FILE",
                "run --log file",
                "run --accept-gap three"
            })
    void whatIsNotSaidRightEndsWithTwo(String line) {
        String[] words = line.isEmpty() ? new String[0] : line.split(" ");
        Line ended = Line.run(withHome(words));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "hooks",
                "route a@x.test",
                "queue list --count",
                "queue retry --all",
                "queue pause",
                "reload"
            })
    void withoutAServerTheExitCodeSaysTryAgain(String line) {
        Line ended = Line.run(withHome(line.split(" ")));
        assertThat(ended.exitCode()).isEqualTo(75);
        assertThat(ended.err()).isEqualTo("postern: no Postern runs with home " + home + "\n");
    }

    @Test
    void helpListsTheCommandsAndExitCodes() {
        Line ended = Line.run("--help");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("run", "check", "route", "Exit codes: 0 fine");
    }

    @Test
    void versionIsTheBuilds() {
        assertThat(Line.run("--version").out()).matches("Postern \\d+\\.\\d+\\.\\d+\\S*\\s+");
    }

    private String[] withHome(String... words) {
        boolean command = words.length > 0 && !words[0].equals("nonsense");
        if (!command || words.length == 1 && words[0].equals("queue")) {
            return words;
        }
        String[] all = java.util.Arrays.copyOf(words, words.length + 1);
        all[words.length] = "--home=" + home;
        return all;
    }
}
