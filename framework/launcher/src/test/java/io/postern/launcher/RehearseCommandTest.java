// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;

@Timeout(60)
class RehearseCommandTest {
    private static final String QUESTION =
            """
            {"at":"2026-11-30T12:00:0%d.5Z","hook":"onSender","session":"s1","address":"192.0.2.7",\
            "port":4,"listener":"mx","helo":"c.example","sender":"%s","given":{"verdict":"pass"}}
            """;

    @TempDir private Path home;

    private Path script(String source) throws Exception {
        Path file = Files.createDirectories(home.resolve("scripts")).resolve("new.js");
        return Files.writeString(file, source);
    }

    private void record(String... senders) throws Exception {
        Path folder = Files.createDirectories(home.resolve("data/rehearsal"));
        Path file = folder.resolve("record-2026-11-30T12-00-00Z.jsonl.gz");
        try (OutputStreamWriter out =
                new OutputStreamWriter(
                        new GZIPOutputStream(Files.newOutputStream(file)),
                        StandardCharsets.UTF_8)) {
            for (int i = 0; i < senders.length; i++) {
                out.write(QUESTION.formatted(i, senders[i]));
            }
        }
    }

    private Line rehearse(String... more) {
        String[] line = new String[more.length + 5];
        line[0] = "script";
        line[1] = "rehearse";
        line[2] = "--home";
        line[3] = home.toString();
        line[4] = home.resolve("scripts/new.js").toString();
        System.arraycopy(more, 0, line, 5, more.length);
        return Line.run(line);
    }

    private static final String REFUSES_SPAM =
            """
            import { dns, reject } from 'postern';
            export function onSender({ sender }) {
                if (sender.startsWith('spam')) return reject('5.7.1', 'no\\u001b[2J');
                if (sender.startsWith('who')) dns.mx('who.example');
            }
            """;

    @Test
    void differencesAreATableAndEndWithOne() throws Exception {
        script(REFUSES_SPAM);
        record("ann@x.example", "spam@x.example", "who@x.example");
        Line ended = rehearse();
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
        assertThat(ended.out())
                .isEqualTo(
                        """
                        WHEN                  HOOK      CLIENT     ABOUT             DID   WOULD
                        2026-11-30T12:00:01Z  onSender  192.0.2.7  <spam@x.example>  pass  reject 5.7.1 no [2J
                        2026-11-30T12:00:02Z  onSender  192.0.2.7  <who@x.example>   pass  unknown: dns mx who.example was never asked

                        HOOK      ASKED  DIFFERENT  UNKNOWN
                        onSender      3          1        1

                        in front of all, from 2026-11-30T12:00:00Z to 2026-11-30T12:00:02Z: not all comes to the same
                        """);
    }

    @Test
    void noDifferenceEndsWithNought() throws Exception {
        script(REFUSES_SPAM);
        record("ann@x.example");
        Line ended = rehearse("--json");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        Json json = Json.parse(ended.out());
        assertThat(json.flag("same")).isTrue();
        assertThat(json.objects("hooks").getFirst().number("asked")).isEqualTo(1);
        assertThat(json.objects("findings")).isEmpty();
    }

    @Test
    void moreThanAreWantedAreOnlyCounted() throws Exception {
        script(REFUSES_SPAM);
        record("spam1@x.example", "spam2@x.example", "spam3@x.example");
        assertThat(rehearse("--most", "1").out())
                .contains("and 2 more: --most N shows more of them")
                .doesNotContain("spam2");
    }

    @Test
    void withoutARecordItIsToBeTriedAgain() throws Exception {
        script(REFUSES_SPAM);
        Line ended = rehearse();
        assertThat(ended.exitCode()).isEqualTo(75);
        assertThat(ended.err()).contains("there is no record in");
        record("ann@x.example");
        assertThat(rehearse("--since", "1s").exitCode()).isEqualTo(75);
    }

    @Test
    void whatIsNotSaidRightIsUsage() throws Exception {
        record("ann@x.example");
        assertThat(rehearse().exitCode()).isEqualTo(2);
        script("export function (");
        Line broken = rehearse();
        assertThat(broken.exitCode()).isEqualTo(2);
        assertThat(broken.err()).contains("scripts/new.js:1:");
        script(REFUSES_SPAM);
        assertThat(rehearse("--replaces", "none").err()).contains("no script 'none' is in the");
        assertThat(rehearse("--options", "x").err()).contains("--options must be a JSON object");
        assertThat(rehearse("--since", "yesterday").exitCode()).isEqualTo(2);
    }

    @Test
    void timesAreFromNowBack() {
        Instant now = Instant.parse("2026-12-01T12:00:00Z");
        assertThat(RehearseCommand.start("", now)).isEqualTo(Instant.EPOCH);
        assertThat(RehearseCommand.start("90m", now)).isEqualTo("2026-12-01T10:30:00Z");
        assertThat(RehearseCommand.start("2d", now)).isEqualTo("2026-11-29T12:00:00Z");
        assertThatThrownBy(() -> RehearseCommand.start("2w", now))
                .hasMessageContaining("--since must be like");
    }
}
