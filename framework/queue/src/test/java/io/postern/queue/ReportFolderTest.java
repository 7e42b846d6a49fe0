// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.postern.testkit.SetClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale.LanguageRange;
import java.util.Map;

class ReportFolderTest {
    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    @TempDir private Path folder;

    @Test
    void theFirstLanguageThatIsThereIsTakenElseEnglish() throws IOException {
        write("failed.de.txt", "Deutsch");
        write("failed.pt-BR.txt", "Português");
        ReportFolder reports = new ReportFolder(folder, clock);

        assertThat(subject(reports, "fr", "de-CH", "pt-BR")).isEqualTo("Deutsch");
        assertThat(subject(reports, "pt-BR", "de")).isEqualTo("Português");
        assertThat(subject(reports, "pt", "xx")).startsWith("Undelivered");
        assertThat(subject(reports)).startsWith("Undelivered");
        assertThat(reports.get().choose(ReportKind.DELAYED, ranges("de")).language())
                .isEqualTo("en");
    }

    @Test
    void englishOfTheOperatorTakesThePlaceOfOurs() throws IOException {
        write("failed.en.txt", "No way");

        assertThat(subject(new ReportFolder(folder, clock))).isEqualTo("No way");
    }

    @Test
    void everyProblemIsNamedWithItsFileAndPlace() throws IOException {
        write("failed.de.txt", "Hallo ${hots}");
        write("bounced.de.txt", "x");
        Files.write(
                folder.resolve("delayed.de.txt"),
                "Subject: x\n\ngr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(folder.resolve("README"), "no template");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReportFolder(folder, clock))
                .withMessageContaining(folder + "/failed.de.txt:1:16: there is no ${hots}")
                .withMessageContaining(folder + "/bounced.de.txt: name it KIND.LANGUAGE.txt")
                .withMessageContaining(folder + "/delayed.de.txt:3:3: this isn't UTF-8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReportFolder(folder.resolve("gone"), clock))
                .withMessageContaining("can't be read");
    }

    @Test
    void aChangeIsTakenWhenItHasSettledAndABrokenOneNever() throws IOException {
        write("failed.de.txt", "eins");
        ReportFolder reports = new ReportFolder(folder, clock);
        write("failed.de.txt", "zweitens");

        look(reports);
        assertThat(subject(reports, "de")).isEqualTo("eins");
        look(reports);
        assertThat(subject(reports, "de")).isEqualTo("zweitens");

        write("failed.de.txt", "${broken}");
        look(reports);
        look(reports);
        assertThat(subject(reports, "de")).isEqualTo("zweitens");
        write("failed.de.txt", "drittens jetzt");
        look(reports);
        look(reports);
        assertThat(subject(reports, "de")).isEqualTo("drittens jetzt");
    }

    private void look(ReportFolder reports) {
        clock.advance(Duration.ofSeconds(2));
        reports.get();
    }

    private void write(String name, String subject) throws IOException {
        Files.writeString(folder.resolve(name), "Subject: " + subject + "\n\n${recipients}\n");
    }

    private static String subject(ReportFolder reports, String... languages) {
        return reports.get()
                .choose(ReportKind.FAILED, ranges(languages))
                .template()
                .subject(Map.of());
    }

    private static List<LanguageRange> ranges(String... languages) {
        return List.of(languages).stream().map(LanguageRange::new).toList();
    }
}
